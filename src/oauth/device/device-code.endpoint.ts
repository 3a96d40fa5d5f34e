/** POST /oauth/device/code (RFC 8628 section 3.1). */
import { endpoint, type HttpReply, type HttpRequest } from '#kernel/exchange.ts'
import { OAuthError } from '#kernel/problem.ts'
import { record } from '#resources/logs/index.ts'
import { digest } from '#platform/crypto/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { authenticateClient } from '../client-authentication/index.ts'
import { readParameters, type Parameters } from '../parameters/index.ts'
import { findAudience, namedAudience, refusesPeople, splitScope } from '../policy/index.ts'
import { insertRequest } from './device.store.ts'
import { deviceGrant, pollInterval } from './polling.ts'
import { newUserCode, userCodeHash } from './user-code.ts'

/** Seconds. */
const lifetime = 900
const headers = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', pragma: 'no-cache' }

export const deviceCodeEndpoint = endpoint<TenantContext>({
  name: 'oauth.deviceCode',
  http: 'POST /oauth/device/code',
  about: 'Gives a device the two codes of the device flow, RFC 8628.',
  authority: 'tenant',
  takesCertificates: true,
  cors: 'clients',
  async handle(request, ctx) {
    const parameters = readParameters(request)
    try {
      return await begin(request, ctx, parameters)
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error
      await record(ctx, { type: 'fdeaz', description: error.description, client_id: parameters.get('client_id'), details: { error: error.error, reason: error.options.detail } })
      return { status: error.status, headers, body: JSON.stringify({ error: error.error, error_description: error.description }) }
    }
  },
})

async function begin(request: HttpRequest, ctx: TenantContext, parameters: Parameters): Promise<HttpReply> {
  const { client } = await authenticateClient(ctx, request, parameters)
  if (!client.grant_types?.includes(deviceGrant)) throw new OAuthError(403, 'unauthorized_client', `Grant type '${deviceGrant}' not allowed for the client.`)
  const named = namedAudience(ctx, parameters.get)
  const audience = await findAudience(ctx, named)
  if (audience === 'unknown') throw new OAuthError(403, 'access_denied', `Service not found: ${named}`)
  const api = audience === 'none' ? undefined : audience
  const refusal = await refusesPeople(ctx, client, api)
  if (refusal !== undefined) throw new OAuthError(403, 'access_denied', refusal)

  const deviceCode = ctx.random.token(32)
  const userCode = await stored(ctx, { deviceCode, clientId: client.client_id, audience: api?.identifier, scopes: splitScope(parameters.get('scope')) })
  const page = `${ctx.origin}/activate`
  const body = {
    device_code: deviceCode,
    user_code: userCode,
    verification_uri: page,
    verification_uri_complete: `${page}?${new URLSearchParams({ user_code: userCode })}`,
    expires_in: lifetime,
    interval: pollInterval,
  }
  return { status: 200, headers, body: JSON.stringify(body) }
}

/** Short codes meet now and then; then another is drawn. */
async function stored(ctx: TenantContext, o: { deviceCode: string; clientId: string; audience: string | undefined; scopes: readonly string[] }): Promise<string> {
  const now = ctx.clock.now()
  for (let attempt = 0; attempt < 5; attempt++) {
    const userCode = newUserCode(ctx)
    const row = { deviceHash: digest(o.deviceCode), userCodeHash: userCodeHash(userCode), clientId: o.clientId, audience: o.audience, scopes: o.scopes, now, expiresAt: new Date(now.getTime() + lifetime * 1000) }
    if (await insertRequest(ctx.db, ctx.tenant.id, row)) return userCode
  }
  throw new OAuthError(503, 'temporarily_unavailable', 'No free user code was found. Please ask again.', { headers: { 'retry-after': '1' } })
}
