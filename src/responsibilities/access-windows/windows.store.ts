import type { Database } from '#platform/postgres/index.ts'
import type { Environment } from '../context/index.ts'

export type AccessWindow = {
  id: string
  state: 'requested' | 'declined' | 'open' | 'closed' | 'ended'
  matrix_rows: string[]
  reason: string
  ticket: string | null
  task: string | null
  environment: Environment
  starts_at: Date
  ends_at: Date
  requested_by: string
  requested_at: Date
  opened_by: string | null
  opened_at: Date | null
  closed_by: string | null
  closed_at: Date | null
  close_reason: string | null
  sessions_ended_at: Date | null
  emergency: boolean
  reviewed_by: string | null
  reviewed_at: Date | null
  review: string | null
}

const columns = `id, state, matrix_rows, reason, ticket, task, environment, starts_at, ends_at, requested_by, requested_at, opened_by, opened_at,
  closed_by, closed_at, close_reason, sessions_ended_at, emergency, reviewed_by, reviewed_at, review`

export const insertWindow = (db: Database, w: Pick<AccessWindow, 'id' | 'matrix_rows' | 'reason' | 'ticket' | 'task' | 'environment' | 'starts_at' | 'ends_at' | 'requested_by' | 'requested_at' | 'emergency'>): Promise<AccessWindow> =>
  db.one(
    `INSERT INTO access_windows (id, state, matrix_rows, reason, ticket, task, environment, starts_at, ends_at, requested_by, requested_at, emergency)
     VALUES ($1, 'requested', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING ${columns}`,
    [w.id, w.matrix_rows, w.reason, w.ticket, w.task, w.environment, w.starts_at, w.ends_at, w.requested_by, w.requested_at, w.emergency],
  )

export const windowById = (db: Database, id: string): Promise<AccessWindow | undefined> => db.maybe(`SELECT ${columns} FROM access_windows WHERE id = $1`, [id])

export const windowRows = (db: Database, state: AccessWindow['state'] | undefined, offset: number, limit: number): Promise<(AccessWindow & { total: number })[]> =>
  db.rows(`SELECT ${columns}, count(*) OVER ()::int AS total FROM access_windows WHERE $1::text IS NULL OR state = $1 ORDER BY requested_at DESC, id OFFSET $2 LIMIT $3`, [state ?? null, offset, limit])

/** The window open now that covers the row; any window when no row is asked for. */
export const coveringWindow = (db: Database, environment: Environment, row: string | undefined, now: Date): Promise<AccessWindow | undefined> =>
  db.maybe(
    `SELECT ${columns} FROM access_windows WHERE state = 'open' AND environment = $1 AND starts_at <= $3 AND ends_at > $3
     AND ($2::text IS NULL OR $2 = ANY (matrix_rows)) ORDER BY ends_at DESC LIMIT 1`,
    [environment, row ?? null, now],
  )

/** Of two who open at once, one wins. */
export const setOpen = (db: Database, id: string, change: { rows: string[]; starts: Date; ends: Date; by: string; now: Date }): Promise<AccessWindow | undefined> =>
  db.maybe(
    `UPDATE access_windows SET state = 'open', matrix_rows = $2, starts_at = $3, ends_at = $4, opened_by = $5, opened_at = $6
     WHERE id = $1 AND state = 'requested' RETURNING ${columns}`,
    [id, change.rows, change.starts, change.ends, change.by, change.now],
  )

export const setClosed = (db: Database, id: string, from: AccessWindow['state'], to: 'closed' | 'declined', by: string, reason: string | null, now: Date): Promise<AccessWindow | undefined> =>
  db.maybe(
    `UPDATE access_windows SET state = $3, closed_by = $4, close_reason = $5, closed_at = $6 WHERE id = $1 AND state = $2 RETURNING ${columns}`,
    [id, from, to, by, reason, now],
  )

export const setEnded = (db: Database, now: Date): Promise<AccessWindow[]> =>
  db.rows(`UPDATE access_windows SET state = 'ended', closed_by = 'appliance', closed_at = $1 WHERE state = 'open' AND ends_at <= $1 RETURNING ${columns}`, [now])

/** Requests that nobody decided on before their time was over. */
export const setLapsed = (db: Database, now: Date): Promise<AccessWindow[]> =>
  db.rows(`UPDATE access_windows SET state = 'declined', closed_by = 'appliance', close_reason = 'Nobody decided in time.', closed_at = $1 WHERE state = 'requested' AND ends_at <= $1 RETURNING ${columns}`, [now])

export const unsettledWindows = (db: Database): Promise<AccessWindow[]> =>
  db.rows(`SELECT ${columns} FROM access_windows WHERE state IN ('closed', 'ended') AND sessions_ended_at IS NULL ORDER BY closed_at`)

export const setSessionsEnded = (db: Database, ids: readonly string[], now: Date): Promise<number> =>
  db.execute('UPDATE access_windows SET sessions_ended_at = $2 WHERE id = ANY ($1) AND sessions_ended_at IS NULL', [ids, now])

export const setReviewed = (db: Database, id: string, by: string, text: string, now: Date): Promise<AccessWindow | undefined> =>
  db.maybe(`UPDATE access_windows SET reviewed_by = $2, review = $3, reviewed_at = $4 WHERE id = $1 AND emergency AND reviewed_at IS NULL AND state IN ('closed', 'ended') RETURNING ${columns}`, [id, by, text, now])

export const unreviewed = (db: Database): Promise<AccessWindow[]> =>
  db.rows(`SELECT ${columns} FROM access_windows WHERE emergency AND opened_at IS NOT NULL AND reviewed_at IS NULL ORDER BY opened_at`)
