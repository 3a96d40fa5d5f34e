/** Access tokens: opaque for /userinfo alone, a JWT in the API's dialect otherwise (RFC 9068 where the API asks for it). */
import { isSigningAlgorithm, signJwt } from '#resources/keys/index.ts'
import type { Client } from '#resources/clients/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import type { Binding } from '../possession/index.ts'
import { joinScope, type Audience } from '../policy/index.ts'
import { encrypted } from './encryption.ts'
import { signWithSecret } from './hs256.ts'
import { sealOpaque } from './opaque.ts'

export type AccessTokenOrder = {
  client: Client
  /** `sub`: a user id, or `<client id>@clients`. */
  subject: string
  audience: Audience | undefined
  scopes: readonly string[]
  permissions?: readonly string[] | undefined
  /** How the token was come by; absent for the code flow. */
  gty?: string | readonly string[] | undefined
  /** `web`: through the browser's front channel (implicit, hybrid). */
  flow?: 'web' | 'back'
  sessionId?: string | undefined
  /** `cnf`. */
  binding?: Binding | undefined
  /** `authorization_details` (RFC 9396 section 9.1). */
  details?: readonly Record<string, unknown>[] | undefined
  /** `act`: who acts for the subject (RFC 8693 section 4.1). */
  actor?: Record<string, unknown> | undefined
  /** Seconds since the epoch: the token ends then at the latest. */
  notAfter?: number | undefined
}

export type AccessToken = { token: string; expiresIn: number }

/** Seconds; of tokens for /userinfo alone. */
const userinfoLifetime = { back: 86_400, web: 7_200 }

export async function accessToken(ctx: TenantContext, order: AccessTokenOrder): Promise<AccessToken> {
  const { audience, client, scopes } = order
  const flow = order.flow ?? 'back'
  const iat = ctx.clock.seconds()
  const userinfo = `${ctx.issuer}userinfo`
  const openid = scopes.includes('openid')
  const base = { iss: ctx.issuer, sub: order.subject, ...(order.binding && { cnf: order.binding }) }
  const scope = scopes.length > 0 ? { scope: joinScope(scopes) } : {}

  if (!audience) {
    const expiresIn = userinfoLifetime[flow]
    return { expiresIn, token: await sealOpaque(ctx, { ...base, aud: [userinfo], iat, exp: iat + expiresIn, azp: client.client_id, ...scope, sid: order.sessionId }) }
  }

  const { api } = audience
  const lifetime = (flow === 'web' ? api.token_lifetime_for_web : api.token_lifetime) ?? userinfoLifetime[flow]
  const expiresIn = Math.min(lifetime, (order.notAfter ?? Infinity) - iat)
  const symmetric = api.signing_alg === 'HS256'
  const rfc9068 = (api.token_dialect ?? '').startsWith('rfc9068_profile')
  const claims = {
    ...base,
    // What only the API can read says nothing to /userinfo.
    aud: openid && !symmetric && !api.token_encryption ? [audience.identifier, userinfo] : audience.identifier,
    iat,
    exp: iat + expiresIn,
    ...scope,
    ...(rfc9068 ? { jti: ctx.random.token(16), client_id: client.client_id } : { ...(order.gty !== undefined && { gty: order.gty }), azp: client.client_id }),
    ...(order.permissions && { permissions: order.permissions }),
    ...((order.details ?? []).length > 0 && { authorization_details: order.details }),
    ...(order.actor && { act: order.actor }),
  }
  const header = { typ: rfc9068 ? 'at+jwt' : 'JWT' }
  const token = await signed()
  return { expiresIn, token: api.token_encryption ? encrypted(ctx, token, api.token_encryption) : token }

  async function signed(): Promise<string> {
    if (!symmetric) return signJwt(ctx, { alg: isSigningAlgorithm(api.signing_alg) ? api.signing_alg : 'RS256', header, claims })
    if (!api.signing_secret) throw new Error(`The API ${api.identifier} is to be signed with HS256 and has no secret.`)
    return signWithSecret(api.signing_secret, header, claims)
  }
}
