import type { Database } from '#platform/postgres/index.ts'

export type ConsentKey = { userId: string; clientId: string; audience: string }

export const consentedScopes = async (db: Database, tenantId: number, key: ConsentKey): Promise<string[] | undefined> =>
  (await db.maybe<{ scope: string[] }>('SELECT scope FROM grants WHERE tenant_id = $1 AND user_id = $2 AND client_id = $3 AND audience = $4', [
    tenantId, key.userId, key.clientId, key.audience,
  ]))?.scope

/** Adds to what was consented before: two consents at the same time keep both. */
export const addConsent = (db: Database, tenantId: number, id: string, key: ConsentKey, scopes: readonly string[], now: Date): Promise<number> =>
  db.execute(
    `INSERT INTO grants (tenant_id, id, user_id, client_id, audience, scope, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (tenant_id, user_id, client_id, audience) DO UPDATE
     SET scope = (SELECT array_agg(DISTINCT each ORDER BY each) FROM unnest(grants.scope || excluded.scope) AS each)`,
    [tenantId, id, key.userId, key.clientId, key.audience, scopes, now],
  )

export type ConsentRow = { id: string; client_id: string; user_id: string; audience: string; scope: string[] }
export type ConsentFilter = { userId?: string | undefined; clientId?: string | undefined; audience?: string | undefined }

const matching = 'tenant_id = $1 AND ($2::text IS NULL OR user_id = $2) AND ($3::text IS NULL OR client_id = $3) AND ($4::text IS NULL OR audience = $4)'
const values = (tenantId: number, filter: ConsentFilter) => [tenantId, filter.userId ?? null, filter.clientId ?? null, filter.audience ?? null]

export const selectConsents = (db: Database, tenantId: number, filter: ConsentFilter, offset: number, limit: number): Promise<ConsentRow[]> =>
  db.rows(`SELECT id, client_id, user_id, audience, scope FROM grants WHERE ${matching} ORDER BY created_at, id OFFSET $5 LIMIT $6`, [...values(tenantId, filter), offset, limit])

export const countConsents = async (db: Database, tenantId: number, filter: ConsentFilter): Promise<number> =>
  (await db.one<{ count: number }>(`SELECT count(*)::int AS count FROM grants WHERE ${matching}`, values(tenantId, filter))).count

export const deleteConsents = (db: Database, tenantId: number, by: { id: string } | { userId: string }): Promise<Omit<ConsentRow, 'scope'>[]> => {
  const [condition, value] = 'id' in by ? ['id = $2', by.id] : ['user_id = $2', by.userId]
  return db.rows(`DELETE FROM grants WHERE tenant_id = $1 AND ${condition} RETURNING id, client_id, user_id, audience`, [tenantId, value])
}
