/** ID tokens (OpenID Connect Core section 2). */
import { createHash } from 'node:crypto'
import { signJwt } from '#resources/keys/index.ts'
import type { Client } from '#resources/clients/index.ts'
import type { User } from '#resources/users/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { signingAlgorithmOf } from '../profile/index.ts'
import { claimsFor } from './claims.ts'
import { signWithSecret } from './hs256.ts'

export type IdTokenOrder = {
  client: Client
  user: User
  scopes: readonly string[]
  nonce?: string | undefined
  /** Seconds since the epoch; only when the request carried max_age. */
  authTime?: number | undefined
  sessionId?: string | undefined
  amr?: readonly string[] | undefined
  /** Values handed out beside the ID token through the browser: their hashes bind them to it (sections 3.2.2.9 and 3.3.2.10). */
  beside?: { accessToken?: string | undefined; code?: string | undefined } | undefined
}

const defaultLifetime = 36_000

export async function idToken(ctx: TenantContext, order: IdTokenOrder): Promise<string> {
  const { client } = order
  const iat = ctx.clock.seconds()
  const mfa = order.amr?.includes('mfa')
  const claims = {
    ...claimsFor(order.user, order.scopes),
    iss: ctx.issuer,
    aud: client.client_id,
    sub: order.user.user_id,
    iat,
    exp: iat + (client.jwt_configuration?.lifetime_in_seconds ?? defaultLifetime),
    ...(order.authTime !== undefined && { auth_time: order.authTime }),
    ...(order.sessionId !== undefined && { sid: order.sessionId }),
    ...(order.beside?.accessToken !== undefined && { at_hash: halfHash(client, order.beside.accessToken) }),
    ...(order.beside?.code !== undefined && { c_hash: halfHash(client, order.beside.code) }),
    ...(mfa && { amr: ['mfa'], acr: 'http://schemas.openid.net/pape/policies/2007/06/multi-factor' }),
    ...(order.nonce !== undefined && { nonce: order.nonce }),
  }
  const alg = signingAlgorithmOf(client)
  return alg === 'HS256' && client.client_secret
    // Secrets of old applications are base64 text of the bytes that sign.
    ? signWithSecret(client.jwt_configuration?.secret_encoded ? Buffer.from(client.client_secret, 'base64') : client.client_secret, {}, claims)
    : signJwt(ctx, { alg: alg === 'HS256' ? 'RS256' : alg, claims })
}

/** The left half of the hash that the signature uses, in base64url. */
function halfHash(client: Client, value: string): string {
  const hash = createHash(signingAlgorithmOf(client) === 'RS512' ? 'sha512' : 'sha256').update(value, 'ascii').digest()
  return hash.subarray(0, hash.length / 2).toString('base64url')
}
