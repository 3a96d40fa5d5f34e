/** JWT Secured Authorization Response Mode (JARM) section 2.1: the answer as a JWT for this application, by this issuer, soon over. */
import type { Client } from '#resources/clients/index.ts'
import { signJwt } from '#resources/keys/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { signingAlgorithmOf } from '../profile/index.ts'

/** Seconds; section 2.1 recommends ten minutes at most. */
const lifetime = 300

/** In the algorithm of the application's ID tokens, unless that is a shared secret. */
export function signedAnswer(ctx: TenantContext, client: Client, answer: ReadonlyMap<string, string>): Promise<string> {
  const alg = signingAlgorithmOf(client)
  const now = ctx.clock.seconds()
  const claims = { ...Object.fromEntries(answer), iss: ctx.issuer, aud: client.client_id, iat: now, exp: now + lifetime }
  return signJwt(ctx, { alg: alg === 'HS256' ? 'RS256' : alg, claims })
}
