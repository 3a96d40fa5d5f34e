import type { Database } from '#platform/postgres/index.ts'

export type JournalRow = { seq: number; at: Date; kind: string; actor: string; subject: string | null; entry: string; hash: string }
export type Head = { seq: number; hash: string }

const columns = 'seq, at, kind, actor, subject, entry, hash'

/** Waits until no other transaction is appending. */
export const lockHead = (db: Database): Promise<Head> => db.one('SELECT seq, hash FROM journal_head FOR UPDATE')
export const readHead = (db: Database): Promise<Head> => db.one('SELECT seq, hash FROM journal_head')
export const moveHead = (db: Database, head: Head): Promise<number> => db.execute('UPDATE journal_head SET seq = $1, hash = $2', [head.seq, head.hash])

export const insertRow = (db: Database, row: JournalRow): Promise<number> =>
  db.execute(`INSERT INTO journal (${columns}) VALUES ($1, $2, $3, $4, $5, $6, $7)`, [row.seq, row.at, row.kind, row.actor, row.subject, row.entry, row.hash])

/** In order, after the number given. */
export const rowsAfter = (db: Database, seq: number, limit: number): Promise<JournalRow[]> =>
  db.rows(`SELECT ${columns} FROM journal WHERE seq > $1 ORDER BY seq LIMIT $2`, [seq, limit])

export const findRow = (db: Database, seq: number): Promise<JournalRow | undefined> =>
  db.maybe(`SELECT ${columns} FROM journal WHERE seq = $1`, [seq])

export type Filter = { kind?: string | undefined; subject?: string | undefined; offset: number; limit: number }

const where = "WHERE ($1::text IS NULL OR kind = $1 OR kind LIKE $1 || '.%') AND ($2::text IS NULL OR subject = $2)"

/** Newest first. */
export const findRows = (db: Database, { kind, subject, offset, limit }: Filter): Promise<JournalRow[]> =>
  db.rows(`SELECT ${columns} FROM journal ${where} ORDER BY seq DESC OFFSET $3 LIMIT $4`, [kind ?? null, subject ?? null, offset, limit])

export const countRows = async (db: Database, { kind, subject }: Filter): Promise<number> =>
  (await db.one<{ n: number }>(`SELECT count(*)::int AS n FROM journal ${where}`, [kind ?? null, subject ?? null])).n

/** True for the one holder of this name for the length of the transaction. */
export const holdName = async (db: Database, name: string): Promise<boolean> =>
  (await db.one<{ free: boolean }>('SELECT pg_try_advisory_xact_lock(hashtextextended($1, 60)) AS free', [name])).free
