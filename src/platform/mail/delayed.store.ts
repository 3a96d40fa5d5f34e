import type { Database } from '#platform/postgres/index.ts'

export type DelayedRow = { id: number; tenant: string | null; purpose: string; sealed: Buffer; attempts: number }
export type ShownDelay = {
  id: number; tenant: string | null; purpose: string; domain: string; state: 'waiting' | 'delivered' | 'given_up'; attempts: number; last_error: string
  created_at: Date; next_at: Date; until: Date; ended_at: Date | null
}

/** `seconds` until the next attempt; given up after `patience` seconds. */
export const keepMail = (db: Database, mail: { tenantId: number | null; purpose: string; domain: string; sealed: Buffer; error: string; seconds: number; patience: number }): Promise<number> =>
  db.execute(
    `INSERT INTO delayed_mails (tenant_id, purpose, domain, sealed, last_error, next_at, until)
     VALUES ($1, $2, $3, $4, $5, now() + make_interval(secs => $6), now() + make_interval(secs => $7))`,
    [mail.tenantId, mail.purpose, mail.domain, mail.sealed, mail.error, mail.seconds, mail.patience],
  )

/** Those that are due, oldest first; for five minutes they are nobody else's. */
export const takeDue = (db: Database, most: number): Promise<DelayedRow[]> =>
  db.rows(
    `WITH taken AS (
       UPDATE delayed_mails SET next_at = now() + interval '5 minutes'
       WHERE id IN (SELECT id FROM delayed_mails WHERE state = 'waiting' AND next_at <= now() ORDER BY created_at, id LIMIT $1 FOR UPDATE SKIP LOCKED)
       RETURNING *
     )
     SELECT m.id::float8 AS id, t.name AS tenant, m.purpose, m.sealed, m.attempts FROM taken m LEFT JOIN tenants t ON t.id = m.tenant_id ORDER BY m.created_at, m.id`,
    [most],
  )

export const endDelay = (db: Database, id: number, state: 'delivered' | 'given_up', error?: string): Promise<number> =>
  db.execute('UPDATE delayed_mails SET state = $2, sealed = NULL, ended_at = now(), attempts = attempts + 1, last_error = coalesce($3, last_error) WHERE id = $1', [id, state, error ?? null])

/** Tried again after 15 s, 30 s, a minute and so on, a quarter of an hour at most; whose time is over is given up. Resolves to how many were. */
export const postpone = async (db: Database, ids: readonly number[], error: string): Promise<number> =>
  (await db.one<{ n: number }>(
    `WITH changed AS (
       UPDATE delayed_mails SET attempts = attempts + 1, last_error = $2, next_at = now() + make_interval(secs => least(900, 15 * 2 ^ least(attempts, 10))),
         state = CASE WHEN until <= now() THEN 'given_up' ELSE 'waiting' END, sealed = CASE WHEN until <= now() THEN NULL ELSE sealed END, ended_at = CASE WHEN until <= now() THEN now() END
       WHERE id = ANY ($1) RETURNING state
     ) SELECT count(*) FILTER (WHERE state = 'given_up')::int AS n FROM changed`,
    [ids, error],
  )).n

export const countWaiting = async (db: Database): Promise<number> => (await db.one<{ n: number }>("SELECT count(*)::int AS n FROM delayed_mails WHERE state = 'waiting'")).n

export const endedSince = (db: Database, since: Date): Promise<{ delivered: number; given_up: number }> =>
  db.one("SELECT count(*) FILTER (WHERE state = 'delivered')::int AS delivered, count(*) FILTER (WHERE state = 'given_up')::int AS given_up FROM delayed_mails WHERE ended_at >= $1", [since])

export const forgetEnded = (db: Database): Promise<number> => db.execute("DELETE FROM delayed_mails WHERE state <> 'waiting' AND ended_at < now() - interval '7 days'")

const columns = `m.id::float8 AS id, t.name AS tenant, m.purpose, m.domain, m.state, m.attempts, m.last_error, m.created_at, m.next_at, m.until, m.ended_at`
export const delayedMails = (db: Database, offset: number, limit: number): Promise<ShownDelay[]> =>
  db.rows(`SELECT ${columns} FROM delayed_mails m LEFT JOIN tenants t ON t.id = m.tenant_id ORDER BY m.state <> 'waiting', m.id DESC OFFSET $1 LIMIT $2`, [offset, limit])
export const countDelayed = async (db: Database): Promise<number> => (await db.one<{ n: number }>('SELECT count(*)::int AS n FROM delayed_mails')).n
