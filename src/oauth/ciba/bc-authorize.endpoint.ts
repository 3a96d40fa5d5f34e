/** POST /bc-authorize (OpenID CIBA section 7). */
import { endpoint, type HttpRequest } from '#kernel/exchange.ts'
import { OAuthError } from '#kernel/problem.ts'
import type { Client } from '#resources/clients/index.ts'
import { record } from '#resources/logs/index.ts'
import { findUser, type User } from '#resources/users/index.ts'
import { digest } from '#platform/crypto/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { answering, apiFor, callerFor, insertRequest, pollInterval } from '../deferred/index.ts'
import { DetailsRefused, readDetails, type AuthorizationDetail } from '../authorization-details/index.ts'
import type { Parameters } from '../parameters/index.ts'
import { splitScope, type Audience } from '../policy/index.ts'
import { cibaGrant } from './ciba.ts'
import { sendLink } from './mail.ts'

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
  handle: answering('ciba_start_failed', begin),
})

async function begin(ctx: TenantContext, request: HttpRequest, parameters: Parameters): Promise<Record<string, unknown>> {
  const { client } = await callerFor(ctx, request, parameters, { grant: cibaGrant, confidential: true })
  const scopes = splitScope(parameters.get('scope'))
  if (!scopes.includes('openid')) throw invalid('openid scope must be requested')
  const bindingMessage = messageOf(parameters.need('binding_message'))
  const life = lifeOf(parameters.get('requested_expiry'))
  const api = await apiFor(ctx, client, parameters)
  const details = detailsOf(parameters.get('authorization_details'), api)
  const user = await personOf(ctx, parameters.need('login_hint'))
  const email = channelTo(client, user)

  const [requestId, link] = [ctx.random.token(32), ctx.random.token(32)]
  const now = ctx.clock.now()
  await insertRequest(ctx.db, ctx.tenant.id, {
    kind: 'ciba', requestHash: digest(requestId), decisionHash: digest(link), clientId: client.client_id, userId: user.user_id, audience: api?.identifier, scopes, bindingMessage,
    data: details.length > 0 ? { details } : {}, now, expiresAt: new Date(now.getTime() + life * 1000),
  })
  await sendLink(ctx, { client, email, link, bindingMessage })
  await record(ctx, { type: 'ciba_start_succeeded', description: 'A person was asked by e-mail', client_id: client.client_id, client_name: client.name, user_id: user.user_id, user_name: email })
  return { auth_req_id: requestId, expires_in: life, interval: pollInterval }
}

function detailsOf(text: string | undefined, api: Audience | undefined): AuthorizationDetail[] {
  try {
    return readDetails(text, api)
  } catch (error) {
    throw error instanceof DetailsRefused ? new OAuthError(400, 'invalid_authorization_details', error.message) : error
  }
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
