import type { Database } from '#platform/postgres/index.ts'

export type PushedParameters = Record<string, unknown>

export const insertPushed = (db: Database, tenantId: number, row: { hash: Buffer; clientId: string; parameters: PushedParameters; now: Date; expiresAt: Date }) =>
  db.execute(
    'INSERT INTO pushed_requests (tenant_id, uri_hash, client_id, parameters, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)',
    [tenantId, row.hash, row.clientId, JSON.stringify(row.parameters), row.now, row.expiresAt],
  )

/** Of callers at the same time one gets the row. Another application's attempt changes nothing. */
export const deletePushed = (db: Database, tenantId: number, hash: Buffer, clientId: string, now: Date): Promise<{ parameters: PushedParameters } | undefined> =>
  db.maybe('DELETE FROM pushed_requests WHERE tenant_id = $1 AND uri_hash = $2 AND client_id = $3 AND expires_at > $4 RETURNING parameters', [tenantId, hash, clientId, now])
