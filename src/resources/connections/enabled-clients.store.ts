import type { Database } from '#platform/postgres/index.ts'

/** Those of the list that are applications of the tenant. */
export const existingClients = async (db: Database, tenantId: number, clientIds: string[]): Promise<string[]> =>
  (await db.rows<{ client_id: string }>('SELECT client_id FROM clients WHERE tenant_id = $1 AND client_id = ANY ($2)', [tenantId, clientIds]))
    .map((row) => row.client_id)

export const enableClients = (db: Database, tenantId: number, connectionId: string, clientIds: string[]): Promise<number> =>
  db.execute(
    `INSERT INTO connection_clients (tenant_id, connection_id, client_id)
     SELECT $1, $2, client_id FROM clients WHERE tenant_id = $1 AND client_id = ANY ($3) ON CONFLICT DO NOTHING`,
    [tenantId, connectionId, clientIds],
  )

export const disableClients = (db: Database, tenantId: number, connectionId: string, clientIds: string[]): Promise<number> =>
  db.execute('DELETE FROM connection_clients WHERE tenant_id = $1 AND connection_id = $2 AND client_id = ANY ($3)', [tenantId, connectionId, clientIds])

export const disableOtherClients = (db: Database, tenantId: number, connectionId: string, keep: string[]): Promise<number> =>
  db.execute('DELETE FROM connection_clients WHERE tenant_id = $1 AND connection_id = $2 AND client_id <> ALL ($3)', [tenantId, connectionId, keep])

export const selectEnabledAfter = (db: Database, tenantId: number, connectionId: string, after: string, limit: number): Promise<{ client_id: string }[]> =>
  db.rows<{ client_id: string }>(
    `SELECT client_id FROM connection_clients WHERE tenant_id = $1 AND connection_id = $2 AND client_id > $3 COLLATE "C"
     ORDER BY client_id COLLATE "C" LIMIT $4`,
    [tenantId, connectionId, after, limit],
  )
