import type { Database } from '#platform/postgres/index.ts'

export const appTenantExists = async (db: Database): Promise<boolean> =>
  (await db.one<{ found: boolean }>('SELECT EXISTS (SELECT 1 FROM tenants WHERE NOT is_root) AS found')).found

export const administratorExists = async (db: Database, rootTenantId: number): Promise<boolean> =>
  (await db.one<{ found: boolean }>('SELECT EXISTS (SELECT 1 FROM users WHERE tenant_id = $1) AS found', [rootTenantId])).found
