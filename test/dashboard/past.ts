/** A tenant that has been used for some weeks: what a fresh appliance cannot show, written beside it into its own embedded database. */
import { quietLogger } from '#platform/log/index.ts'
import { connect, findEmbedded, type Database } from '#platform/postgres/index.ts'
import type { Appliance } from '../appliance.ts'

/** The database of a started appliance, for data in amounts or of ages that no API makes. */
export async function withDatabase<T>({ dataDir }: Appliance, work: (db: Database) => Promise<T>): Promise<T> {
  const connection = await findEmbedded(dataDir)
  if (!connection) throw new Error('the embedded database is not running')
  const db = await connect({ url: connection, log: quietLogger, poolSize: 1, timeout: 0 })
  try {
    return await work(db)
  } finally {
    await db.close()
  }
}

/** Sign-ins, sign-ups and failures of the last `days` days, fewer at weekends; and the people of `furnish.ts` have signed in. */
export const livePast = (appliance: Appliance, days = 30): Promise<void> =>
  withDatabase(appliance, async (db) => {
    await db.execute("UPDATE users SET logins_count = 3 + ascii(right(user_id, 1)) % 20, last_login = now() - make_interval(mins => ascii(right(user_id, 2)) * 7) WHERE tenant_id = (SELECT id FROM tenants WHERE name = 'main')")
    await db.execute(
      `INSERT INTO logs (tenant_id, log_id, date, type, client_id, user_id, ip, body)
       SELECT t.id, lpad((row_number() OVER (ORDER BY moment))::text, 40, '0'), moment, kind, c.client_id, u.user_id, '192.0.2.' || (n % 200 + 1),
              jsonb_build_object('type', kind, 'date', to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'description', about, 'client_id', c.client_id, 'user_id', u.user_id, 'ip', '192.0.2.' || (n % 200 + 1), 'user_name', u.email, 'client_name', c.name, 'connection', u.connection)
       FROM tenants t JOIN clients c ON c.tenant_id = t.id AND c.name = 'Web shop'
       CROSS JOIN generate_series(1, $1::int) AS day
       CROSS JOIN (VALUES ('s', 'Success Login', 1.0), ('ss', 'Success Signup', 0.12), ('fp', 'Wrong email or password.', 0.07)) AS k (kind, about, share)
       CROSS JOIN LATERAL (SELECT date_trunc('day', now(), 'UTC') - make_interval(days => day, hours => -7) AS morning) AS d
       CROSS JOIN LATERAL generate_series(1, ceil(share * (180 - 3 * day) * CASE WHEN extract(isodow FROM morning) > 5 THEN 0.45 ELSE 1 END * (0.85 + 0.3 * abs(sin(day * 2.1))))::int) AS n
       CROSS JOIN LATERAL (SELECT morning + make_interval(secs => (n * 397) % 36000) AS moment) AS m
       CROSS JOIN LATERAL (SELECT user_id, email, connection FROM users WHERE tenant_id = t.id ORDER BY user_id OFFSET n % 5 LIMIT 1) AS u
       WHERE t.name = 'main'`,
      [days],
    )
  })
