/**
 * RFC 6749 section 4.3, for applications that may still have it (RFC 9700 section 2.4 advises against): the tenant's default directory,
 * or with the `password-realm` extension the connection named.
 */
import { OAuthError } from '#kernel/problem.ts'
import { authenticate, isDatabase } from '#connections/database/index.ts'
import { connectionsOfClient, findConnection, type Connection } from '#resources/connections/index.ts'
import type { Client } from '#resources/clients/index.ts'
import { tenantSettings } from '#resources/tenants/index.ts'
import { recordLogin } from '#resources/users/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { findAudience, namedAudience, offlineAllowed, splitScope } from '../../policy/index.ts'
import type { Grant, Proof, TokenRequest } from '../grant.ts'
import { atPersonsAddress } from '../persons-address.ts'

const realmGrant = 'http://auth0.com/oauth/grant-type/password-realm'

/** As documented; whether there is such an account they do not tell. */
const guessedText =
  "Your account has been blocked after multiple consecutive login attempts. We've sent you a notification via your preferred contact method with instructions on how to unblock it."
const throttledText = 'We have detected suspicious login behavior and further attempts will be blocked. Please contact the administrator.'

export const password: Grant = {
  type: 'password',
  events: { success: 'sepft', failure: 'fepft' },
  about: 'Password for Access Token',
  async prove(ctx, request) {
    const directory = tenantSettings(ctx).default_directory
    if (!directory) throw new OAuthError(403, 'server_error', 'Authorization server not configured with default connection.')
    return byPassword(ctx, request, directory)
  },
}

export const passwordRealm: Grant = {
  ...password,
  type: realmGrant,
  prove: (ctx, request) => byPassword(ctx, request, request.parameters.need('realm')),
}

async function byPassword(called: TenantContext, request: TokenRequest, realm: string): Promise<Proof> {
  const ctx = atPersonsAddress(called, request)
  const { client, parameters } = request
  const identifier = parameters.need('username')
  const secret = parameters.need('password')
  const connection = await connectionFor(ctx, client, realm)
  const named = namedAudience(ctx, parameters.get)
  const audience = await findAudience(ctx, named)
  if (audience === 'unknown') throw new OAuthError(403, 'access_denied', `Service not found: ${named}`)
  const outcome = await authenticate(ctx, connection, { identifier, password: secret, client })
  if ('failure' in outcome) {
    if (outcome.failure === 'blocked') throw new OAuthError(403, 'unauthorized', 'user is blocked')
    if (outcome.failure === 'guessed') throw new OAuthError(429, 'too_many_attempts', guessedText)
    if (outcome.failure === 'throttled') throw new OAuthError(429, 'too_many_attempts', throttledText)
    throw new OAuthError(403, 'invalid_grant', 'Wrong email or password.')
  }
  await recordLogin(ctx, outcome.user.user_id, ctx.request.ip)
  const api = audience === 'none' ? undefined : audience
  const asked = parameters.get('scope')
  return {
    for: 'person',
    user: outcome.user,
    connection: connection.name,
    audience: api,
    asked: asked === undefined ? ['openid', 'profile', 'email', 'address', 'phone', ...(offlineAllowed(client, api) ? ['offline_access'] : [])] : splitScope(asked),
    gty: 'password',
    amr: ['pwd'],
    refresh: { kind: 'begin', familyId: ctx.random.token(18) },
  }
}

async function connectionFor(ctx: TenantContext, client: Client, realm: string): Promise<Connection> {
  const [connection, enabled] = await Promise.all([findConnection(ctx, realm), connectionsOfClient(ctx, client.client_id)])
  const usable = enabled.find((each) => isDatabase(each) && (each.id === connection?.id || (each.realms ?? []).includes(realm)))
  // One answer for a realm that does not exist and for one that this application may not use.
  if (!usable) throw new OAuthError(400, 'invalid_request', `Unknown realm ${realm}.`)
  return usable
}
