/** Accounts that are linked into others. */
import type { Database } from '#platform/postgres/index.ts'
import type { User } from './user.ts'
import { userColumns } from './users.store.ts'

/** Linked or not, in a fixed order so that two linkings at once cannot wait for one another for ever. */
export function lockAccounts(db: Database, tenantId: number, userIds: readonly string[]): Promise<User[]> {
  return db.rows<User>(
    `SELECT ${userColumns} FROM users WHERE tenant_id = $1 AND user_id = ANY($2::text[]) ORDER BY user_id FOR UPDATE`,
    [tenantId, userIds],
  )
}

/** What hangs on a person who stops standing for themselves; it goes as it would with a deletion. */
const belongings = ['sessions', 'authorization_codes', 'refresh_families', 'grants', 'user_roles', 'user_permissions'] as const

/** The account becomes a door to `primaryId`; `profile` is what it said of itself. */
export async function linkAccount(db: Database, tenantId: number, primaryId: string, secondaryId: string, profile: Record<string, unknown>): Promise<void> {
  for (const table of belongings) await db.execute(`DELETE FROM ${table} WHERE tenant_id = $1 AND user_id = $2`, [tenantId, secondaryId])
  await db.execute(
    `UPDATE users SET linked_to = $3, user_metadata = '{}', app_metadata = '{}' WHERE tenant_id = $1 AND user_id = $2`,
    [tenantId, secondaryId, primaryId],
  )
  await db.execute(
    `UPDATE user_identities SET user_id = $3, profile = $4::jsonb, position = 1 + (
       SELECT max(position) FROM user_identities AS mine WHERE mine.tenant_id = $1 AND mine.user_id = $3)
     WHERE tenant_id = $1 AND user_id = $2`,
    [tenantId, secondaryId, primaryId, JSON.stringify(profile)],
  )
}

/** The account stands for itself again. */
export async function unlinkAccount(db: Database, tenantId: number, primaryId: string, provider: string, identityId: string): Promise<void> {
  const secondaryId = `${provider}|${identityId}`
  await db.execute('UPDATE users SET linked_to = NULL WHERE tenant_id = $1 AND user_id = $2 AND linked_to = $3', [tenantId, secondaryId, primaryId])
  await db.execute(
    `UPDATE user_identities SET user_id = $3, position = 0, profile = '{}'
     WHERE tenant_id = $1 AND user_id = $2 AND provider = $4 AND identity_id = $5`,
    [tenantId, primaryId, secondaryId, provider, identityId],
  )
}

/** What a linked account says of itself has changed. */
export async function updateIdentityProfile(db: Database, tenantId: number, primaryId: string, provider: string, identityId: string, profile: Record<string, unknown>): Promise<void> {
  await db.execute(
    `UPDATE user_identities SET profile = $5::jsonb WHERE tenant_id = $1 AND user_id = $2 AND provider = $3 AND identity_id = $4`,
    [tenantId, primaryId, provider, identityId, JSON.stringify(profile)],
  )
}
