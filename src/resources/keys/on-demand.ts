/** Keys for algorithms other than RS256, made when somebody first wants one: a current and a next, as a new tenant has them for RS256. */
import type { TenantContext } from '#platform/context/index.ts'
import type { SigningAlgorithm } from './algorithms.ts'
import { makeSigningKey } from './creation.ts'
import { keyRing, type KeyContext, type SigningKey } from './key-ring.ts'
import { insertSigningKeyOnce } from './keys.store.ts'

export type OnDemandContext = KeyContext & Pick<TenantContext, 'random' | 'clock'>

/** The current key for the algorithm; of workers that make one at the same time all use the one that was stored first. */
export async function signingKeyFor(ctx: OnDemandContext, algorithm: SigningAlgorithm): Promise<SigningKey> {
  const known = (await keyRing(ctx)).currents.get(algorithm)
  if (known) return known
  await ensureSigningKey(ctx, algorithm)
  const made = (await keyRing(ctx)).currents.get(algorithm)
  if (!made) throw new Error(`Tenant ${ctx.tenant.name} has no ${algorithm} key although one was made.`)
  return made
}

/** To be called when an API or application is set to the algorithm, so that the key is published before it signs. */
export async function ensureSigningKey(ctx: OnDemandContext, algorithm: SigningAlgorithm): Promise<void> {
  if ((await keyRing(ctx)).currents.has(algorithm)) return
  for (const state of ['current', 'next'] as const) {
    await insertSigningKeyOnce(ctx.db, ctx.tenant.id, await makeSigningKey(ctx, state, ctx.tenant.name, algorithm))
  }
  await ctx.cache.settled(ctx.tenant.id)
}
