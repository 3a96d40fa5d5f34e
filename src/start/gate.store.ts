import type { Database } from '#platform/postgres/index.ts'

/** Sessions end and refresh tokens are revoked, in one statement. */
export async function endPresenceOf(db: Database, tenantId: number, userIds: readonly string[]): Promise<void> {
  await db.execute(
    `WITH gone AS (DELETE FROM sessions WHERE tenant_id = $1 AND user_id = ANY ($2))
     UPDATE refresh_families SET revoked_at = now() WHERE tenant_id = $1 AND user_id = ANY ($2) AND revoked_at IS NULL`,
    [tenantId, userIds],
  )
}
