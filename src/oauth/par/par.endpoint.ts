import { endpoint, type HttpReply, type HttpRequest } from '#kernel/exchange.ts'
import { OAuthError } from '#kernel/problem.ts'
import { record } from '#resources/logs/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { considerPushed, knownParameters } from '../authorize/index.ts'
import { authenticateClient } from '../client-authentication/index.ts'
import { readParameters, type Parameters } from '../parameters/index.ts'
import { proofIn } from '../possession/index.ts'
import { keepRequest, pushedRequestsOn } from '../pushed/index.ts'

const headers = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' }

export const parEndpoint = endpoint<TenantContext>({
  name: 'oauth.par',
  http: 'POST /oauth/par',
  about: 'Takes an authorization request from the application itself, RFC 9126.',
  authority: 'tenant',
  takesCertificates: true,
  cors: 'clients',
  async handle(request, ctx): Promise<HttpReply> {
    try {
      const { requestUri, expiresIn } = await push(request, ctx)
      return { status: 201, headers, body: JSON.stringify({ request_uri: requestUri, expires_in: expiresIn }) }
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error
      return { status: error.status, headers: { ...headers, ...error.options.headers }, body: JSON.stringify({ error: error.error, error_description: error.description }) }
    }
  },
})

async function push(request: HttpRequest, ctx: TenantContext): Promise<{ requestUri: string; expiresIn: number }> {
  if (!pushedRequestsOn(ctx)) throw new OAuthError(404, 'endpoint_disabled', 'Pushed authorization requests are not enabled for this tenant.')
  const parameters = readParameters(request)
  try {
    const { client, authenticated } = await authenticateClient(ctx, request, parameters)
    // The push proves who asks; a client without credentials would prove nothing (section 2).
    if (!authenticated) throw new OAuthError(401, 'invalid_client', 'Client authentication is required to push an authorization request.')
    if (parameters.get('request_uri') !== undefined) throw new OAuthError(400, 'invalid_request', 'A pushed authorization request must not contain request_uri.')
    const sent = Object.fromEntries(knownParameters.map((name) => [name, parameters.get(name)]))
    return await keepRequest(ctx, client, bound(await considerPushed(ctx, client, sent), await proofIn(ctx, request, { client })))
  } catch (error) {
    if (error instanceof OAuthError) await failure(ctx, parameters, error)
    throw error
  }
}

/** RFC 9449 section 10.1: a proof at this endpoint says which key the code is for. */
function bound(stored: Record<string, unknown>, jkt: string | undefined): Record<string, unknown> {
  if (jkt === undefined) return stored
  if (stored['dpop_jkt'] !== undefined && stored['dpop_jkt'] !== jkt) throw new OAuthError(400, 'invalid_dpop_proof', 'The DPoP proof is by another key than dpop_jkt.')
  return { ...stored, dpop_jkt: jkt }
}

const failure = (ctx: TenantContext, parameters: Parameters, error: OAuthError) =>
  record(ctx, { type: 'fpar', description: error.description, client_id: parameters.get('client_id'), details: { error: error.error, reason: error.options.detail } })
