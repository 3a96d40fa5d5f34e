import type { Database } from '#platform/postgres/index.ts'

type Stored = { client_id: string; password_sealed: Buffer }

export const selectSyntheticLogin = (db: Database, tenantId: number): Promise<Stored | undefined> =>
  db.maybe<Stored>('SELECT client_id, password_sealed FROM synthetic_logins WHERE tenant_id = $1', [tenantId])

/** One node at a time makes the application and the person. */
export const lockSyntheticLogin = (db: Database, tenantId: number): Promise<unknown> =>
  db.one('SELECT pg_advisory_xact_lock(hashtext($1))::text AS locked', [`synthetic-login ${tenantId}`])

export const putSyntheticLogin = (db: Database, tenantId: number, { client_id, password_sealed }: Stored): Promise<number> =>
  db.execute(
    `INSERT INTO synthetic_logins (tenant_id, client_id, password_sealed) VALUES ($1, $2, $3)
     ON CONFLICT (tenant_id) DO UPDATE SET client_id = excluded.client_id, password_sealed = excluded.password_sealed`,
    [tenantId, client_id, password_sealed],
  )

/** The oldest database connection of the tenant. */
export const oldestDatabaseConnection = (db: Database, tenantId: number): Promise<{ name: string } | undefined> =>
  db.maybe<{ name: string }>(`SELECT name FROM connections WHERE tenant_id = $1 AND strategy = 'auth0' ORDER BY created_at, id LIMIT 1`, [tenantId])
