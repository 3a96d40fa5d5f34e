import type { Database } from '#platform/postgres/index.ts'

export type ClientRow = {
  client_id: string
  name: string
  app_type: string | null
  is_first_party: boolean
  is_global: boolean
  secret_sealed: Buffer | null
  body: Record<string, unknown>
  created_at: Date
  updated_at: Date
}

export type ClientFilter = {
  is_global?: boolean | undefined
  is_first_party?: boolean | undefined
  app_types?: string[] | undefined
  name_part?: string | undefined
}

const columns = 'client_id, name, app_type, is_first_party, is_global, secret_sealed, body, created_at, updated_at'
const matching = `tenant_id = $1
  AND ($2::boolean IS NULL OR is_global = $2)
  AND ($3::boolean IS NULL OR is_first_party = $3)
  AND ($4::text[] IS NULL OR app_type = ANY ($4))
  AND ($5::text IS NULL OR strpos(lower(name), lower($5)) > 0)`

const values = (tenantId: number, filter: ClientFilter) =>
  [tenantId, filter.is_global ?? null, filter.is_first_party ?? null, filter.app_types ?? null, filter.name_part ?? null]

export const selectClient = (db: Database, tenantId: number, clientId: string): Promise<ClientRow | undefined> =>
  db.maybe<ClientRow>(`SELECT ${columns} FROM clients WHERE tenant_id = $1 AND client_id = $2`, [tenantId, clientId])

/** Held until the end of the transaction: two changes at once must not undo one another. */
export const lockClient = (db: Database, tenantId: number, clientId: string): Promise<ClientRow | undefined> =>
  db.maybe<ClientRow>(`SELECT ${columns} FROM clients WHERE tenant_id = $1 AND client_id = $2 FOR UPDATE`, [tenantId, clientId])

export const selectClients = (db: Database, tenantId: number, filter: ClientFilter, offset: number, limit: number): Promise<ClientRow[]> =>
  db.rows<ClientRow>(
    `SELECT ${columns} FROM clients WHERE ${matching} ORDER BY created_at, client_id OFFSET $6 LIMIT $7`,
    [...values(tenantId, filter), offset, limit],
  )

export const selectClientsAfter = (db: Database, tenantId: number, filter: ClientFilter, after: string, limit: number): Promise<ClientRow[]> =>
  db.rows<ClientRow>(
    `SELECT ${columns} FROM clients WHERE ${matching} AND client_id > $6 COLLATE "C" ORDER BY client_id COLLATE "C" LIMIT $7`,
    [...values(tenantId, filter), after, limit],
  )

export const countClients = async (db: Database, tenantId: number, filter: ClientFilter): Promise<number> =>
  (await db.one<{ count: number }>(`SELECT count(*)::int AS count FROM clients WHERE ${matching}`, values(tenantId, filter))).count

export const insertClient = (db: Database, tenantId: number, row: Omit<ClientRow, 'created_at' | 'updated_at'>): Promise<ClientRow> =>
  db.one<ClientRow>(
    `INSERT INTO clients (tenant_id, client_id, name, app_type, is_first_party, is_global, secret_sealed, body)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING ${columns}`,
    [tenantId, row.client_id, row.name, row.app_type, row.is_first_party, row.is_global, row.secret_sealed, JSON.stringify(row.body)],
  )

export const updateClientRow = (db: Database, tenantId: number, row: Omit<ClientRow, 'created_at' | 'updated_at'>): Promise<ClientRow> =>
  db.one<ClientRow>(
    `UPDATE clients SET name = $3, app_type = $4, is_first_party = $5, secret_sealed = $6, body = $7, updated_at = now()
     WHERE tenant_id = $1 AND client_id = $2 RETURNING ${columns}`,
    [tenantId, row.client_id, row.name, row.app_type, row.is_first_party, row.secret_sealed, JSON.stringify(row.body)],
  )

export const deleteClientRow = (db: Database, tenantId: number, clientId: string): Promise<void> =>
  db.execute('DELETE FROM clients WHERE tenant_id = $1 AND client_id = $2', [tenantId, clientId]).then(() => undefined)

/** Serializes changes of aliases within a tenant, so that two cannot take the same one; another application's alias is found by containment. */
export const aliasTaken = async (db: Database, tenantId: number, clientId: string, aliases: string[]): Promise<boolean> => {
  await db.one('SELECT id FROM tenants WHERE id = $1 FOR NO KEY UPDATE', [tenantId])
  const found = await db.rows(
    `SELECT 1 FROM clients WHERE tenant_id = $1 AND client_id <> $2 AND body->'client_aliases' ?| $3 LIMIT 1`,
    [tenantId, clientId, aliases],
  )
  return found.length > 0
}

/** What `enable_client_connections` means: a new application may use every connection there is. (The rows are those of `resources/connections`.) */
export const enableEveryConnection = (db: Database, tenantId: number, clientId: string): Promise<number> =>
  db.execute(
    'INSERT INTO connection_clients (tenant_id, connection_id, client_id) SELECT tenant_id, id, $2 FROM connections WHERE tenant_id = $1 ON CONFLICT DO NOTHING',
    [tenantId, clientId],
  )

export const oldestNamed = async (db: Database, tenantId: number, name: string): Promise<string | undefined> =>
  (await db.maybe<{ client_id: string }>('SELECT client_id FROM clients WHERE tenant_id = $1 AND name = $2 ORDER BY created_at, client_id LIMIT 1', [tenantId, name]))?.client_id

export const lockFirstByName = async (db: Database, tenantId: number, name: string): Promise<ClientRow | undefined> =>
  (await db.rows<ClientRow>(`SELECT ${columns} FROM clients WHERE tenant_id = $1 AND name = $2 ORDER BY created_at, client_id LIMIT 1 FOR UPDATE`, [tenantId, name]))[0]
