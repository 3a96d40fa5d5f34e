/** How the archive of a data directory is, by its files alone: any process of the node can say it, also when nothing runs. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Observation } from '#kernel/check.ts'
import type { Settings } from '#kernel/setting.ts'
import { archivingPlace, segmentAfter, type ArchivingPlace } from '#platform/postgres/index.ts'
import { archiveSeconds, archiving, baseHours } from './archiving.settings.ts'
import { isProofAsked, names, readBases, readCertificate, readProofTrouble, readSegments, reachOf, type BaseNote, type SealedSegment } from './format.ts'
import { observe, unprovenText } from './observation.ts'
import { readPointer, type Pointer } from './pointer.ts'

export type ArchiveLook = { wanted: boolean; pointer: Pointer | undefined; bases: BaseNote[]; segments: SealedSegment[]; observation: Observation }

export function lookAtArchive(dataDir: string, settings: Settings, now: Date): ArchiveLook {
  const wanted = settings.get(archiving)
  const place = archivingPlace(dataDir, { make: false })
  const pointer = place && readPointer(place)
  const [bases, segments] = pointer ? [readBases(pointer.folder), readSegments(pointer.folder)] : [[], []]
  const sealer = place && { pointer, moment: reachOf(segments), sealed: new Map(), waiting: { segments: waitingIn(place), bytes: 0 }, trouble: wanted && !pointer ? 'no archive is begun; the health check "archive" says why' : undefined }
  return { wanted, pointer, bases, segments, observation: observe({ wanted, seconds: settings.get(archiveSeconds), now, sealer, bases, trouble: undefined, unproven: pointer && unprovenOf(pointer, bases, now) }) }
}

function unprovenOf({ folder }: Pointer, bases: readonly BaseNote[], now: Date): string | undefined {
  const last = bases.at(-1)
  const note = last && readProofTrouble(folder, last.file)
  return note && unprovenText(last!.file, note, now)
}

/** Whether base backups are made when they should. */
export function baseAge({ bases, pointer }: ArchiveLook, settings: Settings, now: Date): Observation | undefined {
  if (!pointer) return undefined
  const last = bases.at(-1)
  if (!last) return { well: false, sentence: `${pointer.folder} holds no complete base backup, so nothing can be restored from it yet.` }
  const hours = (now.getTime() - Date.parse(last.taken_at)) / 3_600_000
  return { well: hours <= 2 * settings.get(baseHours), sentence: `The newest of ${bases.length} base backups is ${Math.round(hours)} hours old.` }
}

/** Whether the newest base backup was restored and somebody signed in there. */
export function baseProof({ bases, pointer }: ArchiveLook, settings: Settings, now: Date): Observation | undefined {
  const last = bases.at(-1)
  if (!pointer || !last) return undefined
  const [proof, failed] = [readCertificate(pointer.folder, last.file), unprovenOf(pointer, bases, now)]
  if (failed !== undefined) return { well: false, sentence: `${failed}${proof ? ` It was proven ${proof.proven_at.slice(0, 16)}Z.` : ''}` }
  if (proof) return { well: true, sentence: `The newest base backup is proven: ${proof.sentence.replace(/^Proven/, 'proven')}${isProofAsked(pointer.folder, last.file) ? ' It is being proven again.' : ''}` }
  const [hours, before] = [(now.getTime() - Date.parse(last.consistent_at)) / 3_600_000, bases.findLast(({ file }) => readCertificate(pointer.folder, file))]
  return { well: hours < Math.min(settings.get(baseHours), 6), sentence: `The newest base backup is not proven yet${before ? `; the one of ${before.consistent_at.slice(0, 19)}Z is` : ''}.` }
}

/** Whether every piece of the log since the oldest base backup is there. */
export function archiveWhole({ pointer, bases, segments }: ArchiveLook): Observation | undefined {
  const [first] = bases
  if (!pointer || !first) return undefined
  const known = new Set(segments.map(({ segment }) => segment))
  const last = [...known].filter((name) => /^[0-9A-F]{24}$/.test(name)).sort().at(-1)!
  let count = 0
  for (let segment = first.start_segment; segment <= last; segment = segmentAfter(segment, first.segment_size)) {
    count += 1
    if (!known.has(segment) || !existsSync(join(pointer.folder, names.sealed(segment)))) return { well: false, sentence: `The archive lacks the segment ${segment}: no moment after it can be restored from an earlier base backup.` }
  }
  return { well: true, sentence: `All ${count} pieces of the log since the oldest base backup are there.` }
}

function waitingIn({ status }: ArchivingPlace): number {
  try {
    return readdirSync(status).filter((name) => name.endsWith('.ready')).length
  } catch {
    return 0
  }
}
