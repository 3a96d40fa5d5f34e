import type { Database } from '#platform/postgres/index.ts'

/** The first app tenant with a connection of passwords; the root tenant authority where there is none. */
export const canaryHome = (db: Database): Promise<{ tenant: string; connection: string } | undefined> =>
  db.maybe(
    `SELECT t.name AS tenant, c.name AS connection FROM tenants t JOIN connections c ON c.tenant_id = t.id
     WHERE c.strategy = 'auth0' ORDER BY t.is_root, t.id, c.created_at, c.id LIMIT 1`,
  )

/** By the shape of the id, so that those a crash left go as well. */
export const removeCanaries = (db: Database, one?: string): Promise<number> => db.execute(`DELETE FROM users WHERE user_id LIKE 'auth0|backup-canary-%' AND ($1::text IS NULL OR user_id = $1)`, [one ?? null])
