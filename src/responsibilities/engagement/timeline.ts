import { Problem } from '#kernel/problem.ts'
import { whoIs, within, type Office, type OperatorCaller } from '../context/index.ts'
import { appendEntry } from '../journal/index.ts'
import { putEngagement, putMilestone, reached, readEngagement } from './engagement.store.ts'

/** Days after the signature: not before, and due. */
export const milestones = {
  kickoff: { title: 'Kickoff: both project managers plan', from: 0, due: 5 },
  'infrastructure-ready': { title: 'Infrastructure ready', from: 7, due: 21 },
  'set-up': { title: 'Set-up by the provider', from: 14, due: 28 },
  handover: { title: 'Handover of operations', from: 30, due: 45 },
} as const
export type Milestone = keyof typeof milestones
/** Dates as `2026-05-31`. */
export type TimelineEntry = { milestone: Milestone; title: string; from: string; due: string; reachedOn: string | undefined; state: 'open' | 'late' | 'reached'; note: string | undefined }

const dayMs = 86_400_000
const plus = (date: string, days: number): string => new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)
const today = ({ clock }: Pick<Office, 'clock'>): string => clock.now().toISOString().slice(0, 10)

export async function setSignature(office: Office, caller: OperatorCaller, signedOn: string): Promise<void> {
  if (!/^\d{4}-\d\d-\d\d$/.test(signedOn) || Number.isNaN(Date.parse(`${signedOn}T00:00:00Z`))) throw new Problem(400, 'invalid_date', 'A date looks like 2026-05-31.')
  await within(office, async (inner) => {
    await putEngagement(inner.db, signedOn, whoIs(caller), office.clock.now())
    await appendEntry(inner, { kind: 'engagement.signed', actor: whoIs(caller), subject: 'engagement', data: { signedOn } })
  })
}

/** Undefined before a signature was recorded. */
export async function timeline(office: Pick<Office, 'db' | 'clock'>): Promise<TimelineEntry[] | undefined> {
  const engagement = await readEngagement(office.db)
  if (!engagement) return undefined
  const done = await reached(office.db)
  return (Object.keys(milestones) as Milestone[]).map((milestone) => {
    const { title, from, due } = milestones[milestone]
    const row = done.find((each) => each.milestone === milestone)
    const dueOn = plus(engagement.signed_on, due)
    return { milestone, title, from: plus(engagement.signed_on, from), due: dueOn, reachedOn: row?.reached_on, note: row?.note ?? undefined, state: row ? 'reached' : today(office) > dueOn ? 'late' : 'open' }
  })
}

/** The first time counts. Without a caller the system has seen it. */
export async function reachMilestone(office: Office, caller: OperatorCaller | undefined, milestone: Milestone, note?: string): Promise<void> {
  const by = caller ? whoIs(caller) : 'appliance'
  await within(office, async (inner) => {
    const first = await putMilestone(inner.db, { milestone, reached_on: today(office), note: note ?? null, recorded_by: by }, office.clock.now())
    if (first) await appendEntry(inner, { kind: 'engagement.milestone', actor: by, subject: 'engagement', data: { milestone, note } })
  })
}
