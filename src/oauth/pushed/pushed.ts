import { digest } from '#platform/crypto/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import type { Client } from '#resources/clients/index.ts'
import { tenantSettings } from '#resources/tenants/index.ts'
import * as store from './pushed.store.ts'
import type { PushedParameters } from './pushed.store.ts'

export type { PushedParameters } from './pushed.store.ts'

/** RFC 9126 section 2.2. */
const prefix = 'urn:ietf:params:oauth:request_uri:'
/** Seconds; an application may have another (`par_request_expiry`). */
const lifetime = 30

export const pushedRequestsOn = (ctx: TenantContext): boolean => tenantSettings(ctx).pushed_authorization_requests_supported === true

export const isPushedReference = (uri: string): boolean => uri.startsWith(prefix)

/** Stores a request that has passed its checks. `expiresIn` in seconds. */
export async function keepRequest(ctx: TenantContext, client: Client, parameters: PushedParameters): Promise<{ requestUri: string; expiresIn: number }> {
  const requestUri = `${prefix}${ctx.random.token(32)}`
  const expiresIn = client.par_request_expiry ?? lifetime
  const now = ctx.clock.now()
  await store.insertPushed(ctx.db, ctx.tenant.id, { hash: digest(requestUri), clientId: client.client_id, parameters, now, expiresAt: new Date(now.getTime() + expiresIn * 1000) })
  return { requestUri, expiresIn }
}

/** Consumes it: one caller ever gets the parameters; undefined when unknown, expired, taken, or another application's. */
export async function takeRequest(ctx: TenantContext, requestUri: string, clientId: string): Promise<PushedParameters | undefined> {
  if (requestUri.length > prefix.length + 100) return undefined
  return (await store.deletePushed(ctx.db, ctx.tenant.id, digest(requestUri), clientId, ctx.clock.now()))?.parameters
}
