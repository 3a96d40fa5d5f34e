import type { TenantContext } from '#platform/context/index.ts'
import { longestPassword } from './check.ts'
import { findPassword, replaceHash } from './passwords.store.ts'

/**
 * Whether this is the user's password. A foreign or outdated hash is replaced at the first success.
 * Without a user, or for one without a password, it spends the time of a verification and says no.
 */
export async function verifyPassword(ctx: Pick<TenantContext, 'db' | 'tenant' | 'hasher'>, userId: string | undefined, password: string): Promise<boolean> {
  const typed = password.length > longestPassword ? '' : password
  const stored = userId === undefined ? undefined : await findPassword(ctx, userId)
  if (userId === undefined || !stored) {
    await ctx.hasher.waste(typed)
    return false
  }
  const { ok, rehash } = await ctx.hasher.verify(stored.hash, typed)
  if (!ok || typed === '') return false
  if (rehash) await replaceHash(ctx, userId, stored.hash, await ctx.hasher.hash(typed))
  return true
}
