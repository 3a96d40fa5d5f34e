import type { Database } from '#platform/postgres/index.ts'

export type WithdrawnRow = { matrix_row: string; withdrawn_by: string; withdrawn_at: Date; reason: string }

export const isWithdrawn = async (db: Database, row: string): Promise<boolean> => (await db.maybe('SELECT 1 FROM standing_signoffs_withdrawn WHERE matrix_row = $1', [row])) !== undefined
export const allWithdrawn = (db: Database): Promise<WithdrawnRow[]> => db.rows('SELECT matrix_row, withdrawn_by, withdrawn_at, reason FROM standing_signoffs_withdrawn ORDER BY matrix_row')
export const putWithdrawn = (db: Database, row: WithdrawnRow): Promise<number> =>
  db.execute('INSERT INTO standing_signoffs_withdrawn (matrix_row, withdrawn_by, withdrawn_at, reason) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING', [row.matrix_row, row.withdrawn_by, row.withdrawn_at, row.reason])
export const dropWithdrawn = (db: Database, row: string): Promise<number> => db.execute('DELETE FROM standing_signoffs_withdrawn WHERE matrix_row = $1', [row])
