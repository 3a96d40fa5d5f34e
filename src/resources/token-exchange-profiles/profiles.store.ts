import type { Database } from '#platform/postgres/index.ts'
import type { TrustedIssuer } from './profiles.schema.ts'

export type ProfileRow = { id: string; name: string; subject_token_type: string; type: 'custom_authentication'; trusted_issuer: TrustedIssuer; created_at: Date; updated_at: Date }

const columns = 'id, name, subject_token_type, type, trusted_issuer, created_at, updated_at'

export const selectProfilesAfter = (db: Database, tenantId: number, after: string, limit: number): Promise<ProfileRow[]> =>
  db.rows(`SELECT ${columns} FROM token_exchange_profiles WHERE tenant_id = $1 AND id > $2 COLLATE "C" ORDER BY id COLLATE "C" LIMIT $3`, [tenantId, after, limit])

export const selectProfile = (db: Database, tenantId: number, id: string): Promise<ProfileRow | undefined> =>
  db.maybe(`SELECT ${columns} FROM token_exchange_profiles WHERE tenant_id = $1 AND id = $2`, [tenantId, id])

export const selectProfileFor = (db: Database, tenantId: number, subjectTokenType: string): Promise<ProfileRow | undefined> =>
  db.maybe(`SELECT ${columns} FROM token_exchange_profiles WHERE tenant_id = $1 AND subject_token_type = $2`, [tenantId, subjectTokenType])

/** undefined when the tenant has `most` of them already. */
export const insertProfile = (db: Database, tenantId: number, row: ProfileRow, most: number): Promise<ProfileRow | undefined> =>
  db.maybe(
    `INSERT INTO token_exchange_profiles (tenant_id, id, name, subject_token_type, type, trusted_issuer, created_at, updated_at)
     SELECT $1, $2, $3, $4, $5, $6, $7, $7 WHERE (SELECT count(*) FROM token_exchange_profiles WHERE tenant_id = $1) < $8 RETURNING ${columns}`,
    [tenantId, row.id, row.name, row.subject_token_type, row.type, JSON.stringify(row.trusted_issuer), row.created_at, most],
  )

/** What is undefined stays. */
export const updateProfile = (
  db: Database, tenantId: number, id: string, changes: { name?: string | undefined; subject_token_type?: string | undefined; trusted_issuer?: TrustedIssuer | undefined }, now: Date,
): Promise<ProfileRow | undefined> =>
  db.maybe(
    `UPDATE token_exchange_profiles SET name = coalesce($3, name), subject_token_type = coalesce($4, subject_token_type), trusted_issuer = coalesce($5, trusted_issuer), updated_at = $6
     WHERE tenant_id = $1 AND id = $2 RETURNING ${columns}`,
    [tenantId, id, changes.name ?? null, changes.subject_token_type ?? null, changes.trusted_issuer === undefined ? null : JSON.stringify(changes.trusted_issuer), now],
  )

export const deleteProfile = (db: Database, tenantId: number, id: string): Promise<number> =>
  db.execute('DELETE FROM token_exchange_profiles WHERE tenant_id = $1 AND id = $2', [tenantId, id])
