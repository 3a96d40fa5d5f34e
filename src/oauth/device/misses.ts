/**
 * Wrong codes from one address: after a few, nothing from there is looked up for a while (RFC 8628 section 5.1).
 * An attempt counts as wrong until it has been right, so that parallel guesses are counted too.
 */
import type { TenantContext } from '#platform/context/index.ts'
import { countAttempt, forgiveAttempt } from './misses.store.ts'

const most = 10
/** Seconds. */
const period = 900

/** False when this address has to wait. */
export async function mayTry(ctx: TenantContext): Promise<boolean> {
  const now = ctx.clock.now()
  return (await countAttempt(ctx.db, ctx.tenant.id, addressOf(ctx), now, new Date(now.getTime() + period * 1000))) <= most
}

export const wasRight = (ctx: TenantContext) => forgiveAttempt(ctx.db, ctx.tenant.id, addressOf(ctx))

/** A subscriber of IPv6 has a /64 to spend. */
function addressOf({ request: { ip } }: TenantContext): string {
  return ip.includes(':') ? `${ip.split(':').slice(0, 4).join(':')}::/64` : ip
}
