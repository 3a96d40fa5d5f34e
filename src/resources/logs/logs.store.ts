import { gathering, type Database } from '#platform/postgres/index.ts'
import { searchCondition, type Query, type SearchFields } from '#resources/search/index.ts'

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

export type EventRow = LogInsert & { tenant_id: number }

/**
 * The insertion of events that stand as JSON in a parameter.
 *
 * A log id is 56 digits: 900, the time in UTC to the millisecond, and a number that rises across all workers.
 * @param more how a statement elsewhere ties the events to what it writes: another `body`, and from where.
 */
export const eventsFrom = (param: string, more: { body?: string; from?: string } = {}): string =>
  `INSERT INTO logs (tenant_id, log_id, date, type, client_id, user_id, ip, body)
     SELECT e.tenant_id,
            '900' || to_char(e.date AT TIME ZONE 'UTC', 'YYYYMMDDHH24MISSMS') || lpad(nextval('log_numbers')::text, 36, '0'),
            e.date, e.type, e.client_id, e.user_id, e.ip, ${more.body ?? 'e.body'}
     FROM jsonb_to_recordset(${param}::jsonb) AS e (tenant_id int, date timestamptz, type text, client_id text, user_id text, ip text, body jsonb)${more.from ?? ''}`

/** Nearly every request ends with an event, so events that come at the same time are written by one statement; each caller waits for its commit. */
const insertGathered = gathering<EventRow, undefined>(2, async (db, entries) => {
  await db.execute(insertion, [JSON.stringify(entries)])
  return entries.map(() => undefined)
})
const insertion = eventsFrom('$1')

export const insertEvent = (db: Database, event: EventRow): Promise<undefined> => insertGathered(db, event)

export type LogSelection = { userId?: string | undefined; search?: { query: Query; fields: SearchFields } | undefined }

function where(tenantId: number, { userId, search }: LogSelection, params: unknown[]): string {
  params.push(tenantId)
  const conditions = ['logs.tenant_id = $1']
  if (userId !== undefined) conditions.push(`logs.user_id = $${params.push(userId)}`)
  if (search) conditions.push(searchCondition(search.query, search.fields, params))
  return conditions.join(' AND ')
}

/** One page, and how many there are in all when asked. `order` comes from `logOrder`. */
export async function pageOfLogs(
  db: Database,
  tenantId: number,
  selection: LogSelection,
  page: { order: string; offset: number; limit: number; count: boolean },
): Promise<{ logs: LogRow[]; total: number }> {
  const params: unknown[] = []
  const condition = where(tenantId, selection, params)
  const total = page.count
    ? (await db.one<{ total: number }>(`SELECT count(*) AS total FROM logs WHERE ${condition}`, params)).total
    : 0
  const logs = page.limit === 0 ? [] : await db.rows<LogRow>(
    `SELECT logs.log_id, logs.body FROM logs WHERE ${condition}
     ORDER BY ${page.order} LIMIT $${params.length + 1} OFFSET $${params.length + 2}`,
    [...params, page.limit, page.offset],
  )
  return { logs, total }
}

/** Events written after the one with this id, oldest first. */
export function logsAfter(db: Database, tenantId: number, after: string, limit: number): Promise<LogRow[]> {
  return db.rows<LogRow>(
    'SELECT log_id, body FROM logs WHERE tenant_id = $1 AND log_id > $2 ORDER BY log_id LIMIT $3',
    [tenantId, after, limit],
  )
}

export function selectLog(db: Database, tenantId: number, logId: string): Promise<LogRow | undefined> {
  return db.maybe<LogRow>('SELECT log_id, body FROM logs WHERE tenant_id = $1 AND log_id = $2', [tenantId, logId])
}
