import type { Database } from '#platform/postgres/index.ts'

export type LogRow = { log_id: string; body: Record<string, unknown> }

/** What the columns hold; everything that is shown stands in `body`. */
export type LogInsert = {
  date: Date
  type: string
  client_id: string | null
  user_id: string | null
  ip: string | null
  body: Record<string, unknown>
}

/** A log id is 56 digits: 900, the time in UTC to the millisecond, and a number that rises across all workers. */
export async function insertLog(db: Database, tenantId: number, entry: LogInsert): Promise<string> {
  const row = await db.one<{ log_id: string }>(
    `INSERT INTO logs (tenant_id, log_id, date, type, client_id, user_id, ip, body)
     VALUES ($1,
             '900' || to_char($2::timestamptz AT TIME ZONE 'UTC', 'YYYYMMDDHH24MISSMS') || lpad(nextval('log_numbers')::text, 36, '0'),
             $2::timestamptz, $3, $4, $5, $6, $7::jsonb)
     RETURNING log_id`,
    [tenantId, entry.date.toISOString(), entry.type, entry.client_id, entry.user_id, entry.ip, JSON.stringify(entry.body)],
  )
  return row.log_id
}
