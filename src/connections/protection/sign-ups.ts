import type { TenantContext } from '#platform/context/index.ts'
import { protectionOf } from '#resources/attack-protection/index.ts'
import { takeFrom, type Bucket } from './attempts.store.ts'
import { networkOf } from './network.ts'
import { refusedAddress, type Asking } from './refusals.ts'

/**
 * Counts an attempt to sign up, whatever becomes of it. False, after recording `limit_mu`, when the address has had its share; where the
 * tenant does not want that to block, it is counted only.
 */
export async function admitSignUp(ctx: TenantContext, asking: Asking): Promise<boolean> {
  const { throttling } = await protectionOf(ctx)
  if (!throttling.enabled || throttling.allowed(ctx.request.ip)) return true
  const { max_attempts: max, rate } = throttling.stage['pre-user-registration']
  const bucket: Bucket = { stage: 'pre-user-registration', network: networkOf(ctx.request.ip), max, rate }
  if (await takeFrom(ctx, bucket, ctx.clock.now(), !throttling.shields.includes('block'))) return true
  await refusedAddress(ctx, bucket.stage, asking)
  return false
}
