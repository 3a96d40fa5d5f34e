import type { Database } from '#platform/postgres/index.ts'
import type { AdministratorRole } from './roles.ts'

export type AdministratorRow = {
  user_id: string
  email: string | null
  name: string | null
  role: AdministratorRole
  blocked: boolean
  logins_count: number
  last_login: Date | null
  created_at: Date
}
export type OpenTenant = { name: string; is_root: boolean; role: AdministratorRole; friendly_name: string | null }
export type TenantCounts = { name: string; is_root: boolean; created_at: Date; clients: number; connections: number; users: number; logins: number; administrators: number }

/** Whoever a tenant was made for is its administrator once the address is confirmed. */
export const adoptOwned = (db: Database, rootTenantId: number, userId: string): Promise<number> =>
  db.execute(
    `INSERT INTO tenant_administrators (tenant_id, root_tenant_id, user_id, role, added_by)
     SELECT t.id, u.tenant_id, u.user_id, 'administrator', 'owner' FROM users AS u, tenants AS t
     WHERE u.tenant_id = $1 AND u.user_id = $2 AND u.email_verified AND lower(u.email) IN (SELECT lower(o) FROM unnest(t.owners) AS o)
     ON CONFLICT DO NOTHING`,
    [rootTenantId, userId],
  )

/** undefined for whoever is no administrator of the tenant, blocked or gone. */
export const selectRole = async (db: Database, rootTenantId: number, tenantId: number, userId: string): Promise<AdministratorRole | undefined> =>
  (await db.maybe<{ role: AdministratorRole }>(
    `SELECT a.role FROM tenant_administrators AS a JOIN users AS u ON u.tenant_id = a.root_tenant_id AND u.user_id = a.user_id
     WHERE a.tenant_id = $2 AND a.root_tenant_id = $1 AND a.user_id = $3 AND NOT u.blocked`,
    [rootTenantId, tenantId, userId],
  ))?.role

export const selectTenantsOf = (db: Database, rootTenantId: number, userId: string): Promise<OpenTenant[]> =>
  db.rows(
    `SELECT t.name, t.is_root, t.settings ->> 'friendly_name' AS friendly_name, a.role
     FROM tenant_administrators AS a JOIN tenants AS t ON t.id = a.tenant_id WHERE a.root_tenant_id = $1 AND a.user_id = $2 ORDER BY t.is_root, t.name`,
    [rootTenantId, userId],
  )

export const selectAdministrators = (db: Database, rootTenantId: number, tenantId: number): Promise<AdministratorRow[]> =>
  db.rows(
    `SELECT u.user_id, u.email, u.name, a.role, u.blocked, u.logins_count, u.last_login, a.created_at
     FROM tenant_administrators AS a JOIN users AS u ON u.tenant_id = a.root_tenant_id AND u.user_id = a.user_id
     WHERE a.tenant_id = $2 AND a.root_tenant_id = $1 ORDER BY a.created_at, u.user_id`,
    [rootTenantId, tenantId],
  )

export const putAdministrator = (db: Database, row: { tenantId: number; rootTenantId: number; userId: string; role: AdministratorRole; by: string }): Promise<number> =>
  db.execute(
    `INSERT INTO tenant_administrators (tenant_id, root_tenant_id, user_id, role, added_by) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (tenant_id, user_id) DO UPDATE SET role = excluded.role`,
    [row.tenantId, row.rootTenantId, row.userId, row.role, row.by],
  )

/** How many tenants somebody has made for themselves and still administers. The row of the person is locked, so that of two at once the second counts the first. */
export async function countFounded(db: Database, rootTenantId: number, userId: string): Promise<number> {
  await db.execute('SELECT FROM users WHERE tenant_id = $1 AND user_id = $2 FOR NO KEY UPDATE', [rootTenantId, userId])
  return foundedBy(db, rootTenantId, userId)
}

export const foundedBy = async (db: Database, rootTenantId: number, userId: string): Promise<number> =>
  (await db.one<{ n: number }>("SELECT count(*)::int AS n FROM tenant_administrators WHERE root_tenant_id = $1 AND user_id = $2 AND added_by = 'founder'", [rootTenantId, userId])).n

/** Also as an owner: who was removed does not come back by having been named at the tenant's creation. */
export async function deleteAdministrator(db: Database, tenantId: number, userId: string, email: string | null): Promise<number> {
  await db.execute('UPDATE tenants SET owners = ARRAY(SELECT o FROM unnest(owners) AS o WHERE lower(o) <> lower($2)) WHERE id = $1', [tenantId, email ?? ''])
  return db.execute('DELETE FROM tenant_administrators WHERE tenant_id = $1 AND user_id = $2', [tenantId, userId])
}

/** Of parallel removals one waits, so that the last administrator cannot go twice. */
export const lockTenant = (db: Database, tenantId: number): Promise<number> => db.execute('SELECT FROM tenants WHERE id = $1 FOR NO KEY UPDATE', [tenantId])

export const everyTenant = async (db: Database): Promise<number[]> => (await db.rows<{ id: number }>('SELECT id FROM tenants')).map(({ id }) => id)

export const countTenants = (db: Database): Promise<TenantCounts[]> =>
  db.rows(
    `SELECT t.name, t.is_root, t.created_at,
       (SELECT count(*)::int FROM clients AS c WHERE c.tenant_id = t.id AND NOT c.is_global) AS clients,
       (SELECT count(*)::int FROM connections AS c WHERE c.tenant_id = t.id) AS connections,
       (SELECT count(*)::int FROM users AS u WHERE u.tenant_id = t.id) AS users,
       (SELECT coalesce(sum(u.logins_count), 0)::bigint FROM users AS u WHERE u.tenant_id = t.id) AS logins,
       (SELECT count(*)::int FROM tenant_administrators AS a WHERE a.tenant_id = t.id) AS administrators
     FROM tenants AS t ORDER BY t.is_root, t.name`,
  )
