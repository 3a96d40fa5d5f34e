import type { Tenant } from '#kernel/tenant.ts'
import type { Database } from '#platform/postgres/index.ts'

export const tenantByName = (db: Database, name: string): Promise<Tenant | undefined> =>
  db.maybe<Tenant>(
    `SELECT id, name, is_root AS "isRoot", settings, version::float8 AS version, created_at AS "createdAt"
     FROM tenants WHERE name = $1`,
    [name],
  )

export const tenantVersions = (db: Database): Promise<{ id: number; version: number }[]> =>
  db.rows('SELECT id, version::float8 AS version FROM tenants')
