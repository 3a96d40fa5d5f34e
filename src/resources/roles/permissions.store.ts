import type { Database } from '#platform/postgres/index.ts'
import { counted, type Counted, type Window } from './roles.store.ts'

export type PermissionKey = { resource_server_identifier: string; permission_name: string }
export type PermissionRow = PermissionKey & { resource_server_name: string | null; description: string | null }
export type Source = { source_type: 'DIRECT' | 'ROLE'; source_id: string; source_name: string }

/** A permission lives as long as the API still has a scope of that name. */
const living = `JOIN resource_servers AS api ON api.tenant_id = held.tenant_id AND api.identifier = held.resource_server_identifier
  JOIN LATERAL (SELECT each ->> 'description' AS description FROM jsonb_array_elements(api.scopes) AS each
    WHERE each ->> 'value' = held.permission_name LIMIT 1) AS scope ON true`
const shown = 'held.resource_server_identifier, held.permission_name, api.name AS resource_server_name, scope.description'
const order = 'held.resource_server_identifier, held.permission_name'

/** Names of the permissions somebody has in one API, given directly or by a role; in order, each once. */
export async function permissionNames(db: Database, tenantId: number, userId: string, audience: string): Promise<string[]> {
  const rows = await db.rows<{ permission_name: string }>(
    `SELECT held.permission_name FROM (
       SELECT tenant_id, resource_server_identifier, permission_name FROM user_permissions WHERE tenant_id = $1 AND user_id = $2
       UNION
       SELECT tenant_id, resource_server_identifier, permission_name FROM user_roles JOIN role_permissions USING (tenant_id, role_id)
        WHERE tenant_id = $1 AND user_id = $2
     ) AS held ${living}
     WHERE held.resource_server_identifier = $3 ORDER BY held.permission_name`,
    [tenantId, userId, audience],
  )
  return rows.map((row) => row.permission_name)
}

export function permissionsOfRole(db: Database, tenantId: number, roleId: string, window: Window): Promise<Counted<PermissionRow>> {
  return counted(db, shown, `FROM role_permissions AS held ${living} WHERE held.tenant_id = $1 AND held.role_id = $2`, order, [tenantId, roleId], window)
}

export function permissionsOfUser(db: Database, tenantId: number, userId: string, window: Window): Promise<Counted<PermissionRow & { sources: Source[] }>> {
  return counted(
    db,
    `${shown}, held.sources`,
    `FROM (
       SELECT tenant_id, resource_server_identifier, permission_name,
              jsonb_agg(jsonb_build_object('source_type', source_type, 'source_id', source_id, 'source_name', source_name) ORDER BY source_type, source_name) AS sources
       FROM (
         SELECT tenant_id, resource_server_identifier, permission_name, 'DIRECT' AS source_type, '' AS source_id, '' AS source_name
           FROM user_permissions WHERE tenant_id = $1 AND user_id = $2
         UNION ALL
         SELECT carried.tenant_id, carried.resource_server_identifier, carried.permission_name, 'ROLE', roles.id, roles.name
           FROM user_roles JOIN roles ON roles.tenant_id = user_roles.tenant_id AND roles.id = user_roles.role_id
           JOIN role_permissions AS carried ON carried.tenant_id = roles.tenant_id AND carried.role_id = roles.id
          WHERE user_roles.tenant_id = $1 AND user_roles.user_id = $2
       ) AS every GROUP BY 1, 2, 3
     ) AS held ${living} WHERE TRUE`,
    order,
    [tenantId, userId],
    window,
  )
}

const apart = (keys: readonly PermissionKey[]) => [keys.map((key) => key.resource_server_identifier), keys.map((key) => key.permission_name)] as const

/** Which of the permissions are no scope of an API here, and whether even the API is missing. */
export function unknownPermissions(db: Database, tenantId: number, keys: readonly PermissionKey[]): Promise<{ no_api: boolean }[]> {
  return db.rows(
    `SELECT api.identifier IS NULL AS no_api FROM unnest($2::text[], $3::text[]) AS given(identifier, name)
     LEFT JOIN resource_servers AS api ON api.tenant_id = $1 AND api.identifier = given.identifier
     WHERE api.identifier IS NULL OR NOT EXISTS (SELECT FROM jsonb_array_elements(api.scopes) AS each WHERE each ->> 'value' = given.name)`,
    [tenantId, ...apart(keys)],
  )
}

/** Whose permissions: a role's or a user's. The names go into statements, so they come from here only. */
const holders = { role: { table: 'role_permissions', column: 'role_id' }, user: { table: 'user_permissions', column: 'user_id' } }
export type Holder = keyof typeof holders

/** Throws ForeignKeyViolation when the holder or an API is gone. */
export async function addPermissions(db: Database, tenantId: number, holder: Holder, id: string, keys: readonly PermissionKey[]): Promise<void> {
  const { table, column } = holders[holder]
  await db.execute(
    `INSERT INTO ${table} (tenant_id, ${column}, resource_server_identifier, permission_name)
     SELECT $1::integer, $2::text, identifier, name FROM unnest($3::text[], $4::text[]) AS given(identifier, name) ON CONFLICT DO NOTHING`,
    [tenantId, id, ...apart(keys)],
  )
}

export async function removePermissions(db: Database, tenantId: number, holder: Holder, id: string, keys: readonly PermissionKey[]): Promise<void> {
  const { table, column } = holders[holder]
  await db.execute(
    `DELETE FROM ${table} WHERE tenant_id = $1 AND ${column} = $2
       AND (resource_server_identifier, permission_name) IN (SELECT * FROM unnest($3::text[], $4::text[]))`,
    [tenantId, id, ...apart(keys)],
  )
}

/** Of a tenant's own administrator: every role there is. */
export const assignEveryRole = (db: Database, tenantId: number, userId: string): Promise<number> =>
  db.execute('INSERT INTO user_roles (tenant_id, user_id, role_id) SELECT $1, $2, id FROM roles WHERE tenant_id = $1 ON CONFLICT DO NOTHING', [tenantId, userId])
