import { noteLogouts, type Initiator } from '#resources/logout-notices/index.ts'
import type { Database } from '#platform/postgres/index.ts'

/**
 * Signs a person out everywhere: sessions, codes under way, refresh tokens. The tables are the protocol engine's; they are written here in one
 * transaction with the new password or the block, which would be worth little if a thief's session outlived it.
 */
export async function endPresence(db: Database, tenantId: number, userId: string, at: Date, why: { initiator: Initiator; issuer: string }): Promise<void> {
  await noteLogouts(db, tenantId, { userId, now: at, ...why })
  await db.execute('DELETE FROM sessions WHERE tenant_id = $1 AND user_id = $2', [tenantId, userId])
  await db.execute('DELETE FROM authorization_codes WHERE tenant_id = $1 AND user_id = $2 AND redeemed_at IS NULL', [tenantId, userId])
  await db.execute('UPDATE refresh_families SET revoked_at = $3 WHERE tenant_id = $1 AND user_id = $2 AND revoked_at IS NULL', [tenantId, userId, at])
}
