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
