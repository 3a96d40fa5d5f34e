import { digest } from '#platform/crypto/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { poll, type BackchannelRequest } from './ciba.store.ts'

export const cibaGrant = 'urn:openid:params:grant-type:ciba'

/** Seconds between questions of one application. */
export const pollInterval = 5
/** Milliseconds that a punctual question may be early. */
const tolerance = 500

export type PolledBackchannel = 'unknown' | 'pending' | 'too fast' | 'over' | { approved: BackchannelRequest }

/** What the application is told. `over` (denied or expired) and `approved` are said once. */
export async function pollBackchannel(ctx: TenantContext, requestId: string, clientId: string): Promise<PolledBackchannel> {
  const now = ctx.clock.now()
  const row = await poll(ctx.db, ctx.tenant.id, digest(requestId), clientId, now)
  if (!row || row.was === 'finished') return 'unknown'
  if (row.expired || row.was === 'denied') return 'over'
  if (row.was === 'approved') return { approved: row }
  const since = row.polled_before === null ? Infinity : now.getTime() - row.polled_before.getTime()
  return since < pollInterval * 1000 - tolerance ? 'too fast' : 'pending'
}
