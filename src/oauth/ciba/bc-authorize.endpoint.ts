/** POST /bc-authorize (OpenID CIBA section 7). */
import { endpoint, type HttpReply, type HttpRequest } from '#kernel/exchange.ts'
import { OAuthError } from '#kernel/problem.ts'
import type { Client } from '#resources/clients/index.ts'
import { record } from '#resources/logs/index.ts'
import { findUser, type User } from '#resources/users/index.ts'
import { digest } from '#platform/crypto/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { authenticateClient } from '../client-authentication/index.ts'
import { readParameters, type Parameters } from '../parameters/index.ts'
import { findAudience, namedAudience, refusesPeople, splitScope } from '../policy/index.ts'
import { insertRequest } from './ciba.store.ts'
import { sendLink } from './mail.ts'
import { cibaGrant, pollInterval } from './polling.ts'

const headers = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', pragma: 'no-cache' }
/** Seconds. */
const longestLife = 300
const longestMessage = 64

const invalid = (sentence: string) => new OAuthError(400, 'invalid_request', sentence)

export const bcAuthorizeEndpoint = endpoint<TenantContext>({
  name: 'oauth.bcAuthorize',
  http: 'POST /bc-authorize',
  about: 'Asks a person by e-mail to let an application sign them in, OpenID CIBA.',
  authority: 'tenant',
  takesCertificates: true,
  async handle(request, ctx) {
    const parameters = readParameters(request)
    try {
      return await begin(request, ctx, parameters)
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error
      await record(ctx, { type: 'ciba_start_failed', description: error.description, client_id: parameters.get('client_id'), details: { error: error.error, reason: error.options.detail } })
      return { status: error.status, headers, body: JSON.stringify({ error: error.error, error_description: error.description }) }
    }
  },
})

async function begin(request: HttpRequest, ctx: TenantContext, parameters: Parameters): Promise<HttpReply> {
  const { client, authenticated } = await authenticateClient(ctx, request, parameters)
  if (!authenticated) throw new OAuthError(401, 'invalid_client', 'Client authentication failed', { detail: 'a public application' })
  if (!client.grant_types?.includes(cibaGrant)) throw new OAuthError(403, 'unauthorized_client', `Grant type '${cibaGrant}' not allowed for the client.`)
  const scopes = splitScope(parameters.get('scope'))
  if (!scopes.includes('openid')) throw invalid('openid scope must be requested')
  const bindingMessage = messageOf(parameters.need('binding_message'))
  const life = lifeOf(parameters.get('requested_expiry'))
  if (parameters.get('authorization_details') !== undefined) throw invalid('This server does not support authorization_details for this endpoint.')
  const named = namedAudience(ctx, parameters.get)
  const audience = await findAudience(ctx, named)
  if (audience === 'unknown') throw new OAuthError(403, 'access_denied', `Service not found: ${named}`)
  const api = audience === 'none' ? undefined : audience
  const refusal = await refusesPeople(ctx, client, api)
  if (refusal !== undefined) throw new OAuthError(403, 'access_denied', refusal)
  const user = await personOf(ctx, parameters.need('login_hint'))
  const email = channelTo(client, user)

  const [requestId, link] = [ctx.random.token(32), ctx.random.token(32)]
  const now = ctx.clock.now()
  await insertRequest(ctx.db, ctx.tenant.id, {
    requestHash: digest(requestId), linkHash: digest(link), clientId: client.client_id, userId: user.user_id, audience: api?.identifier, scopes, bindingMessage,
    now, expiresAt: new Date(now.getTime() + life * 1000),
  })
  await sendLink(ctx, { client, email, link, bindingMessage })
  await record(ctx, { type: 'ciba_start_succeeded', description: 'A person was asked by e-mail', client_id: client.client_id, client_name: client.name, user_id: user.user_id, user_name: email })
  return { status: 200, headers, body: JSON.stringify({ auth_req_id: requestId, expires_in: life, interval: pollInterval }) }
}

/** The same words stand on the application's screen and on the person's page, so that the person can tell requests apart (section 7.1). */
function messageOf(text: string): string {
  if (text.length > longestMessage || !/^[\p{L}\p{N} +\-_.,:#]+$/u.test(text)) throw invalid(`binding_message must be up to ${longestMessage} letters, digits and + - _ . , : #`)
  return text
}

function lifeOf(text: string | undefined): number {
  if (text === undefined) return longestLife
  if (!/^\d{1,3}$/.test(text) || Number(text) < 1 || Number(text) > longestLife) throw invalid(`requested_expiry must be between 1 and ${longestLife} seconds`)
  return Number(text)
}

/** `login_hint` is JSON: `{"format":"iss_sub","iss":…,"sub":…}` (RFC 9493 section 3.2.4). */
async function personOf(ctx: TenantContext, hint: string): Promise<User> {
  const parsed = subjectIn(hint)
  if (parsed?.['format'] !== 'iss_sub' || typeof parsed['sub'] !== 'string') throw invalid('login_hint must be JSON of the format iss_sub')
  if (!ctx.origins.some((origin) => parsed['iss'] === `${origin}/`)) throw invalid('login_hint names another issuer')
  const user = parsed['sub'].includes('\0') ? undefined : await findUser(ctx, parsed['sub'])
  if (!user || user.blocked) throw new OAuthError(400, 'unknown_user_id', 'User ID is malformed or unknown')
  return user
}

function subjectIn(hint: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(hint.slice(0, 2000))
    return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

/** E-mail is the one channel there is, and only to an address that is known to be the person's. */
function channelTo(client: Client, user: User): string {
  const channels = client.async_approval_notification_channels
  if (channels && !channels.includes('email')) throw invalid('This server can ask people by e-mail only; the application does not allow that channel.')
  if (user.email === null || !user.email_verified) throw invalid('This person has no confirmed e-mail address to be asked at.')
  return user.email
}
