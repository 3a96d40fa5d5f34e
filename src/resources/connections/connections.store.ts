import type { Database } from '#platform/postgres/index.ts'

export type ConnectionRow = {
  id: string
  name: string
  strategy: string
  options: Record<string, unknown>
  options_sealed: Buffer | null
  body: Record<string, unknown>
  enabled_clients: string[]
}

const columns = `c.id, c.name, c.strategy, c.options, c.options_sealed, c.body,
  ARRAY(SELECT client_id FROM connection_clients e WHERE e.tenant_id = c.tenant_id AND e.connection_id = c.id ORDER BY client_id) AS enabled_clients`
const filter = 'c.tenant_id = $1 AND ($2::text[] IS NULL OR c.strategy = ANY ($2)) AND ($3::text IS NULL OR c.name = $3)'

export type ConnectionFilter = { strategy?: string[] | undefined; name?: string | undefined }
const values = (tenantId: number, { strategy, name }: ConnectionFilter) => [tenantId, strategy ?? null, name ?? null]

export const selectConnections = (db: Database, tenantId: number, by: ConnectionFilter, offset: number, limit: number): Promise<ConnectionRow[]> =>
  db.rows<ConnectionRow>(`SELECT ${columns} FROM connections c WHERE ${filter} ORDER BY c.created_at, c.id OFFSET $4 LIMIT $5`, [...values(tenantId, by), offset, limit])

export const selectConnectionsAfter = (db: Database, tenantId: number, by: ConnectionFilter, after: string, limit: number): Promise<ConnectionRow[]> =>
  db.rows<ConnectionRow>(`SELECT ${columns} FROM connections c WHERE ${filter} AND c.id > $4 COLLATE "C" ORDER BY c.id COLLATE "C" LIMIT $5`, [...values(tenantId, by), after, limit])

export const countConnections = async (db: Database, tenantId: number, by: ConnectionFilter): Promise<number> =>
  (await db.one<{ count: number }>(`SELECT count(*)::int AS count FROM connections c WHERE ${filter}`, values(tenantId, by))).count

export const selectConnection = (db: Database, tenantId: number, id: string): Promise<ConnectionRow | undefined> =>
  db.maybe<ConnectionRow>(`SELECT ${columns} FROM connections c WHERE c.tenant_id = $1 AND c.id = $2`, [tenantId, id])

export const lockConnection = (db: Database, tenantId: number, id: string): Promise<ConnectionRow | undefined> =>
  db.maybe<ConnectionRow>(`SELECT ${columns} FROM connections c WHERE c.tenant_id = $1 AND c.id = $2 FOR UPDATE`, [tenantId, id])

export const selectByNameOrId = async (db: Database, tenantId: number, key: string): Promise<ConnectionRow | undefined> =>
  (await db.rows<ConnectionRow>(
    `SELECT ${columns} FROM connections c WHERE c.tenant_id = $1 AND (c.name = $2 OR c.id = $2) ORDER BY (c.name = $2) DESC LIMIT 1`,
    [tenantId, key],
  ))[0]

/** Third-party applications also get those that were promoted to the whole domain. */
const ofClient = `c.tenant_id = $1 AND (
  EXISTS (SELECT FROM connection_clients e WHERE e.tenant_id = c.tenant_id AND e.connection_id = c.id AND e.client_id = $2)
  OR (c.body->>'is_domain_connection' = 'true'
      AND EXISTS (SELECT FROM clients p WHERE p.tenant_id = c.tenant_id AND p.client_id = $2 AND NOT p.is_first_party)))`

export const selectOfClient = (db: Database, tenantId: number, clientId: string): Promise<ConnectionRow[]> =>
  db.rows<ConnectionRow>(`SELECT ${columns} FROM connections c WHERE ${ofClient} ORDER BY c.created_at, c.id`, [tenantId, clientId])

export const selectOfClientAfter = (db: Database, tenantId: number, clientId: string, strategy: string[] | undefined, after: string, limit: number): Promise<ConnectionRow[]> =>
  db.rows<ConnectionRow>(
    `SELECT ${columns} FROM connections c WHERE ${ofClient} AND ($3::text[] IS NULL OR c.strategy = ANY ($3)) AND c.id > $4 COLLATE "C"
     ORDER BY c.id COLLATE "C" LIMIT $5`,
    [tenantId, clientId, strategy ?? null, after, limit],
  )

export const insertConnection = (db: Database, tenantId: number, row: Omit<ConnectionRow, 'enabled_clients'>): Promise<number> =>
  db.execute(
    'INSERT INTO connections (tenant_id, id, name, strategy, options, options_sealed, body) VALUES ($1, $2, $3, $4, $5, $6, $7)',
    [tenantId, row.id, row.name, row.strategy, JSON.stringify(row.options), row.options_sealed, JSON.stringify(row.body)],
  )

export const updateConnectionRow = (db: Database, tenantId: number, row: Omit<ConnectionRow, 'enabled_clients'>): Promise<number> =>
  db.execute(
    'UPDATE connections SET options = $3, options_sealed = $4, body = $5 WHERE tenant_id = $1 AND id = $2',
    [tenantId, row.id, JSON.stringify(row.options), row.options_sealed, JSON.stringify(row.body)],
  )

/** Whether another connection answers to one of these realms. Changes of realms wait for one another. */
export async function realmTaken(db: Database, tenantId: number, id: string, realms: string[]): Promise<boolean> {
  await db.one('SELECT id FROM tenants WHERE id = $1 FOR NO KEY UPDATE', [tenantId])
  const found = await db.rows(`SELECT FROM connections WHERE tenant_id = $1 AND id <> $2 AND body->'realms' ?| $3 LIMIT 1`, [tenantId, id, realms])
  return found.length > 0
}

/** With the connection go its people; identities of it that were linked to people from elsewhere are unlinked. */
export async function deleteConnectionRow(db: Database, tenantId: number, row: { id: string; name: string }): Promise<void> {
  await db.execute('DELETE FROM users WHERE tenant_id = $1 AND connection = $2', [tenantId, row.name])
  await db.execute('DELETE FROM user_identities WHERE tenant_id = $1 AND connection = $2', [tenantId, row.name])
  await db.execute('DELETE FROM connections WHERE tenant_id = $1 AND id = $2', [tenantId, row.id])
}

export const deleteUserByEmail = (db: Database, tenantId: number, connection: string, email: string): Promise<number> =>
  db.execute('DELETE FROM users WHERE tenant_id = $1 AND connection = $2 AND lower(email) = lower($3)', [tenantId, connection, email])
