import type { Database } from '#platform/postgres/index.ts'

export const deleteOldAttempts = (db: Database, now: Date, limit: number): Promise<number> =>
  db.execute('DELETE FROM login_attempts WHERE ctid = ANY (ARRAY(SELECT ctid FROM login_attempts WHERE expires_at <= $1 LIMIT $2)) AND expires_at <= $1', [now, limit])

export const deleteFullThrottles = (db: Database, now: Date, limit: number): Promise<number> =>
  db.execute('DELETE FROM address_throttles WHERE ctid = ANY (ARRAY(SELECT ctid FROM address_throttles WHERE full_at <= $1 LIMIT $2)) AND full_at <= $1', [now, limit])
