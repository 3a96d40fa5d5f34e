import type { Database } from '#platform/postgres/index.ts'

export const insertSession = (db: Database, hash: Buffer, userId: string, now: Date, expires: Date): Promise<number> =>
  db.execute('INSERT INTO console_sessions (token_hash, user_id, created_at, expires_at) VALUES ($1, $2, $3, $4)', [hash, userId, now, expires])
export const sessionUser = async (db: Database, hash: Buffer, now: Date): Promise<string | undefined> =>
  (await db.maybe<{ user_id: string }>('SELECT user_id FROM console_sessions WHERE token_hash = $1 AND expires_at > $2', [hash, now]))?.user_id
export const endSession = (db: Database, hash: Buffer): Promise<number> => db.execute('DELETE FROM console_sessions WHERE token_hash = $1', [hash])
export const endSessionsOf = (db: Database, userIds: readonly string[]): Promise<number> => db.execute('DELETE FROM console_sessions WHERE user_id = ANY ($1)', [userIds])
export const forgetSessions = (db: Database, now: Date): Promise<number> => db.execute('DELETE FROM console_sessions WHERE expires_at <= $1', [now])
