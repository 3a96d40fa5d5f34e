import type { LoginNames } from '#connections/protection/index.ts'
import type { Database } from '#platform/postgres/index.ts'

/** Accounts linked into this one: doors to it. */
export const selectDoors = (db: Database, tenantId: number, userId: string): Promise<LoginNames[]> =>
  db.rows<LoginNames>('SELECT connection, email, username, phone_number FROM users WHERE tenant_id = $1 AND linked_to = $2', [tenantId, userId])
