import type { Database } from '#platform/postgres/index.ts'

type Scope = { value: string; description: string }

/** Grants and permissions follow (ON UPDATE CASCADE). Nothing happens when the new address is taken already. */
export const moveIdentifier = (db: Database, tenantId: number, suffix: string, identifier: string): Promise<number> =>
  db.execute(
    `UPDATE resource_servers SET identifier = $3 WHERE tenant_id = $1 AND NOT is_system AND identifier LIKE 'https://manage.%' || $2 AND identifier <> $3
     AND NOT EXISTS (SELECT 1 FROM resource_servers WHERE tenant_id = $1 AND identifier = $3)`,
    [tenantId, suffix, identifier],
  )

/** False when the API is not there. */
export const setScopes = async (db: Database, tenantId: number, identifier: string, scopes: readonly Scope[]): Promise<boolean> =>
  (await db.execute('UPDATE resource_servers SET scopes = $3 WHERE tenant_id = $1 AND identifier = $2', [tenantId, identifier, JSON.stringify(scopes)])) > 0

export const grantExists = async (db: Database, tenantId: number, clientId: string, audience: string): Promise<boolean> =>
  (await db.one<{ found: boolean }>('SELECT EXISTS (SELECT 1 FROM client_grants WHERE tenant_id = $1 AND client_id = $2 AND audience = $3) AS found', [tenantId, clientId, audience])).found

export const administratorRole = 'Appliance administrator'

export async function alignAdministratorRole(db: Database, tenantId: number, wanted: { id: string; identifier: string; scopes: readonly string[] }): Promise<void> {
  await db.execute(
    'INSERT INTO roles (tenant_id, id, name, description) VALUES ($1, $2, $3, $4) ON CONFLICT (tenant_id, name) DO NOTHING',
    [tenantId, wanted.id, administratorRole, 'May do everything in the configuration area of this appliance that the matrix lets them do.'],
  )
  const { id } = await db.one<{ id: string }>('SELECT id FROM roles WHERE tenant_id = $1 AND name = $2', [tenantId, administratorRole])
  await db.execute(
    `INSERT INTO role_permissions (tenant_id, role_id, resource_server_identifier, permission_name)
     SELECT $1, $2, $3, unnest($4::text[]) ON CONFLICT DO NOTHING`,
    [tenantId, id, wanted.identifier, wanted.scopes],
  )
}

/** What an invited person needs of scopes; what they may do with them, the matrix says. Nothing happens where the role does not exist. */
export const assignAdministratorRole = (db: Database, tenantId: number, userId: string): Promise<number> =>
  db.execute('INSERT INTO user_roles (tenant_id, user_id, role_id) SELECT $1, $2, id FROM roles WHERE tenant_id = $1 AND name = $3 ON CONFLICT DO NOTHING', [tenantId, userId, administratorRole])
