import { syntheticUserId } from '#kernel/synthetic.ts'
import type { Database } from '#platform/postgres/index.ts'

export type DayRow = { day: Date; logins: number; signups: number; leaked_passwords: number; failures: number; first: Date; last: Date }

/** Days without any of these events are left out. `until` is exclusive. */
export const countByDay = (db: Database, tenantId: number, from: Date, until: Date, types: { logins: string[]; signups: string[]; leaks: string[]; failures: string[] }): Promise<DayRow[]> =>
  db.rows(
    `SELECT date_trunc('day', date, 'UTC') AS day,
            count(*) FILTER (WHERE type = ANY ($4))::int AS logins,
            count(*) FILTER (WHERE type = ANY ($5))::int AS signups,
            count(*) FILTER (WHERE type = ANY ($6))::int AS leaked_passwords,
            count(*) FILTER (WHERE type = ANY ($7))::int AS failures,
            min(date) AS first, max(date) AS last
     FROM logs WHERE tenant_id = $1 AND date >= $2 AND date < $3 AND type = ANY ($4::text[] || $5::text[] || $6::text[] || $7::text[])
     GROUP BY 1 ORDER BY 1`,
    [tenantId, from, until, types.logins, types.signups, types.leaks, types.failures],
  )

export const countActiveUsers = async (db: Database, tenantId: number, since: Date): Promise<number> =>
  (await db.one<{ count: number }>(`SELECT count(*)::int AS count FROM users WHERE tenant_id = $1 AND last_login >= $2 AND last_login_day >= ($2::timestamptz AT TIME ZONE 'UTC')::date AND linked_to IS NULL AND user_id <> $3`, [tenantId, since, syntheticUserId])).count
