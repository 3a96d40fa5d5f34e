import type { Database } from '#platform/postgres/index.ts'

export type ApprovalData = { scopes?: string[]; permissions?: string[] | undefined; connection?: string; authTime?: number; amr?: string[] }

export type DeviceRequest = {
  client_id: string
  audience: string | null
  scope: string[]
  state: 'pending' | 'approved' | 'denied' | 'finished'
  user_id: string | null
  session_id: string | null
  data: ApprovalData
}

const columns = ['client_id', 'audience', 'scope', 'state', 'user_id', 'session_id', 'data']

/** False when the user code is another pending device's. */
export const insertRequest = async (
  db: Database,
  tenantId: number,
  o: { deviceHash: Buffer; userCodeHash: Buffer; clientId: string; audience: string | undefined; scopes: readonly string[]; now: Date; expiresAt: Date },
): Promise<boolean> =>
  (await db.execute(
    `INSERT INTO device_requests (tenant_id, device_hash, user_code_hash, client_id, audience, scope, created_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
    [tenantId, o.deviceHash, o.userCodeHash, o.clientId, o.audience ?? null, o.scopes, o.now, o.expiresAt],
  )) === 1

export const pendingRequest = (db: Database, tenantId: number, userCodeHash: Buffer, now: Date): Promise<DeviceRequest | undefined> =>
  db.maybe(
    `SELECT ${columns.join(', ')} FROM device_requests WHERE tenant_id = $1 AND user_code_hash = $2 AND state = 'pending' AND expires_at > $3`,
    [tenantId, userCodeHash, now],
  )

/** The person's word; of parallel ones the first counts. */
export const decide = async (
  db: Database,
  tenantId: number,
  userCodeHash: Buffer,
  now: Date,
  word: { state: 'denied' } | { state: 'approved'; userId: string; sessionId: string; data: ApprovalData },
): Promise<boolean> =>
  (await db.execute(
    `UPDATE device_requests SET state = $4, user_id = $5, session_id = $6, data = $7
     WHERE tenant_id = $1 AND user_code_hash = $2 AND state = 'pending' AND expires_at > $3`,
    [
      tenantId, userCodeHash, now, word.state, 'userId' in word ? word.userId : null, 'sessionId' in word ? word.sessionId : null,
      JSON.stringify('data' in word ? word.data : {}),
    ],
  )) === 1

export type PolledRow = DeviceRequest & { was: DeviceRequest['state']; polled_before: Date | null; expired: boolean }

/** One question of the device. What is decided or over is told to one caller and finished by the same statement. */
export const poll = (db: Database, tenantId: number, deviceHash: Buffer, clientId: string, now: Date): Promise<PolledRow | undefined> =>
  db.maybe(
    `WITH asked AS (
       SELECT state, polled_at, expires_at <= $4 AS expired FROM device_requests
       WHERE tenant_id = $1 AND device_hash = $2 AND client_id = $3 FOR UPDATE
     )
     UPDATE device_requests r
     SET polled_at = $4, state = CASE WHEN asked.state = 'pending' AND NOT asked.expired THEN 'pending' ELSE 'finished' END
     FROM asked WHERE r.tenant_id = $1 AND r.device_hash = $2
     RETURNING ${columns.map((column) => `r.${column}`).join(', ')}, asked.state AS was, asked.polled_at AS polled_before, asked.expired`,
    [tenantId, deviceHash, clientId, now],
  )

/** Counts an attempt; how many there have been, this one included. */
export const countAttempt = async (db: Database, tenantId: number, address: string, now: Date, expiresAt: Date): Promise<number> =>
  (await db.one<{ misses: number }>(
    `INSERT INTO device_code_misses AS m (tenant_id, address, expires_at) VALUES ($1, $2, $4)
     ON CONFLICT (tenant_id, address) DO UPDATE SET misses = CASE WHEN m.expires_at > $3 THEN m.misses + 1 ELSE 1 END,
       expires_at = CASE WHEN m.expires_at > $3 THEN m.expires_at ELSE $4 END
     RETURNING misses`,
    [tenantId, address, now, expiresAt],
  )).misses

export const forgiveAttempt = (db: Database, tenantId: number, address: string) =>
  db.execute('UPDATE device_code_misses SET misses = misses - 1 WHERE tenant_id = $1 AND address = $2 AND misses > 0', [tenantId, address])
