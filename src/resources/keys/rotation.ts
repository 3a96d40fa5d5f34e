/**
 * Changing keys without anybody noticing. The next key has been published, and is verified with, since long before it signs; the former one
 * goes on verifying until it is revoked. So a worker that has not heard of a rotation yet signs and verifies as validly as one that has.
 */
import type { ApiContext } from '#platform/context/index.ts'
import { isSigningAlgorithm } from './algorithms.ts'
import { makeSigningKey } from './creation.ts'
import { KeyInUse, KeyNotFound } from './keys.contract.ts'
import { insertSigningKey } from './keys.store.ts'
import { algorithmsInUse, keyNamed, lockKeys, promoteNext, revokeKeyRow, type KeyName } from './rotation.store.ts'

type Context = Pick<ApiContext, 'db' | 'tenant' | 'clock' | 'random' | 'secrets'>

/** Rotates the keys of every algorithm in use, and says which RS256 key will sign after the next rotation. */
export async function rotateKeys(ctx: Context): Promise<Pick<KeyName, 'kid' | 'certificate'>> {
  // Made before the lock is taken: it takes a good part of a second.
  const used = await algorithmsInUse(ctx.db, ctx.tenant.id)
  const nexts = await Promise.all(used.filter(isSigningAlgorithm).map((algorithm) => makeSigningKey(ctx, 'next', ctx.tenant.name, algorithm)))
  await ctx.db.transaction(async (tx) => {
    await lockKeys(tx, ctx.tenant.id)
    for (const next of nexts) {
      const promoted = await promoteNext(tx, ctx.tenant.id, next.algorithm, ctx.clock.now())
      if (!promoted) throw new Error(`Tenant ${ctx.tenant.name} has no next ${next.algorithm} signing key to rotate to.`)
      await insertSigningKey(tx, ctx.tenant.id, next)
    }
  })
  return nexts.find(({ algorithm }) => algorithm === 'RS256')!
}

/** Throws KeyNotFound or, for the current and the next key, KeyInUse. What is revoked already stays so. */
export async function revokeKey(ctx: Context, kid: string): Promise<KeyName> {
  return ctx.db.transaction(async (tx) => {
    await lockKeys(tx, ctx.tenant.id)
    const key = await keyNamed(tx, ctx.tenant.id, kid)
    if (!key) throw KeyNotFound()
    if (key.state === 'current' || key.state === 'next') throw KeyInUse()
    await revokeKeyRow(tx, ctx.tenant.id, kid, ctx.clock.now())
    return key
  })
}
