import { endpoint, type HttpReply, type HttpRequest } from '#kernel/exchange.ts'
import { OAuthError } from '#kernel/problem.ts'
import { createClient } from '#resources/clients/index.ts'
import { record } from '#resources/logs/index.ts'
import { tenantSettings } from '#resources/tenants/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { readRegistration } from './metadata.ts'

const headers = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', pragma: 'no-cache' }

export const registrationOn = (ctx: TenantContext): boolean => tenantSettings(ctx).flags?.enable_dynamic_client_registration === true

export const registrationEndpoint = endpoint<TenantContext>({
  name: 'oauth.register',
  http: 'POST /oidc/register',
  about: 'Registers an application, RFC 7591, where the tenant allows it.',
  authority: 'tenant',
  cors: 'public',
  async handle(request, ctx) {
    try {
      return await register(request, ctx)
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error
      await record(ctx, { type: 'fapi', description: `Dynamic client registration: ${error.description}` })
      return { status: error.status, headers, body: JSON.stringify({ error: error.error, error_description: error.description }) }
    }
  },
})

async function register(request: HttpRequest, ctx: TenantContext): Promise<HttpReply> {
  if (!registrationOn(ctx)) throw new OAuthError(404, 'endpoint_disabled', 'Dynamic client registration is not enabled for this tenant.')
  if (request.contentType !== 'application/json') throw new OAuthError(400, 'invalid_client_metadata', 'The body must be JSON.')
  const wanted = readRegistration(request.body)
  const isPublic = wanted.token_endpoint_auth_method === 'none'
  const client = await createClient(ctx, {
    name: wanted.client_name,
    app_type: isPublic ? (wanted.application_type === 'native' ? 'native' : 'spa') : 'regular_web',
    is_first_party: false,
    callbacks: wanted.redirect_uris,
    grant_types: wanted.grant_types,
    token_endpoint_auth_method: wanted.token_endpoint_auth_method,
    oidc_conformant: true,
    ...(wanted.logo_uri !== undefined && { logo_uri: wanted.logo_uri }),
    // A public client's refresh tokens rotate (RFC 9700 section 4.14.2).
    ...(isPublic && { refresh_token: { rotation_type: 'rotating', expiration_type: 'expiring' } }),
  })
  await ctx.cache.settled(ctx.tenant.id)
  await record(ctx, { type: 'sapi', description: 'Dynamic client registration', client_id: client.client_id, client_name: client.name })
  const { application_type: _type, ...echoed } = wanted
  const body = {
    client_id: client.client_id,
    ...(!isPublic && { client_secret: client.client_secret, client_secret_expires_at: 0 }),
    client_id_issued_at: ctx.clock.seconds(),
    ...echoed,
  }
  return { status: 201, headers, body: JSON.stringify(body) }
}
