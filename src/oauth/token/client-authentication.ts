/**
 * Who calls (RFC 6749 section 2.3): `client_secret_basic` or `client_secret_post`, either for every application with a secret;
 * `none` for public ones. Shared by the token and the revocation endpoint.
 */
import { OAuthError } from '#kernel/problem.ts'
import type { HttpRequest } from '#kernel/exchange.ts'
import { findClient, type Client } from '#resources/clients/index.ts'
import { sameSecret } from '#platform/crypto/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import type { Parameters } from './parameters.ts'

export type CallingClient = {
  client: Client
  /** False: a public client, identified but not authenticated. */
  authenticated: boolean
}

/** One answer for an unknown client and for a wrong or missing secret, so that ids cannot be tried out. */
const unauthorized = (detail: string) => new OAuthError(401, 'access_denied', 'Unauthorized', { detail })

export async function authenticateClient(ctx: TenantContext, request: HttpRequest, parameters: Parameters): Promise<CallingClient> {
  const presented = credentials(request, parameters)
  const client = await findClient(ctx, presented.clientId)
  if (!client || client.global) throw unauthorized('unknown client')
  if (presented.secret !== undefined) {
    if (!client.client_secret || !sameSecret(presented.secret, client.client_secret)) throw unauthorized('wrong client secret')
    // A public application's secret is no secret: it proves nothing, even when it is right.
    return { client, authenticated: !isPublic(client) }
  }
  if (!isPublic(client)) throw unauthorized('missing client secret')
  return { client, authenticated: false }
}

export const isPublic = (client: Client): boolean => client.token_endpoint_auth_method === 'none'

function credentials(request: HttpRequest, parameters: Parameters): { clientId: string; secret: string | undefined } {
  const header = request.headers['authorization']
  const secret = parameters.get('client_secret')
  if (header === undefined || !/^basic /i.test(header)) return { clientId: parameters.need('client_id'), secret }
  // Section 2.3: no more than one method in a request.
  if (secret !== undefined) throw new OAuthError(400, 'invalid_request', 'Only one way of client authentication may be used in a request.')
  const basic = decodeBasic(header.slice(6).trim())
  const named = parameters.get('client_id')
  if (!basic || (named !== undefined && named !== basic.clientId)) throw unauthorized('unreadable or contradicting Basic credentials')
  return basic
}

/** Both halves are form-encoded before base64 (section 2.3.1). */
function decodeBasic(value: string): { clientId: string; secret: string } | undefined {
  const text = Buffer.from(value, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  if (colon < 1) return undefined
  try {
    const decode = (half: string) => decodeURIComponent(half.replaceAll('+', ' '))
    const clientId = decode(text.slice(0, colon))
    return clientId.includes('\0') ? undefined : { clientId, secret: decode(text.slice(colon + 1)) }
  } catch {
    return undefined
  }
}
