import type { JWK } from 'jose'
import type { Database } from '#platform/postgres/index.ts'

export type KeyState = 'next' | 'current' | 'previous' | 'revoked'

export type SigningKeyRow = {
  kid: string
  state: KeyState
  algorithm: string
  private_sealed: Uint8Array
  public_jwk: JWK
  certificate: string
  fingerprint: string
  thumbprint: string
  created_at: Date
  current_since: Date | null
  current_until: Date | null
  revoked_at: Date | null
}

export type NewSigningKey = Omit<SigningKeyRow, 'current_until' | 'revoked_at'>

const columns = 'kid, state, algorithm, private_sealed, public_jwk, certificate, fingerprint, thumbprint, created_at, current_since, current_until, revoked_at'

/** RS256 before the others; current first, then next, then the previous ones, youngest first. */
export const signingKeys = (db: Database, tenantId: number): Promise<SigningKeyRow[]> =>
  db.rows(
    `SELECT ${columns} FROM signing_keys WHERE tenant_id = $1
     ORDER BY algorithm <> 'RS256', array_position(ARRAY['current', 'next', 'previous', 'revoked'], state), created_at DESC`,
    [tenantId],
  )

export const publicKeyNamed = async (db: Database, tenantId: number, kid: string): Promise<JWK | undefined> =>
  (await db.maybe<{ public_jwk: JWK }>(`SELECT public_jwk FROM signing_keys WHERE tenant_id = $1 AND kid = $2 AND state <> 'revoked'`, [tenantId, kid]))?.public_jwk

export const insertSigningKey = (db: Database, tenantId: number, key: NewSigningKey) =>
  db.execute(
    `INSERT INTO signing_keys (tenant_id, kid, state, algorithm, private_sealed, public_jwk, certificate, fingerprint, thumbprint, created_at, current_since)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [tenantId, key.kid, key.state, key.algorithm, key.private_sealed, JSON.stringify(key.public_jwk), key.certificate, key.fingerprint, key.thumbprint, key.created_at, key.current_since],
  )

/** Unless the tenant has a key in this state for this algorithm already. */
export const insertSigningKeyOnce = (db: Database, tenantId: number, key: NewSigningKey) =>
  db.execute(
    `INSERT INTO signing_keys (tenant_id, kid, state, algorithm, private_sealed, public_jwk, certificate, fingerprint, thumbprint, created_at, current_since)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING`,
    [tenantId, key.kid, key.state, key.algorithm, key.private_sealed, JSON.stringify(key.public_jwk), key.certificate, key.fingerprint, key.thumbprint, key.created_at, key.current_since],
  )

export type TokenKeyRow = { kid: string; state: 'current' | 'previous'; key_sealed: Uint8Array }

export const tokenKeys = (db: Database, tenantId: number): Promise<TokenKeyRow[]> =>
  db.rows('SELECT kid, state, key_sealed FROM token_keys WHERE tenant_id = $1', [tenantId])

export const insertTokenKey = (db: Database, tenantId: number, key: TokenKeyRow & { created_at: Date }) =>
  db.execute('INSERT INTO token_keys (tenant_id, kid, state, key_sealed, created_at) VALUES ($1, $2, $3, $4, $5)', [
    tenantId, key.kid, key.state, key.key_sealed, key.created_at,
  ])

export const tenantName = async (db: Database, tenantId: number): Promise<string> =>
  (await db.one<{ name: string }>('SELECT name FROM tenants WHERE id = $1', [tenantId])).name
