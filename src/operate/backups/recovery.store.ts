import type { Database } from '#platform/postgres/index.ts'
import type { Step } from './recovery.contract.ts'

export type StepRow = { id: string; step: Step; note: string; recorded_by: string; recorded_at: Date }

export const insertStep = (db: Database, it: Omit<StepRow, 'recorded_at'>): Promise<StepRow> =>
  db.one('INSERT INTO recovery_steps (id, step, note, recorded_by) VALUES ($1, $2, $3, $4) RETURNING id, step, note, recorded_by, recorded_at', [it.id, it.step, it.note, it.recorded_by])
export const allSteps = (db: Database): Promise<StepRow[]> => db.rows('SELECT id, step, note, recorded_by, recorded_at FROM recovery_steps ORDER BY recorded_at DESC, id LIMIT 500')
/** Hours since it was last reported. */
export const sinceStep = (db: Pick<Database, 'maybe'>, step: Step): Promise<{ hours: number; recorded_by: string } | undefined> =>
  db.maybe('SELECT extract(epoch FROM now() - recorded_at)::float8 / 3600 AS hours, recorded_by FROM recovery_steps WHERE step = $1 ORDER BY recorded_at DESC LIMIT 1', [step])
