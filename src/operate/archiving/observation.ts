/** How continuous archiving is, in a sentence. */
import type { Observation } from '#kernel/check.ts'
import { size } from '../backups/index.ts'
import type { BaseNote, ProofTrouble } from './format.ts'
import type { SealerState } from './sealer.ts'

export type Seen = { wanted: boolean; /** backups.archive-seconds */ seconds: number; now: Date; sealer: SealerState | undefined; bases: readonly BaseNote[]; trouble: string | undefined; /** Why the newest base backup is not proven. */ unproven: string | undefined }

/** Beyond the period: for the switch, the packing and the writing. */
const grace = 90

export function observe({ wanted, seconds, now, sealer, bases, trouble, unproven }: Seen): Observation {
  if (!wanted) return { well: true, sentence: 'Continuous archiving is off (backups.archiving).' }
  if (!sealer) return { well: true, sentence: 'The database is external: whoever runs it archives its changes.' }
  const age = sealer.moment && Math.max(0, Math.round((now.getTime() - sealer.moment.getTime()) / 1000))
  const measured = { ...(age === undefined ? {} : { seconds: age }), waiting: sealer.waiting.segments }
  const why = sealer.trouble ?? trouble
  const last = age === undefined ? 'Nothing is archived yet' : `The last archived moment is ${secondsText(age)} ago`
  if (why !== undefined) {
    const waiting = sealer.waiting.segments === 0 ? '' : ` ${sealer.waiting.segments} segments (${size(sealer.waiting.bytes)}) wait in the data directory.`
    return { well: false, sentence: `${last}; it does not go on: ${why}${waiting}`, measured }
  }
  const [first] = bases
  if (!first) return { well: true, sentence: `${last}; the first base backup is being made.`, measured }
  const late = age !== undefined && age > seconds + grace
  return { well: !late && unproven === undefined, sentence: `${last}; any moment since ${first.consistent_at.slice(0, 19)}Z can be restored.${late ? ` It should be no longer than ${seconds} s.` : ''}${unproven === undefined ? '' : ` ${unproven}`}`, measured }
}

/** What failed, how often, when it is tried again, and what to do. */
export function unprovenText(base: string, { times, failed_at, next_at, sentence }: ProofTrouble, now: Date): string {
  const ago = secondsText(Math.max(0, Math.round((now.getTime() - Date.parse(failed_at)) / 1000)))
  const how = times === 1 ? `failed ${ago} ago` : `failed ${times} times, the last ${ago} ago`
  return `The proof of the base backup ${base} ${how}: ${sentence.replace(/([^.!?])$/, '$1.')} It is tried again ${whenText(next_at, now)}; once the cause is removed, \`bailiwick backup prove-archive\` does it at once.`
}

export const whenText = (at: string, now: Date): string => (Date.parse(at) <= now.getTime() ? 'now' : `at ${at.slice(0, 16)}Z`)

export function secondsText(seconds: number): string {
  if (seconds < 120) return `${seconds} s`
  if (seconds < 7200) return `${Math.round(seconds / 60)} minutes`
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} hours` : `${Math.round(seconds / 86_400)} days`
}
