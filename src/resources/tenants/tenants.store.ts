import type { Database } from '#platform/postgres/index.ts'

export type NewTenant = { id: number; name: string }

export const insertTenant = (db: Database, row: { name: string; isRoot: boolean; owners: string[] }): Promise<NewTenant> =>
  db.one<NewTenant>('INSERT INTO tenants (name, is_root, owners) VALUES ($1, $2, $3) RETURNING id, name', [row.name, row.isRoot, row.owners])

export const lockSettings = async (db: Database, tenantId: number): Promise<Record<string, unknown>> =>
  (await db.one<{ settings: Record<string, unknown> }>('SELECT settings FROM tenants WHERE id = $1 FOR NO KEY UPDATE', [tenantId])).settings

export const updateSettings = (db: Database, tenantId: number, settings: Record<string, unknown>): Promise<number> =>
  db.execute('UPDATE tenants SET settings = $2, version = version + 1 WHERE id = $1', [tenantId, JSON.stringify(settings)])

export const allTenants = (db: Database): Promise<{ id: number; name: string; is_root: boolean }[]> =>
  db.rows('SELECT id, name, is_root FROM tenants ORDER BY id')
