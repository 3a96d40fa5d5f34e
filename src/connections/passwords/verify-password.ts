import type { TenantContext } from '#platform/context/index.ts'
import { longestPassword } from './check.ts'
import { findPassword, replaceHash } from './passwords.store.ts'

type Ctx = Pick<TenantContext, 'db' | 'tenant' | 'hasher'>

/**
 * Whether this is the user's password. A foreign or outdated hash is replaced at the first success.
 * Without a user, or for one without a password, it spends the time of a verification and says no.
 */
export async function verifyPassword(ctx: Ctx, userId: string | undefined, password: string): Promise<boolean> {
  const stored = userId === undefined ? undefined : await findPassword(ctx, userId)
  return verifyHash(ctx, userId, stored?.hash, password)
}

/** The same where the hash has been read already; undefined: there is none. */
export async function verifyHash(ctx: Ctx, userId: string | undefined, hash: string | undefined, password: string): Promise<boolean> {
  const typed = password.length > longestPassword ? '' : password
  if (userId === undefined || hash === undefined) {
    await ctx.hasher.waste(typed)
    return false
  }
  const { ok, rehash } = await ctx.hasher.verify(hash, typed)
  if (!ok || typed === '') return false
  if (rehash) await replaceHash(ctx, userId, hash, await ctx.hasher.hash(typed))
  return true
}
