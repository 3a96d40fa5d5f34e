import type { Party } from '#kernel/mandate.ts'
import type { Database } from '#platform/postgres/index.ts'

export const readEngagement = (db: Database): Promise<{ signed_on: string } | undefined> => db.maybe('SELECT signed_on FROM engagement')
export const putEngagement = (db: Database, signedOn: string, by: string, now: Date): Promise<number> =>
  db.execute('INSERT INTO engagement (signed_on, set_by, set_at) VALUES ($1, $2, $3) ON CONFLICT (single) DO UPDATE SET signed_on = $1, set_by = $2, set_at = $3', [signedOn, by, now])

export type MilestoneRow = { milestone: string; reached_on: string; note: string | null; recorded_by: string }
export const reached = (db: Database): Promise<MilestoneRow[]> => db.rows('SELECT milestone, reached_on, note, recorded_by FROM milestones')
export const putMilestone = async (db: Database, row: MilestoneRow, now: Date): Promise<boolean> =>
  (await db.execute('INSERT INTO milestones (milestone, reached_on, note, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING', [row.milestone, row.reached_on, row.note, row.recorded_by, now])) === 1

export type HandoverRow = {
  scheduled_at: Date
  minutes: number
  scheduled_by: string
  provider_signed_by: string | null
  provider_signed_at: Date | null
  subscriber_signed_by: string | null
  subscriber_signed_at: Date | null
}
export const readHandover = (db: Database, lock = false): Promise<HandoverRow | undefined> =>
  db.maybe(`SELECT scheduled_at, minutes, scheduled_by, provider_signed_by, provider_signed_at, subscriber_signed_by, subscriber_signed_at FROM handover${lock ? ' FOR UPDATE' : ''}`)
export const putHandover = (db: Database, at: Date, minutes: number, by: string): Promise<number> =>
  db.execute('INSERT INTO handover (scheduled_at, minutes, scheduled_by) VALUES ($1, $2, $3) ON CONFLICT (single) DO UPDATE SET scheduled_at = $1, minutes = $2, scheduled_by = $3', [at, minutes, by])
export const putSignature = (db: Database, party: Party, by: string, now: Date): Promise<number> =>
  db.execute(`UPDATE handover SET ${party}_signed_by = $1, ${party}_signed_at = $2 WHERE ${party}_signed_at IS NULL`, [by, now])

export type TopicRow = { topic: string; covered_by: string; covered_at: Date; note: string | null }
export const topicRows = (db: Database): Promise<TopicRow[]> => db.rows('SELECT topic, covered_by, covered_at, note FROM handover_topics')
export const putTopic = (db: Database, row: TopicRow): Promise<number> =>
  db.execute('INSERT INTO handover_topics (topic, covered_by, covered_at, note) VALUES ($1, $2, $3, $4) ON CONFLICT (topic) DO UPDATE SET covered_by = $2, covered_at = $3, note = $4', [row.topic, row.covered_by, row.covered_at, row.note])

export type DrillRow = { id: string; drill: string; evidence: Record<string, unknown>; sentence: string; at: Date }
export const drillRows = (db: Database): Promise<DrillRow[]> => db.rows('SELECT id, drill, evidence, sentence, at FROM drills ORDER BY at, id')
export const insertDrill = (db: Database, row: DrillRow): Promise<number> =>
  db.execute('INSERT INTO drills (id, drill, evidence, sentence, at) VALUES ($1, $2, $3, $4, $5)', [row.id, row.drill, JSON.stringify(row.evidence), row.sentence, row.at])
