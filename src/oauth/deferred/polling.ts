import { digest } from '#platform/crypto/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { poll, type DeferredKind, type DeferredRequest } from './deferred.store.ts'

/** Seconds between questions of one application. */
export const pollInterval = 5
/** Milliseconds that a punctual question may be early: networks do not keep time. */
const tolerance = 500

export type Polled = 'unknown' | 'pending' | 'too fast' | 'expired' | 'denied' | { approved: DeferredRequest & { user_id: string } }

/** What the application is told. `expired`, `denied` and `approved` are said once; afterwards the request is unknown. */
export async function pollDeferred(ctx: TenantContext, kind: DeferredKind, requestId: string, clientId: string): Promise<Polled> {
  const now = ctx.clock.now()
  const row = await poll(ctx.db, ctx.tenant.id, kind, digest(requestId), clientId, now)
  if (!row || row.was === 'finished') return 'unknown'
  if (row.expired) return 'expired'
  if (row.was === 'denied') return 'denied'
  if (row.was === 'approved') return row.user_id === null ? 'unknown' : { approved: { ...row, user_id: row.user_id } }
  const since = row.polled_before === null ? Infinity : now.getTime() - row.polled_before.getTime()
  return since < pollInterval * 1000 - tolerance ? 'too fast' : 'pending'
}
