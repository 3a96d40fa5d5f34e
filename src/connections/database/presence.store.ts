import { noteLogouts } from '#resources/logout-notices/index.ts'
import type { TenantContext } from '#platform/context/index.ts'

/**
 * Signs a person out everywhere: sessions, codes under way and what was granted for longer. Tables of the protocol engine, written here in one
 * transaction with the new password, because a password change that leaves the thief's session alive would be worth little.
 */
export async function endPresence(ctx: Pick<TenantContext, 'db' | 'tenant' | 'issuer'>, userId: string, at: Date): Promise<void> {
  const of = [ctx.tenant.id, userId]
  await noteLogouts(ctx.db, ctx.tenant.id, { userId, initiator: 'password-changed', issuer: ctx.issuer, now: at })
  await ctx.db.execute('DELETE FROM sessions WHERE tenant_id = $1 AND user_id = $2', of)
  await ctx.db.execute('DELETE FROM authorization_codes WHERE tenant_id = $1 AND user_id = $2 AND redeemed_at IS NULL', of)
  await ctx.db.execute('UPDATE refresh_families SET revoked_at = $3 WHERE tenant_id = $1 AND user_id = $2 AND revoked_at IS NULL', [...of, at])
}
