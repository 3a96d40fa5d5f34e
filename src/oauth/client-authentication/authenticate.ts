import { OAuthError } from '#kernel/problem.ts'
import type { HttpRequest } from '#kernel/exchange.ts'
import { findClient, type Client } from '#resources/clients/index.ts'
import { sameSecret } from '#platform/crypto/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { assertionType, checkAssertion, readAssertion, refused as assertionRefused } from './assertion.ts'
import { checkCertificate } from './certificate.ts'
import { methodOf } from './methods.ts'
import { presented, type Presented, type Sent } from './presented.ts'

export type CallingClient = {
  client: Client
  /** False: a public client, identified but not authenticated. */
  authenticated: boolean
}

/** One answer for an unknown client and for a wrong or missing secret, so that ids cannot be tried out. */
const unauthorized = (detail: string) => new OAuthError(401, 'access_denied', 'Unauthorized', { detail })

/**
 * @param request carries the header and the certificate; @param parameters the body.
 * @throws OAuthError 401 `access_denied` (secrets) or `invalid_client` (assertions, certificates); 400 when two ways were tried at once.
 */
export async function authenticateClient(ctx: TenantContext, request: HttpRequest, parameters: Sent): Promise<CallingClient> {
  const shown = presented(request, parameters)
  if (shown.by === 'assertion') return byAssertion(ctx, shown)
  const client = await findClient(ctx, shown.clientId)
  if (!client || client.global) throw unauthorized('unknown client')
  const method = methodOf(client)
  if (method === 'none') {
    if (shown.by === 'secret' && !isItsSecret(client, shown.secret)) throw unauthorized('wrong client secret')
    // A public application's secret is no secret: it proves nothing, even when it is right.
    return { client, authenticated: false }
  }
  if (method === 'tls_client_auth' || method === 'self_signed_tls_client_auth') {
    if (shown.by === 'secret') throw unauthorized(`a secret from an application that uses ${method}`)
    await checkCertificate(ctx, client, method)
    return { client, authenticated: true }
  }
  if (method !== 'secret') throw unauthorized(`the application must use ${method}`)
  if (shown.by !== 'secret') throw unauthorized('missing client secret')
  if (!isItsSecret(client, shown.secret)) throw unauthorized('wrong client secret')
  return { client, authenticated: true }
}

const isItsSecret = (client: Client, secret: string): boolean => client.client_secret !== undefined && client.client_secret !== '' && sameSecret(secret, client.client_secret)

async function byAssertion(ctx: TenantContext, shown: Extract<Presented, { by: 'assertion' }>): Promise<CallingClient> {
  if (shown.type !== assertionType) throw new OAuthError(400, 'invalid_request', `client_assertion_type must be ${assertionType}`)
  const { jws, clientId } = readAssertion(shown.assertion)
  if (shown.clientId !== undefined && shown.clientId !== clientId) throw assertionRefused('client_id names another application')
  const client = await findClient(ctx, clientId)
  if (!client || client.global) throw assertionRefused('unknown client')
  const method = methodOf(client)
  if (method !== 'private_key_jwt' && method !== 'client_secret_jwt') throw assertionRefused(`the application is set up for ${method}`)
  await checkAssertion(ctx, client, jws, method)
  return { client, authenticated: true }
}
