import type { Database } from '#platform/postgres/index.ts'

export type AccountRow = { directory_url: string; key_sealed: Buffer; account_url: string | null }

/** The account of a directory; the first of two nodes that make a key wins. */
export async function accountOf(db: Database, directoryUrl: string, makeKey: () => Promise<Buffer>): Promise<AccountRow> {
  const find = () => db.maybe<AccountRow>('SELECT directory_url, key_sealed, account_url FROM acme_accounts WHERE directory_url = $1', [directoryUrl])
  const present = await find()
  if (present) return present
  await db.execute('INSERT INTO acme_accounts (directory_url, key_sealed) VALUES ($1, $2) ON CONFLICT DO NOTHING', [directoryUrl, await makeKey()])
  return (await find())!
}
export const setAccountUrl = (db: Database, directoryUrl: string, url: string): Promise<number> => db.execute('UPDATE acme_accounts SET account_url = $2 WHERE directory_url = $1', [directoryUrl, url])

export const putChallenge = (db: Database, token: string, keyAuthorization: string): Promise<number> =>
  db.execute('INSERT INTO acme_challenges (token, key_authorization) VALUES ($1, $2) ON CONFLICT (token) DO UPDATE SET key_authorization = excluded.key_authorization', [token, keyAuthorization])
/** What a crash left behind goes too. */
export const dropChallenge = (db: Database, token: string): Promise<number> => db.execute("DELETE FROM acme_challenges WHERE token = $1 OR created_at < now() - interval '1 day'", [token])
export const findChallenge = async (db: Pick<Database, 'maybe'>, token: string): Promise<string | undefined> =>
  (await db.maybe<{ key_authorization: string }>('SELECT key_authorization FROM acme_challenges WHERE token = $1', [token]))?.key_authorization

export type OrderRow = { subject: string; tried_at: Date | null; failures: number; outcome: string | null }
export const orderRow = (db: Database, subject: string): Promise<OrderRow | undefined> => db.maybe('SELECT subject, tried_at, failures, outcome FROM acme_orders WHERE subject = $1', [subject])
export const askForOrder = (db: Database, subject: string): Promise<number> =>
  db.execute('INSERT INTO acme_orders (subject) VALUES ($1) ON CONFLICT (subject) DO UPDATE SET tried_at = NULL, failures = 0', [subject])
export const noteOrder = (db: Database, subject: string, ok: boolean, outcome: string): Promise<number> =>
  db.execute(
    `INSERT INTO acme_orders AS o (subject, tried_at, failures, outcome) VALUES ($1, now(), CASE WHEN $2 THEN 0 ELSE 1 END, $3)
     ON CONFLICT (subject) DO UPDATE SET tried_at = now(), claimed_until = NULL, failures = CASE WHEN $2 THEN 0 ELSE o.failures + 1 END, outcome = $3`,
    [subject, ok, outcome],
  )
/** True for the one who may try it now: after failures there are pauses of 10 minutes, 1, 6 and then 24 hours. */
export const claimOrder = async (db: Database, subject: string): Promise<boolean> =>
  (await db.execute(
    `INSERT INTO acme_orders AS o (subject, tried_at, claimed_until) VALUES ($1, now(), now() + interval '5 minutes')
     ON CONFLICT (subject) DO UPDATE SET tried_at = now(), claimed_until = excluded.claimed_until
     WHERE (o.claimed_until IS NULL OR o.claimed_until < now())
       AND (o.failures = 0 OR o.tried_at IS NULL OR o.tried_at < now() - (ARRAY[interval '10 minutes', interval '1 hour', interval '6 hours', interval '24 hours'])[least(o.failures, 4)])`,
    [subject],
  )) === 1
