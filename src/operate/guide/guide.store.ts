import type { Database } from '#platform/postgres/index.ts'

export type StepRow = { step: string; state: 'done' | 'skipped'; by: string; at: Date }

export const selectSteps = (db: Database): Promise<StepRow[]> => db.rows('SELECT step, state, by, at FROM guide_steps')

export const putStep = (db: Database, row: Omit<StepRow, 'at'>): Promise<number> =>
  db.execute('INSERT INTO guide_steps (step, state, by) VALUES ($1, $2, $3) ON CONFLICT (step) DO UPDATE SET state = excluded.state, by = excluded.by, at = now()', [row.step, row.state, row.by])

export const deleteStep = (db: Database, step: string): Promise<number> => db.execute('DELETE FROM guide_steps WHERE step = $1', [step])
