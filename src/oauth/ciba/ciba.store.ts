import type { Database } from '#platform/postgres/index.ts'

export type BackchannelData = { scopes?: string[]; permissions?: string[] | undefined; connection?: string; amr?: string[] }

export type BackchannelRequest = {
  client_id: string
  user_id: string
  audience: string | null
  scope: string[]
  binding_message: string
  state: 'pending' | 'approved' | 'denied' | 'finished'
  session_id: string | null
  data: BackchannelData
}

const columns = ['client_id', 'user_id', 'audience', 'scope', 'binding_message', 'state', 'session_id', 'data']

export const insertRequest = (
  db: Database,
  tenantId: number,
  o: { requestHash: Buffer; linkHash: Buffer; clientId: string; userId: string; audience: string | undefined; scopes: readonly string[]; bindingMessage: string; now: Date; expiresAt: Date },
) =>
  db.execute(
    `INSERT INTO backchannel_requests (tenant_id, request_hash, link_hash, client_id, user_id, audience, scope, binding_message, created_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [tenantId, o.requestHash, o.linkHash, o.clientId, o.userId, o.audience ?? null, o.scopes, o.bindingMessage, o.now, o.expiresAt],
  )

export const pendingRequest = (db: Database, tenantId: number, linkHash: Buffer, now: Date): Promise<BackchannelRequest | undefined> =>
  db.maybe(
    `SELECT ${columns.join(', ')} FROM backchannel_requests WHERE tenant_id = $1 AND link_hash = $2 AND state = 'pending' AND expires_at > $3`,
    [tenantId, linkHash, now],
  )

/** The person's word; of parallel ones the first counts. */
export const decide = async (
  db: Database,
  tenantId: number,
  linkHash: Buffer,
  now: Date,
  word: { state: 'denied' } | { state: 'approved'; sessionId: string; data: BackchannelData },
): Promise<boolean> =>
  (await db.execute(
    `UPDATE backchannel_requests SET state = $4, session_id = $5, data = $6
     WHERE tenant_id = $1 AND link_hash = $2 AND state = 'pending' AND expires_at > $3`,
    [tenantId, linkHash, now, word.state, 'sessionId' in word ? word.sessionId : null, JSON.stringify('data' in word ? word.data : {})],
  )) === 1

export type PolledRow = BackchannelRequest & { was: BackchannelRequest['state']; polled_before: Date | null; expired: boolean }

/** One question of the application. What is decided or over is told to one caller and finished by the same statement. */
export const poll = (db: Database, tenantId: number, requestHash: Buffer, clientId: string, now: Date): Promise<PolledRow | undefined> =>
  db.maybe(
    `WITH asked AS (
       SELECT state, polled_at, expires_at <= $4 AS expired FROM backchannel_requests
       WHERE tenant_id = $1 AND request_hash = $2 AND client_id = $3 FOR UPDATE
     )
     UPDATE backchannel_requests r
     SET polled_at = $4, state = CASE WHEN asked.state = 'pending' AND NOT asked.expired THEN 'pending' ELSE 'finished' END
     FROM asked WHERE r.tenant_id = $1 AND r.request_hash = $2
     RETURNING ${columns.map((column) => `r.${column}`).join(', ')}, asked.state AS was, asked.polled_at AS polled_before, asked.expired`,
    [tenantId, requestHash, clientId, now],
  )
