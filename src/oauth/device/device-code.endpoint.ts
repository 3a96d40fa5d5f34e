/** POST /oauth/device/code (RFC 8628 section 3.1). */
import { endpoint, type HttpRequest } from '#kernel/exchange.ts'
import { OAuthError } from '#kernel/problem.ts'
import { digest } from '#platform/crypto/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { answering, apiFor, callerFor, insertRequest, pollInterval } from '../deferred/index.ts'
import type { Parameters } from '../parameters/index.ts'
import { splitScope } from '../policy/index.ts'
import { deviceGrant } from './device.ts'
import { newUserCode, userCodeHash } from './user-code.ts'

/** Seconds. */
const lifetime = 900

export const deviceCodeEndpoint = endpoint<TenantContext>({
  name: 'oauth.deviceCode',
  http: 'POST /oauth/device/code',
  about: 'Gives a device the two codes of the device flow, RFC 8628.',
  authority: 'tenant',
  takesCertificates: true,
  cors: 'clients',
  handle: answering('fdeaz', begin),
})

async function begin(ctx: TenantContext, request: HttpRequest, parameters: Parameters): Promise<Record<string, unknown>> {
  const { client } = await callerFor(ctx, request, parameters, { grant: deviceGrant, confidential: false })
  const api = await apiFor(ctx, client, parameters)
  const deviceCode = ctx.random.token(32)
  const userCode = await stored(ctx, { deviceCode, clientId: client.client_id, audience: api?.identifier, scopes: splitScope(parameters.get('scope')) })
  const page = `${ctx.origin}/activate`
  return {
    device_code: deviceCode,
    user_code: userCode,
    verification_uri: page,
    verification_uri_complete: `${page}?${new URLSearchParams({ user_code: userCode })}`,
    expires_in: lifetime,
    interval: pollInterval,
  }
}

/** Short codes meet now and then; then another is drawn. */
async function stored(ctx: TenantContext, o: { deviceCode: string; clientId: string; audience: string | undefined; scopes: readonly string[] }): Promise<string> {
  const now = ctx.clock.now()
  for (let attempt = 0; attempt < 5; attempt++) {
    const userCode = newUserCode(ctx)
    const row = { kind: 'device' as const, requestHash: digest(o.deviceCode), decisionHash: userCodeHash(userCode), clientId: o.clientId, audience: o.audience, scopes: o.scopes, now, expiresAt: new Date(now.getTime() + lifetime * 1000) }
    if (await insertRequest(ctx.db, ctx.tenant.id, row)) return userCode
  }
  throw new OAuthError(503, 'temporarily_unavailable', 'No free user code was found. Please ask again.', { headers: { 'retry-after': '1' } })
}
