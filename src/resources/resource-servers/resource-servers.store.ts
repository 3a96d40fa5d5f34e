import type { Database } from '#platform/postgres/index.ts'

export type ResourceServerRow = {
  id: string
  identifier: string
  name: string | null
  is_system: boolean
  scopes: { value: string; description?: string }[]
  body: Record<string, unknown>
  secret_sealed: Buffer | null
}

const columns = 'id, identifier, name, is_system, scopes, body, secret_sealed'

/** By id or, failing that, by identifier. */
export const selectByEither = async (db: Database, tenantId: number, key: string, lock = false): Promise<ResourceServerRow | undefined> =>
  (await db.rows<ResourceServerRow>(
    `SELECT ${columns} FROM resource_servers WHERE tenant_id = $1 AND (id = $2 OR identifier = $2)
     ORDER BY (id = $2) DESC LIMIT 1 ${lock ? 'FOR UPDATE' : ''}`,
    [tenantId, key],
  ))[0]

export const selectByIdentifier = (db: Database, tenantId: number, identifier: string): Promise<ResourceServerRow | undefined> =>
  db.maybe<ResourceServerRow>(`SELECT ${columns} FROM resource_servers WHERE tenant_id = $1 AND identifier = $2`, [tenantId, identifier])

export const anyInsists = async (db: Database, tenantId: number): Promise<boolean> =>
  (await db.one<{ insists: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM resource_servers WHERE tenant_id = $1 AND body->'proof_of_possession'->>'required' = 'true') AS insists`,
    [tenantId],
  )).insists

export const selectSystem = (db: Database, tenantId: number): Promise<ResourceServerRow | undefined> =>
  db.maybe<ResourceServerRow>(`SELECT ${columns} FROM resource_servers WHERE tenant_id = $1 AND is_system`, [tenantId])

export const selectResourceServers = (db: Database, tenantId: number, identifiers: string[] | undefined, offset: number, limit: number): Promise<ResourceServerRow[]> =>
  db.rows<ResourceServerRow>(
    `SELECT ${columns} FROM resource_servers WHERE tenant_id = $1 AND ($2::text[] IS NULL OR identifier = ANY ($2))
     ORDER BY is_system DESC, created_at, id OFFSET $3 LIMIT $4`,
    [tenantId, identifiers ?? null, offset, limit],
  )

export const selectResourceServersAfter = (db: Database, tenantId: number, identifiers: string[] | undefined, after: string, limit: number): Promise<ResourceServerRow[]> =>
  db.rows<ResourceServerRow>(
    `SELECT ${columns} FROM resource_servers WHERE tenant_id = $1 AND ($2::text[] IS NULL OR identifier = ANY ($2)) AND id > $3 COLLATE "C"
     ORDER BY id COLLATE "C" LIMIT $4`,
    [tenantId, identifiers ?? null, after, limit],
  )

export const countResourceServers = async (db: Database, tenantId: number, identifiers: string[] | undefined): Promise<number> =>
  (await db.one<{ count: number }>(
    'SELECT count(*)::int AS count FROM resource_servers WHERE tenant_id = $1 AND ($2::text[] IS NULL OR identifier = ANY ($2))',
    [tenantId, identifiers ?? null],
  )).count

export const insertResourceServer = (db: Database, tenantId: number, row: ResourceServerRow): Promise<ResourceServerRow> =>
  db.one<ResourceServerRow>(
    `INSERT INTO resource_servers (tenant_id, id, identifier, name, is_system, scopes, body, secret_sealed)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING ${columns}`,
    [tenantId, row.id, row.identifier, row.name, row.is_system, JSON.stringify(row.scopes), JSON.stringify(row.body), row.secret_sealed],
  )

/** Permissions that named a scope which is gone go with it. */
export async function updateResourceServerRow(db: Database, tenantId: number, row: ResourceServerRow): Promise<ResourceServerRow> {
  const left = row.scopes.map((scope) => scope.value)
  for (const table of ['role_permissions', 'user_permissions']) {
    await db.execute(
      `DELETE FROM ${table} WHERE tenant_id = $1 AND resource_server_identifier = $2 AND permission_name <> ALL ($3)`,
      [tenantId, row.identifier, left],
    )
  }
  return db.one<ResourceServerRow>(
    `UPDATE resource_servers SET name = $3, scopes = $4, body = $5, secret_sealed = $6 WHERE tenant_id = $1 AND id = $2 RETURNING ${columns}`,
    [tenantId, row.id, row.name, JSON.stringify(row.scopes), JSON.stringify(row.body), row.secret_sealed],
  )
}

export const deleteResourceServerRow = (db: Database, tenantId: number, id: string): Promise<number> =>
  db.execute('DELETE FROM resource_servers WHERE tenant_id = $1 AND id = $2', [tenantId, id])

/** Grants and permissions follow the identifier (ON UPDATE CASCADE). */
export const moveSystemIdentifier = (db: Database, tenantId: number, identifier: string): Promise<number> =>
  db.execute('UPDATE resource_servers SET identifier = $2 WHERE tenant_id = $1 AND is_system AND identifier <> $2', [tenantId, identifier])
