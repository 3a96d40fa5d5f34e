import { findClient, type Client } from '#resources/clients/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { decide, pendingRequest, type DeferredRequest, type Way } from './deferred.store.ts'

/** The request that a person's way leads to, as long as nobody has decided it. */
export async function findPending(ctx: TenantContext, way: Way): Promise<{ asked: DeferredRequest; client: Client } | undefined> {
  const asked = await pendingRequest(ctx.db, ctx.tenant.id, way, ctx.clock.now())
  const client = asked && (await findClient(ctx, asked.client_id))
  return asked && client && { asked, client }
}

/** The person said no; true for the one whose word counted. */
export const denied = (ctx: TenantContext, way: Way): Promise<boolean> => decide(ctx.db, ctx.tenant.id, way, ctx.clock.now(), { state: 'denied' })
