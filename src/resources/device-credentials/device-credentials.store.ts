import type { Database } from '#platform/postgres/index.ts'

export type CredentialRow = {
  id: string
  type: 'public_key' | 'refresh_token' | 'rotating_refresh_token'
  device_name: string | null
  device_id: string | null
  user_id: string
  client_id: string
}
export type CredentialFilter = { userId?: string | undefined; clientId?: string | undefined; type?: string | undefined }

/** Living refresh tokens ($5: now) and keys as one list. */
const every = `FROM (
    SELECT id, CASE WHEN rotating THEN 'rotating_refresh_token' ELSE 'refresh_token' END AS type, device ->> 'initial_user_agent' AS device_name,
           NULL AS device_id, user_id, client_id, created_at
      FROM refresh_families WHERE tenant_id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $5) AND (idle_expires_at IS NULL OR idle_expires_at > $5)
    UNION ALL
    SELECT id, 'public_key', device_name, device_id, user_id, client_id, created_at FROM device_credentials WHERE tenant_id = $1
  ) AS credential
  WHERE ($2::text IS NULL OR user_id = $2) AND ($3::text IS NULL OR client_id = $3) AND ($4::text IS NULL OR type = $4)`
const values = (tenantId: number, filter: CredentialFilter, now: Date) => [tenantId, filter.userId ?? null, filter.clientId ?? null, filter.type ?? null, now]

export const selectCredentials = (db: Database, tenantId: number, filter: CredentialFilter, now: Date, offset: number, limit: number): Promise<CredentialRow[]> =>
  db.rows(
    `SELECT id, type, device_name, device_id, user_id, client_id ${every} ORDER BY created_at, id OFFSET $6 LIMIT $7`,
    [...values(tenantId, filter, now), offset, limit],
  )

export const countCredentials = async (db: Database, tenantId: number, filter: CredentialFilter, now: Date): Promise<number> =>
  (await db.one<{ count: number }>(`SELECT count(*)::int AS count ${every}`, values(tenantId, filter, now))).count

export type NewKey = { id: string; user_id: string; client_id: string; device_id: string; device_name: string; public_key: string }

/** Throws UniqueViolation, and ForeignKeyViolation when the person or the application is not there. */
export const insertKey = (db: Database, tenantId: number, key: NewKey, now: Date): Promise<number> =>
  db.execute(
    `INSERT INTO device_credentials (tenant_id, id, user_id, client_id, device_id, device_name, public_key, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [tenantId, key.id, key.user_id, key.client_id, key.device_id, key.device_name, key.public_key, now],
  )

/** `userId`: only if it is that person's. */
export const deleteKey = (db: Database, tenantId: number, id: string, userId: string | undefined): Promise<number> =>
  db.execute('DELETE FROM device_credentials WHERE tenant_id = $1 AND id = $2 AND ($3::text IS NULL OR user_id = $3)', [tenantId, id, userId ?? null])
