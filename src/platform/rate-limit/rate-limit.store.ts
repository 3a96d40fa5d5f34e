import type { Database } from '#platform/postgres/index.ts'

export type Account = { tenant: number; bucket: string; key: string; size: number; rate: number; back: number; spent: number; need: number; want: number }
export type Settled = { place: number; granted: number; tokens: number }

/** One round trip for any number of buckets. `place` is the index in `accounts`. */
export const settleAccounts = (db: Database, accounts: readonly Account[]): Promise<Settled[]> =>
  db.rows<Settled>('SELECT place, granted, tokens FROM settle_rate_limits($1)', [JSON.stringify(accounts)])

export const deleteFull = (db: Database, limit: number): Promise<number> =>
  db.execute(
    `DELETE FROM rate_limits WHERE ctid = ANY (ARRAY(SELECT ctid FROM rate_limits WHERE full_at < now() - interval '1 minute' LIMIT $1)) AND full_at < now() - interval '1 minute'`,
    [limit],
  )
