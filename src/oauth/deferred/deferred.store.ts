import type { Database } from '#platform/postgres/index.ts'

export type DeferredKind = 'device' | 'ciba'

/** What the approval stands for. */
export type DeferredData = { details?: ({ type: string } & Record<string, unknown>)[]; scopes?: string[]; permissions?: string[] | undefined; connection?: string; authTime?: number; amr?: string[] }

export type DeferredRequest = {
  client_id: string
  /** Who was asked; null as long as anybody may decide. */
  user_id: string | null
  audience: string | null
  scope: string[]
  binding_message: string | null
  state: 'pending' | 'approved' | 'denied' | 'finished'
  session_id: string | null
  data: DeferredData
}

const columns = ['client_id', 'user_id', 'audience', 'scope', 'binding_message', 'state', 'session_id', 'data']

/** One request: what the person's way to it (`decisionHash`) leads to. */
export type Way = { kind: DeferredKind; decisionHash: Buffer }

/** False when the person's way to it is another pending request's. */
export const insertRequest = async (
  db: Database,
  tenantId: number,
  o: Way & {
    requestHash: Buffer
    clientId: string
    userId?: string
    audience: string | undefined
    scopes: readonly string[]
    bindingMessage?: string
    data?: DeferredData
    now: Date
    expiresAt: Date
  },
): Promise<boolean> =>
  (await db.execute(
    `INSERT INTO deferred_requests (tenant_id, kind, request_hash, decision_hash, client_id, user_id, audience, scope, binding_message, data, created_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING`,
    [tenantId, o.kind, o.requestHash, o.decisionHash, o.clientId, o.userId ?? null, o.audience ?? null, o.scopes, o.bindingMessage ?? null, JSON.stringify(o.data ?? {}), o.now, o.expiresAt],
  )) === 1

export const pendingRequest = (db: Database, tenantId: number, { kind, decisionHash }: Way, now: Date): Promise<DeferredRequest | undefined> =>
  db.maybe(
    `SELECT ${columns.join(', ')} FROM deferred_requests WHERE tenant_id = $1 AND kind = $2 AND decision_hash = $3 AND state = 'pending' AND expires_at > $4`,
    [tenantId, kind, decisionHash, now],
  )

/** The person's word; of parallel ones the first counts. A request for one person stays theirs. */
export const decide = async (
  db: Database,
  tenantId: number,
  { kind, decisionHash }: Way,
  now: Date,
  word: { state: 'denied' } | { state: 'approved'; userId: string; sessionId: string; data: DeferredData },
): Promise<boolean> =>
  (await db.execute(
    `UPDATE deferred_requests SET state = $5, user_id = coalesce(user_id, $6), session_id = $7, data = data || $8
     WHERE tenant_id = $1 AND kind = $2 AND decision_hash = $3 AND state = 'pending' AND expires_at > $4 AND ($6::text IS NULL OR user_id IS NULL OR user_id = $6)`,
    [
      tenantId, kind, decisionHash, now, word.state, 'userId' in word ? word.userId : null, 'sessionId' in word ? word.sessionId : null,
      JSON.stringify('data' in word ? word.data : {}),
    ],
  )) === 1

export type PolledRow = DeferredRequest & { was: DeferredRequest['state']; polled_before: Date | null; expired: boolean }

/** One question of the application. What is decided or over is told to one caller and finished by the same statement. */
export const poll = (db: Database, tenantId: number, kind: DeferredKind, requestHash: Buffer, clientId: string, now: Date): Promise<PolledRow | undefined> =>
  db.maybe(
    `WITH asked AS (
       SELECT state, polled_at, expires_at <= $5 AS expired FROM deferred_requests
       WHERE tenant_id = $1 AND kind = $2 AND request_hash = $3 AND client_id = $4 FOR UPDATE
     )
     UPDATE deferred_requests r
     SET polled_at = $5, state = CASE WHEN asked.state = 'pending' AND NOT asked.expired THEN 'pending' ELSE 'finished' END
     FROM asked WHERE r.tenant_id = $1 AND r.kind = $2 AND r.request_hash = $3
     RETURNING ${columns.map((column) => `r.${column}`).join(', ')}, asked.state AS was, asked.polled_at AS polled_before, asked.expired`,
    [tenantId, kind, requestHash, clientId, now],
  )
