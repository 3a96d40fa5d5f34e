import type { Database } from '#platform/postgres/index.ts'
import type { ProtectionName } from './attack-protection.schema.ts'

export type Stored = Record<string, unknown>

export const selectProtection = (db: Database, tenantId: number): Promise<{ name: ProtectionName; settings: Stored }[]> =>
  db.rows('SELECT name, settings FROM attack_protection WHERE tenant_id = $1', [tenantId])

/** Makes the row when there is none, so that two changes at once follow one another. */
export const lockProtection = async (db: Database, tenantId: number, name: ProtectionName): Promise<Stored> => {
  await db.execute('INSERT INTO attack_protection (tenant_id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING', [tenantId, name])
  const { settings } = await db.one<{ settings: Stored }>('SELECT settings FROM attack_protection WHERE tenant_id = $1 AND name = $2 FOR UPDATE', [tenantId, name])
  return settings
}

export const updateProtection = (db: Database, tenantId: number, name: ProtectionName, settings: Stored): Promise<number> =>
  db.execute('UPDATE attack_protection SET settings = $3 WHERE tenant_id = $1 AND name = $2', [tenantId, name, JSON.stringify(settings)])
