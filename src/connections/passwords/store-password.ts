import type { TenantContext } from '#platform/context/index.ts'
import type { Bag } from './bag.ts'
import { checkPasswordPolicy } from './check.ts'
import { putPassword } from './passwords.store.ts'
import { policyOf, type PasswordConnection } from './policy.ts'

type Ctx = Pick<TenantContext, 'db' | 'tenant' | 'hasher' | 'clock'>

/**
 * Checks the policy and stores the password of a user who exists. Inside a caller's transaction, give a `ctx` whose `db` is the transaction.
 * Throws `PasswordRefused`. Does not end sessions; `setPassword` of `connections/database` does.
 */
export async function storePassword(ctx: Ctx, connection: PasswordConnection, userId: string, password: string, person?: Bag): Promise<void> {
  await checkPasswordPolicy(ctx, connection, password, { person, userId })
  await storePasswordHash(ctx, connection, userId, await ctx.hasher.hash(password))
}

/** Stores a hash as it is: argon2 or bcrypt (`custom_password_hash`). No policy can be checked. */
export async function storePasswordHash(ctx: Ctx, connection: PasswordConnection, userId: string, hash: string): Promise<void> {
  await putPassword(ctx, userId, hash, policyOf(connection).history, ctx.clock.now())
}
