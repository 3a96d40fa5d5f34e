import type { Database } from '#platform/postgres/index.ts'

export type ProviderRow = {
  name: string
  enabled: boolean
  default_from_address: string | null
  credentials_sealed: Uint8Array
  settings: Record<string, unknown>
}

const columns = 'name, enabled, default_from_address, credentials_sealed, settings'

export const selectProvider = (db: Database, tenantId: number): Promise<ProviderRow | undefined> =>
  db.maybe(`SELECT ${columns} FROM email_providers WHERE tenant_id = $1`, [tenantId])

export const lockProvider = (tx: Database, tenantId: number): Promise<ProviderRow | undefined> =>
  tx.maybe(`SELECT ${columns} FROM email_providers WHERE tenant_id = $1 FOR UPDATE`, [tenantId])

const values = (tenantId: number, row: ProviderRow) => [tenantId, row.name, row.enabled, row.default_from_address, row.credentials_sealed, JSON.stringify(row.settings)]

/** Of two at once one is inserted; 0 says that there was one already. */
export const insertProvider = (db: Database, tenantId: number, row: ProviderRow): Promise<number> =>
  db.execute(`INSERT INTO email_providers (tenant_id, ${columns}) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`, values(tenantId, row))

export const updateProvider = (tx: Database, tenantId: number, row: ProviderRow): Promise<number> =>
  tx.execute('UPDATE email_providers SET name = $2, enabled = $3, default_from_address = $4, credentials_sealed = $5, settings = $6 WHERE tenant_id = $1', values(tenantId, row))

export const deleteProvider = (db: Database, tenantId: number): Promise<number> => db.execute('DELETE FROM email_providers WHERE tenant_id = $1', [tenantId])
