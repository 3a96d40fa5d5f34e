import { otherParty } from '#kernel/mandate.ts'
import { Problem } from '#kernel/problem.ts'
import { isSingle, whoIs, within, type Office, type OperatorCaller } from '../context/index.ts'
import type { Measures } from '../gate/index.ts'
import { appendEntry } from '../journal/index.ts'
import { inform } from '../notices/index.ts'
import { drillRows, insertDrill, putHandover, putSignature, putTopic, readHandover, topicRows, type DrillRow, type HandoverRow, type TopicRow } from './engagement.store.ts'
import { reachMilestone } from './timeline.ts'

export const topics = {
  monitoring: { title: 'Monitoring: health endpoints, alerts, who watches', minutes: 25 },
  backup: { title: 'Backup and restore: cadence, password, second site', minutes: 25 },
  updates: { title: 'Updates: development first, snapshots, presence', minutes: 25 },
  questions: { title: 'Questions', minutes: 15 },
} as const
export type Topic = keyof typeof topics

export const drills = {
  'alert-seen': 'An alert was raised and seen by the subscriber.',
  'backup-restored': 'A backup was made and restored.',
  'update-rehearsed': 'An update was rehearsed.',
} as const
export type Drill = keyof typeof drills

export type HandoverView = {
  scheduled: HandoverRow | undefined
  agenda: { topic: Topic; title: string; minutes: number; covered: TopicRow | undefined }[]
  drills: { drill: Drill; title: string; done: DrillRow | undefined }[]
  missing: string[]
}

export async function viewHandover({ db }: Pick<Office, 'db'>): Promise<HandoverView> {
  const scheduled = await readHandover(db)
  const covered = await topicRows(db)
  const done = await drillRows(db)
  const agenda = (Object.keys(topics) as Topic[]).map((topic) => ({ topic, ...topics[topic], covered: covered.find((row) => row.topic === topic) }))
  const rehearsed = (Object.keys(drills) as Drill[]).map((drill) => ({ drill, title: drills[drill], done: done.find((row) => row.drill === drill) }))
  return {
    scheduled, agenda, drills: rehearsed,
    missing: [...agenda.filter((each) => !each.covered).map(({ title }) => title), ...rehearsed.filter((each) => !each.done).map(({ title }) => title)],
  }
}

/** The meeting lasts as long as its agenda: 90 minutes. */
export async function scheduleHandover(office: Office, caller: OperatorCaller, at: Date): Promise<HandoverView> {
  return within(office, async (inner) => {
    const minutes = Object.values(topics).reduce((sum, topic) => sum + topic.minutes, 0)
    const before = await readHandover(inner.db, true)
    if (before?.provider_signed_at || before?.subscriber_signed_at) throw new Problem(409, 'handover_signed', 'The handover has been signed.')
    await putHandover(inner.db, at, minutes, whoIs(caller))
    await appendEntry(inner, { kind: 'handover.scheduled', actor: whoIs(caller), subject: 'handover', data: { at, minutes } })
    await inform(inner, caller, { to: { party: otherParty(caller.party) }, kind: 'handover.scheduled', title: 'Handover meeting', text: `The handover meeting is on ${at.toISOString()} and takes ${minutes} minutes.`, path: '/handover', subject: 'handover' })
    return viewHandover(inner)
  })
}

export async function coverTopic(office: Office, caller: OperatorCaller, topic: Topic, note?: string): Promise<HandoverView> {
  return within(office, async (inner) => {
    if (!(await readHandover(inner.db, true))) throw new Problem(409, 'handover_unscheduled', 'Schedule the handover meeting first.')
    await putTopic(inner.db, { topic, covered_by: whoIs(caller), covered_at: office.clock.now(), note: note ?? null })
    await appendEntry(inner, { kind: 'handover.topic-covered', actor: whoIs(caller), subject: 'handover', data: { topic, note } })
    return viewHandover(inner)
  })
}

/** Called by what raises alerts, restores backups and rehearses updates; no surface publishes it. `sentence`: what happened. */
export async function recordDrill(office: Office, drill: Drill, sentence: string, evidence: Record<string, unknown>): Promise<void> {
  await within(office, async (inner) => {
    await insertDrill(inner.db, { id: `drl_${office.random.hex(16)}`, drill, evidence, sentence, at: office.clock.now() })
    await appendEntry(inner, { kind: 'drill.recorded', actor: 'appliance', subject: 'handover', data: { drill, sentence, evidence } })
  })
}

/** Each party signs for itself; the handover is over when both have. One organisation that is both signs once. */
export async function signHandover(office: Office, caller: OperatorCaller): Promise<HandoverView> {
  return within(office, async (inner) => {
    const scheduled = await readHandover(inner.db, true)
    if (!scheduled) throw new Problem(409, 'handover_unscheduled', 'Schedule the handover meeting first.')
    const { missing } = await viewHandover(inner)
    if (missing.length > 0) throw new Problem(409, 'handover_incomplete', `Not yet: ${missing.join(' ')}`, { extra: { missing } })
    const signers = isSingle(office) ? (['provider', 'subscriber'] as const) : [caller.party]
    for (const party of signers) {
      if (await putSignature(inner.db, party, whoIs(caller), office.clock.now())) await appendEntry(inner, { kind: 'handover.signed', actor: whoIs(caller), subject: 'handover', data: { party } })
    }
    const signed = (await readHandover(inner.db))!
    if (signed.provider_signed_at && signed.subscriber_signed_at) await reachMilestone(inner, undefined, 'handover', 'Both parties have signed.')
    else await inform(inner, caller, { to: { party: otherParty(caller.party) }, kind: 'handover.signed', title: 'Handover: your signature', text: 'The other party has signed the handover; it waits for your signature.', path: '/handover', subject: 'handover' })
    return viewHandover(inner)
  })
}

/** What the gates of the matrix learn from the handover. */
export const handoverMeasures: Measures = {
  'handover-agenda': async (office) => {
    const open = (await viewHandover(office)).agenda.filter(({ covered }) => !covered)
    return { met: open.length === 0, sentence: open.length === 0 ? 'Every topic has been gone through.' : `Not gone through: ${open.map(({ topic }) => topic).join(', ')}.` }
  },
  'drills-done': async (office) => {
    const open = (await viewHandover(office)).drills.filter(({ done }) => !done)
    return { met: open.length === 0, sentence: open.length === 0 ? 'Every drill is on record.' : `Not on record: ${open.map(({ drill }) => drill).join(', ')}.` }
  },
}
