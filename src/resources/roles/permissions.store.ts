import type { Database } from '#platform/postgres/index.ts'

/** Names of the permissions somebody has in one API, given directly or by a role; in order, each once. */
export async function permissionNames(db: Database, tenantId: number, userId: string, audience: string): Promise<string[]> {
  const rows = await db.rows<{ permission_name: string }>(
    `SELECT permission_name FROM user_permissions
      WHERE tenant_id = $1 AND user_id = $2 AND resource_server_identifier = $3
     UNION
     SELECT role_permissions.permission_name FROM user_roles
       JOIN role_permissions USING (tenant_id, role_id)
      WHERE user_roles.tenant_id = $1 AND user_roles.user_id = $2 AND role_permissions.resource_server_identifier = $3
     ORDER BY permission_name`,
    [tenantId, userId, audience],
  )
  return rows.map((row) => row.permission_name)
}
