import type { Client } from '#resources/clients/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { algorithmsFor, clientKeys } from '../client-authentication/index.ts'
import { readJws, verifiesWithKey } from '../jws/index.ts'

/** The algorithms that a key can be registered for. */
export const requestObjectAlgorithms = ['RS256', 'RS384', 'PS256'] as const

/** Bytes: rich authorization details fit, a bomb does not. */
const largest = 32_768
/** Seconds. FAPI 2.0 Message Signing section 5.3.1 allows an hour from `nbf`. */
const longestLife = 3600
const skew = 10

/** RFC 9101 section 6: `invalid_request_object`. */
export class RequestObjectRefused extends Error {
  readonly error = 'invalid_request_object'
}

const refused = (sentence: string) => new RequestObjectRefused(sentence)

/** Whether the application has registered keys for its requests at all. */
export const signsRequests = (client: Client): boolean => (client.signed_request_object?.credentials ?? []).length > 0

/** About the object itself, not parameters of the request. */
const envelope = new Set(['iss', 'aud', 'exp', 'nbf', 'iat', 'jti', 'sub'])

/** The parameters inside, as they would stand in a query. @throws RequestObjectRefused */
export async function readRequestObject(ctx: TenantContext, client: Client, text: string): Promise<Record<string, string>> {
  const jws = readJws(text, largest)
  if (!jws) throw refused('The request object is not a signed JWT.')
  const { header, claims } = jws
  const typ = typeof header['typ'] === 'string' ? header['typ'].toLowerCase().replace(/^application\//, '') : undefined
  // Explicit typing (section 10.8): something else that this key signed is not a request.
  if (typ !== undefined && typ !== 'oauth-authz-req+jwt' && typ !== 'jwt') throw refused('The request object has the type of something else.')
  const allowed = algorithmsFor(client, requestObjectAlgorithms)
  if (!allowed.some((algorithm) => algorithm === header['alg'])) throw refused(`The request object must be signed with one of: ${allowed.join(', ')}.`)
  const keys = await clientKeys(ctx, client, 'signed_request_object', header)
  if (!keys.some((key) => verifiesWithKey(jws, key))) throw refused('No key that the application registered for request objects verifies this one.')
  checkEnvelope(ctx, client, claims)
  return parametersOf(claims)
}

function checkEnvelope(ctx: TenantContext, client: Client, claims: Record<string, unknown>): void {
  const { iss, aud, exp, nbf, iat, sub } = claims
  if (iss !== client.client_id || claims['client_id'] !== client.client_id) throw refused('iss and client_id of the request object must both be the client_id.')
  // Section 10.8: a client assertion has this one, and must not pass for a request.
  if (sub === client.client_id) throw refused('The request object must not have the client_id as its sub.')
  const only: unknown = Array.isArray(aud) && aud.length === 1 ? aud[0] : aud
  if (!ctx.origins.some((origin) => only === `${origin}/`)) throw refused('aud of the request object must be the issuer.')
  const now = ctx.clock.seconds()
  if (typeof exp !== 'number' || exp <= now - skew) throw refused('The request object has expired, or has no exp.')
  if (exp > now + longestLife + skew) throw refused(`exp of the request object is more than ${longestLife} seconds ahead.`)
  for (const [name, time] of [['nbf', nbf], ['iat', iat]] as const) {
    if (time !== undefined && (typeof time !== 'number' || time > now + skew)) throw refused(`${name} of the request object is in the future.`)
  }
  if (typeof nbf === 'number' && nbf < now - longestLife - skew) throw refused(`nbf of the request object is more than ${longestLife} seconds ago.`)
  // Section 4: an object must not refer to another.
  if ('request' in claims || 'request_uri' in claims) throw refused('A request object must not contain request or request_uri.')
}

function parametersOf(claims: Record<string, unknown>): Record<string, string> {
  const parameters: Record<string, string> = {}
  for (const [name, value] of Object.entries(claims)) {
    if (envelope.has(name) || value === null || value === undefined) continue
    // JSON values keep their form, such as claims and authorization_details (section 4).
    parameters[name] = typeof value === 'string' ? value : JSON.stringify(value)
  }
  return parameters
}
