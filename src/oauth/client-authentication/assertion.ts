/** Signed client assertions (RFC 7523 section 3, OpenID Connect Core section 9): a key of the application's, our address, a short life, one use. */
import { OAuthError } from '#kernel/problem.ts'
import type { Client } from '#resources/clients/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { algorithmsFor, isHeldToProfile } from './held-to-profile.ts'
import { asymmetricAlgorithms, readJws, verifiesWithKey, verifiesWithSecret, type Jws } from '../jws/index.ts'
import { useOnce } from '../once/index.ts'
import { clientKeys } from './credentials.ts'

export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** Bytes; a larger one is not even read. */
const largest = 2048
/** Seconds. */
const longestLife = 300
const skew = 10
const longestId = 64

export const refused = (detail: string) => new OAuthError(401, 'invalid_client', 'Client authentication failed', { detail: `client assertion: ${detail}` })

/** The assertion, unverified, and whose it says it is. */
export function readAssertion(text: string): { jws: Jws; clientId: string } {
  const jws = readJws(text, largest)
  if (!jws) throw refused(`malformed or larger than ${largest} bytes`)
  const { iss, sub } = jws.claims
  if (typeof sub !== 'string' || sub === '' || sub.length > longestId || iss !== sub) throw refused('iss and sub must both be the client_id')
  return { jws, clientId: sub }
}

export async function checkAssertion(ctx: TenantContext, client: Client, jws: Jws, by: 'private_key_jwt' | 'client_secret_jwt'): Promise<void> {
  if (!(await signedBy(ctx, client, jws, by))) throw refused('no registered key verifies it')
  const { aud, exp, iat, nbf, jti } = jws.claims
  const now = ctx.clock.seconds()
  if (isHeldToProfile(client)) checkProfile(ctx, client, jws)
  else if (!isForUs(ctx, aud)) throw refused('aud must be the issuer or the token endpoint')
  if (typeof exp !== 'number' || exp <= now - skew) throw refused('expired, or without exp')
  if (exp > now + longestLife + skew) throw refused(`exp is more than ${longestLife} seconds ahead`)
  for (const [name, time] of [['iat', iat], ['nbf', nbf]] as const) {
    if (time !== undefined && (typeof time !== 'number' || time > now + skew)) throw refused(`${name} is in the future`)
  }
  if (typeof jti !== 'string' || jti === '' || jti.length > longestId) throw refused(`jti must be a text of up to ${longestId} characters`)
  if (!(await useOnce(ctx, 'client-assertion', client.client_id, jti, Math.ceil(exp) + skew))) throw refused('jti was used before')
}

async function signedBy(ctx: TenantContext, client: Client, jws: Jws, by: 'private_key_jwt' | 'client_secret_jwt'): Promise<boolean> {
  if (by === 'client_secret_jwt') return client.client_secret !== undefined && verifiesWithSecret(jws, client.client_secret)
  return (await clientKeys(ctx, client, 'private_key_jwt', jws.header)).some((key) => verifiesWithKey(jws, key))
}

/** FAPI 2.0 Security Profile sections 5.3.2.1 (the issuer identifier, as a text, and nothing else) and 5.4.1 (algorithms). */
function checkProfile(ctx: TenantContext, client: Client, { header, claims }: Jws): void {
  if (claims['aud'] !== ctx.issuer) throw refused('aud must be the issuer, as a text')
  const allowed = algorithmsFor(client, asymmetricAlgorithms)
  if (!allowed.some((algorithm) => algorithm === header['alg'])) throw refused(`alg must be one of ${allowed.join(', ')}`)
}

/** One address, ours: a list could make the assertion good for another server as well. */
function isForUs(ctx: TenantContext, aud: unknown): boolean {
  const only: unknown = Array.isArray(aud) && aud.length === 1 ? aud[0] : aud
  if (ctx.origins.some((origin) => only === `${origin}/`)) return true
  return [...ctx.origins, ctx.addresses.certificateOriginFor(ctx.origin)].some((origin) => only === `${origin}/oauth/token`)
}
