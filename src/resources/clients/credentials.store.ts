import type { Database } from '#platform/postgres/index.ts'
import type { CredentialType } from './credentials.schema.ts'

export type CredentialRow = {
  id: string
  name: string
  credential_type: CredentialType
  kid: string | null
  alg: string | null
  pem: string | null
  subject_dn: string | null
  thumbprint_sha256: string | null
  expires_at: Date | null
  created_at: Date
  updated_at: Date
}
export type NewCredential = Omit<CredentialRow, 'created_at' | 'updated_at'>

const columns = 'id, name, credential_type, kid, alg, pem, subject_dn, thumbprint_sha256, expires_at, created_at, updated_at'

export const selectCredentials = (db: Database, tenantId: number, clientId: string): Promise<CredentialRow[]> =>
  db.rows(`SELECT ${columns} FROM client_credentials WHERE tenant_id = $1 AND client_id = $2 ORDER BY created_at, id`, [tenantId, clientId])

/** Throws UniqueViolation when the application has a key of that `kid`. */
export const insertCredential = (db: Database, tenantId: number, clientId: string, credential: NewCredential): Promise<CredentialRow> =>
  db.one(
    `INSERT INTO client_credentials (tenant_id, client_id, id, name, credential_type, kid, alg, pem, subject_dn, thumbprint_sha256, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING ${columns}`,
    [
      tenantId, clientId, credential.id, credential.name, credential.credential_type, credential.kid, credential.alg, credential.pem,
      credential.subject_dn, credential.thumbprint_sha256, credential.expires_at,
    ],
  )

export const setExpiry = (db: Database, tenantId: number, clientId: string, id: string, expiresAt: Date | null, now: Date): Promise<CredentialRow | undefined> =>
  db.maybe(
    `UPDATE client_credentials SET expires_at = $4, updated_at = $5 WHERE tenant_id = $1 AND client_id = $2 AND id = $3 RETURNING ${columns}`,
    [tenantId, clientId, id, expiresAt, now],
  )

export const deleteCredential = (db: Database, tenantId: number, clientId: string, id: string): Promise<number> =>
  db.execute('DELETE FROM client_credentials WHERE tenant_id = $1 AND client_id = $2 AND id = $3', [tenantId, clientId, id])
