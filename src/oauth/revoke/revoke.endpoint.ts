/** RFC 7009: an application gives a refresh token back. Access tokens end by themselves. */
import { endpoint, type HttpReply, type HttpRequest } from '#kernel/exchange.ts'
import { OAuthError } from '#kernel/problem.ts'
import { record } from '#resources/logs/index.ts'
import { tenantSettings } from '#resources/tenants/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { revokeToken } from '../refresh/index.ts'
import { authenticateClient, readParameters } from '../token/index.ts'

const headers = { 'content-type': 'application/json', 'cache-control': 'no-store', pragma: 'no-cache' }

export const revokeEndpoint = endpoint<TenantContext>({
  name: 'oauth.revoke',
  http: 'POST /oauth/revoke',
  about: 'Revokes a refresh token, RFC 7009.',
  authority: 'tenant',
  takesCertificates: true,
  cors: 'clients',
  async handle(request, ctx) {
    try {
      return await revoke(request, ctx)
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error
      return { status: error.status, headers, body: JSON.stringify({ error: error.error, error_description: error.description }) }
    }
  },
})

async function revoke(request: HttpRequest, ctx: TenantContext): Promise<HttpReply> {
  const parameters = readParameters(request)
  const token = parameters.need('token')
  const { client } = await authenticated(request, ctx, parameters)
  const all = tenantSettings(ctx).flags?.revoke_refresh_token_grant === true
  const family = await revokeToken(ctx, client, token, all)
  if (family) {
    await record(ctx, { type: 'srrt', description: 'Successfully revoked a refresh token', client_id: client.client_id, client_name: client.name, user_id: family.user_id, audience: family.audience ?? undefined, details: { family: family.id } })
  }
  // Section 2.2: an unknown token is as good as revoked, and says nothing about whose it was.
  return { status: 200, headers }
}

/** Here the documented answer is `invalid_client`. */
async function authenticated(request: HttpRequest, ctx: TenantContext, parameters: ReturnType<typeof readParameters>): ReturnType<typeof authenticateClient> {
  try {
    return await authenticateClient(ctx, request, parameters)
  } catch (error) {
    if (error instanceof OAuthError && error.status === 401) throw new OAuthError(401, 'invalid_client', 'Client authentication failed', { detail: error.options.detail ?? '' })
    throw error
  }
}
