import type { Party } from '#kernel/mandate.ts'
import type { Database } from '#platform/postgres/index.ts'

export type NoticeRow = { id: string; party: Party; kind: string; title: string; body: string; path: string | null; subject: string | null; matrix_row: string | null; created_at: Date }
export type DeliveryRow = {
  id: string
  notice_id: string
  channel: 'inbox' | 'mail' | 'webhook'
  person_id: string | null
  endpoint_id: string | null
  state: 'pending' | 'delivered' | 'given-up'
  attempts: number
  next_at: Date
  last_error: string | null
  receipt: string | null
  delivered_at: Date | null
  read_at: Date | null
}

export const insertNotice = (db: Database, row: NoticeRow): Promise<number> =>
  db.execute('INSERT INTO notices (id, party, kind, title, body, path, subject, matrix_row, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)',
    [row.id, row.party, row.kind, row.title, row.body, row.path, row.subject, row.matrix_row, row.created_at])

export const noticesSince = (db: Database, party: Party, since: Date): Promise<NoticeRow[]> =>
  db.rows('SELECT id, party, kind, title, body, path, subject, matrix_row, created_at FROM notices WHERE party = $1 AND created_at >= $2 ORDER BY created_at DESC, id LIMIT 200', [party, since])

export const insertDelivery = (db: Database, row: Pick<DeliveryRow, 'id' | 'notice_id' | 'channel' | 'person_id' | 'endpoint_id' | 'state'>, now: Date): Promise<number> =>
  db.execute(
    `INSERT INTO notice_deliveries (id, notice_id, channel, person_id, endpoint_id, state, next_at, delivered_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, CASE WHEN $6 = 'delivered' THEN $7::timestamptz END)`,
    [row.id, row.notice_id, row.channel, row.person_id, row.endpoint_id, row.state, now],
  )

export type DueDelivery = DeliveryRow & Omit<NoticeRow, 'id'> & { email: string | null; name: string | null; url: string | null; secret_sealed: Buffer | null }

/** Takes what is due for the length of a lease: whoever dies with it lets go of it by itself. */
export const claimDue = (db: Database, now: Date, leaseUntil: Date, limit: number): Promise<DueDelivery[]> =>
  db.rows(
    `WITH due AS (
       SELECT id FROM notice_deliveries WHERE state = 'pending' AND next_at <= $1 ORDER BY next_at LIMIT $3 FOR UPDATE SKIP LOCKED
     ), claimed AS (
       UPDATE notice_deliveries d SET attempts = attempts + 1, next_at = $2 FROM due WHERE d.id = due.id RETURNING d.*
     )
     SELECT c.*, n.party, n.kind, n.title, n.body, n.path, n.subject, n.matrix_row, n.created_at, p.email, p.name, w.url, w.secret_sealed
     FROM claimed c JOIN notices n ON n.id = c.notice_id LEFT JOIN persons p ON p.id = c.person_id LEFT JOIN webhook_endpoints w ON w.id = c.endpoint_id AND w.removed_at IS NULL`,
    [now, leaseUntil, limit],
  )

export const settleDelivery = (db: Database, id: string, outcome: { state: DeliveryRow['state']; at: Date; receipt?: string; error?: string }): Promise<number> =>
  db.execute(
    `UPDATE notice_deliveries SET state = $2, next_at = $3, receipt = $4, last_error = $5, delivered_at = CASE WHEN $2 = 'delivered' THEN $3::timestamptz END
     WHERE id = $1 AND state = 'pending'`,
    [id, outcome.state, outcome.at, outcome.receipt ?? null, outcome.error ?? null],
  )

export type InboxRow = NoticeRow & { delivery_id: string; read_at: Date | null }
export const inboxRows = (db: Database, personId: string, unreadOnly: boolean, offset: number, limit: number): Promise<(InboxRow & { total: number })[]> =>
  db.rows(
    `SELECT n.*, d.id AS delivery_id, d.read_at, count(*) OVER ()::int AS total FROM notice_deliveries d JOIN notices n ON n.id = d.notice_id
     WHERE d.person_id = $1 AND d.channel = 'inbox' AND (NOT $2 OR d.read_at IS NULL) ORDER BY n.created_at DESC, n.id OFFSET $3 LIMIT $4`,
    [personId, unreadOnly, offset, limit],
  )

export const setRead = (db: Database, personId: string, deliveryId: string, now: Date): Promise<number> =>
  db.execute("UPDATE notice_deliveries SET read_at = coalesce(read_at, $3) WHERE id = $2 AND person_id = $1 AND channel = 'inbox'", [personId, deliveryId, now])

export const deliveriesAbout = (db: Database, subject: string): Promise<(DeliveryRow & NoticeRow)[]> =>
  db.rows('SELECT n.*, d.* FROM notices n JOIN notice_deliveries d ON d.notice_id = n.id WHERE n.subject = $1 ORDER BY n.created_at, d.id', [subject])

export type EndpointRow = { id: string; party: Party; url: string; created_by: string; created_at: Date }
export const endpointsOf = (db: Database, parties: readonly Party[]): Promise<EndpointRow[]> =>
  db.rows('SELECT id, party, url, created_by, created_at FROM webhook_endpoints WHERE removed_at IS NULL AND party = ANY ($1) ORDER BY created_at', [parties])
export const insertEndpoint = (db: Database, row: EndpointRow & { secret_sealed: Buffer }): Promise<number> =>
  db.execute('INSERT INTO webhook_endpoints (id, party, url, secret_sealed, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6)', [row.id, row.party, row.url, row.secret_sealed, row.created_by, row.created_at])
export const removeEndpoint = (db: Database, id: string, now: Date): Promise<number> =>
  db.execute('UPDATE webhook_endpoints SET removed_at = $2 WHERE id = $1 AND removed_at IS NULL', [id, now])
