/**
 * Nonces for DPoP proofs (RFC 9449 section 8): a stretch of time, authenticated with a key of the tenant's. Every worker makes and knows the same,
 * nobody else can make one ahead of time, and nothing is stored.
 */
import { createHmac } from 'node:crypto'
import { tokenKeyRing } from '#resources/keys/index.ts'
import { sameSecret } from '#platform/crypto/index.ts'
import type { TenantContext } from '#platform/context/index.ts'

/** Seconds. A nonce is good for its stretch and the next. */
const stretch = 180

const now = (ctx: TenantContext): number => Math.floor(ctx.clock.seconds() / stretch)

async function nonceOf(ctx: TenantContext, time: number, key?: Buffer): Promise<string> {
  const secret = key ?? (await tokenKeyRing(ctx)).current.key
  return `${time.toString(36)}.${createHmac('sha256', secret).update(`dpop nonce ${time}`).digest('base64url').slice(0, 22)}`
}

export const dpopNonce = (ctx: TenantContext): Promise<string> => nonceOf(ctx, now(ctx))

export async function isNonce(ctx: TenantContext, nonce: string): Promise<boolean> {
  const keys = [...(await tokenKeyRing(ctx)).opening.values()]
  const good = await Promise.all(keys.flatMap((key) => [nonceOf(ctx, now(ctx), key), nonceOf(ctx, now(ctx) - 1, key)]))
  return good.some((each) => sameSecret(each, nonce))
}
