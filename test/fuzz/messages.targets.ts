/** Messages that clients and other issuers sign: request objects, client assertions, tokens of trusted issuers. Whatever stands in them, what is taken was made for us, by whom it says, now. */
import fc from 'fast-check'
import { generateKeyPairSync, sign } from 'node:crypto'
import { OAuthError } from '#kernel/problem.ts'
import { heldClock } from '#platform/clock/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import type { Client } from '#resources/clients/index.ts'
import { readDetails, DetailsRefused } from '../../src/oauth/authorization-details/index.ts'
import { readClaims } from '../../src/oauth/authorize/requested-claims.ts'
import { RedirectError } from '../../src/oauth/authorize/errors.ts'
import { checkAssertion, readAssertion } from '../../src/oauth/client-authentication/assertion.ts'
import { readRequestObject, RequestObjectRefused } from '../../src/oauth/request-object/index.ts'
import { ForeignTokenRefused, verifyForeign } from '../../src/oauth/trusted-issuers/index.ts'
import { must, pieces, spoiled, target } from './target.ts'

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString()
const jwk = { ...pair.publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'RS256' }
const origin = 'https://main.bailiwick.localhost'
const issuer = `${origin}/`
const clock = heldClock()
const now = clock.seconds()
const id = 'client'
const references = [{ id: 'cred' }]
const client = { client_id: id, signed_request_object: { credentials: references }, client_authentication_methods: { private_key_jwt: { credentials: references } } } as unknown as Client
const ctx = {
  tenant: { id: 1, name: 'main' }, clock, origin, issuer, origins: [origin], db: { execute: async () => 1 },
  addresses: { certificateOriginFor: () => undefined, baseDomain: 'bailiwick.localhost' },
  cache: { keep: async () => [{ id: 'cred', credential_type: 'public_key', kid: 'k', alg: 'RS256', pem, expires_at: null }] },
} as unknown as TenantContext

type Made = { header: Record<string, unknown>; claims: Record<string, unknown>; spoil: string }
const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url')
const signatures = new Map<string, string>()
/** Signed by the right key whatever the header says: what is refused is refused for its content. */
function text({ header, claims, spoil }: Made): string {
  const signed = `${encode(header)}.${encode(claims)}`
  const signature = signatures.get(signed) ?? sign('sha256', Buffer.from(signed), pair.privateKey).toString('base64url')
  if (signatures.size < 5000) signatures.set(signed, signature)
  return `${signed}.${signature}${spoil}`
}

const times = [now, now - 1, now + 1, now + 299, now + 311, now + 3611, now - 11, now - 61, now - 3700, 0, -1, 1e308, 1.5, String(now)]
const value = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<unknown>(id, issuer, origin, [issuer], [issuer, 'x'], [], {}, null, '', 'x', true, 'https://evil.example/', 'a'.repeat(65), '\0', '__proto__', { toString: 'x' }) },
  { weight: 3, arbitrary: fc.constantFrom<unknown>(...times) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
)
const made = (usual: Record<string, unknown>, typ: string, names: readonly string[]): fc.Arbitrary<Made> =>
  fc.record({
    header: fc.dictionary(fc.constantFrom('alg', 'typ', 'kid', 'crit', 'jku', 'jwk', 'x5u', 'b64'), fc.oneof(fc.constantFrom<unknown>('RS256', 'none', 'HS256', 'PS256', 'JWT', typ, 'k', 'z', jwk, ['b64'], false), value), { maxKeys: 2 }).map((over) => ({ alg: 'RS256', typ, kid: 'k', ...over })),
    claims: fc.tuple(fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 3 }), fc.array(fc.constantFrom(...names), { maxLength: 1 })).map(([over, less]) => {
      const claims: Record<string, unknown> = { ...usual, ...over }
      for (const name of less) delete claims[name]
      return claims
    }),
    spoil: fc.constantFrom('', '', '', '', '', '', '', 'A', '=', '.', '\n'),
  })

const only = (aud: unknown): unknown => (Array.isArray(aud) && aud.length === 1 ? aud[0] : aud)
const genuine = ({ header, spoil }: Made): boolean => header['alg'] === 'RS256' && !('crit' in header) && (header['kid'] === 'k' || header['kid'] === undefined) && spoil === ''
const inTime = ({ claims }: Made, skew: number): boolean => typeof claims['exp'] === 'number' && claims['exp'] > now - skew && ['iat', 'nbf'].every((name) => claims[name] === undefined || (typeof claims[name] === 'number' && (claims[name] as number) <= now + skew))

async function taken<R>(act: () => Promise<R> | R, declared: abstract new (...given: never[]) => Error): Promise<{ value: R } | undefined> {
  try {
    return { value: await act() }
  } catch (error) {
    if (error instanceof declared) return undefined
    throw error
  }
}

const requestObject = target({
  name: 'request-object', about: 'request objects (JAR): refused by name, or parameters as text that a registered key signed for us, now, and no second object inside',
  inputs: made({ iss: id, client_id: id, aud: issuer, exp: now + 300, iat: now, response_type: 'code', redirect_uri: 'https://app.example.com/callback' }, 'oauth-authz-req+jwt', ['iss', 'client_id', 'aud', 'exp', 'iat', 'nbf', 'sub', 'jti', 'scope', 'claims', 'max_age', 'request', 'request_uri', 'state', 'via']),
  quick: 1000, long: 60_000,
  async check(input) {
    const read = await taken(() => readRequestObject(ctx, client, text(input)), RequestObjectRefused)
    if (!read) return
    const { claims } = input
    must(genuine(input) && inTime(input, 10), 'taken, though not signed so or not in time')
    must(claims['iss'] === id && claims['client_id'] === id && claims['sub'] !== id && only(claims['aud']) === issuer, 'taken, though somebody else\'s or for somebody else')
    must(!('request' in claims) && !('request_uri' in claims), 'an object inside an object')
    for (const [name, parameter] of Object.entries(read.value)) must(typeof parameter === 'string' && !['iss', 'aud', 'exp', 'nbf', 'iat', 'jti', 'sub'].includes(name), `${name}: ${typeof parameter}`)
  },
})

const assertion = target({
  name: 'client-assertion', about: 'client assertions whole: refused by name, or signed by the application, for us alone, short-lived, with an id to remember',
  inputs: made({ iss: id, sub: id, aud: issuer, exp: now + 60, iat: now, jti: 'j' }, 'JWT', ['iss', 'sub', 'aud', 'exp', 'iat', 'nbf', 'jti']),
  quick: 1000, long: 60_000,
  async check(input) {
    const read = await taken(async () => {
      const { jws, clientId } = readAssertion(text(input))
      if (clientId !== id) throw new OAuthError(401, 'invalid_client', 'unknown')
      await checkAssertion(ctx, client, jws, 'private_key_jwt')
    }, OAuthError)
    if (!read) return
    const { claims } = input
    must(genuine(input) && inTime(input, 10) && (claims['exp'] as number) <= now + 310, 'taken, though not signed so or not in time')
    must(claims['iss'] === id && claims['sub'] === id && [issuer, `${origin}/oauth/token`].includes(only(claims['aud']) as string), 'taken, though somebody else\'s or for somebody else')
    must(typeof claims['jti'] === 'string' && claims['jti'] !== '' && claims['jti'].length <= 64, 'nothing to remember it by')
  },
})

const foreign = target({
  name: 'foreign-token', about: 'tokens of trusted issuers (token exchange, ID-JAG): refused by name, or that issuer\'s, for us, in time, with a usable subject',
  inputs: made({ iss: 'https://idp.example/', sub: 'p-1', aud: issuer, exp: now + 60, iat: now }, 'oauth-id-jag+jwt', ['iss', 'sub', 'aud', 'exp', 'iat', 'nbf', 'jti', 'client_id', 'scope']),
  quick: 1000, long: 60_000,
  async check(input) {
    const read = await taken(() => verifyForeign(ctx, { issuer: 'https://idp.example/', jwks: { keys: [jwk] }, audiences: [issuer], type: 'oauth-id-jag+jwt' }, text(input)), ForeignTokenRefused)
    if (!read) return
    const { claims, header } = input
    must(genuine(input) && inTime(input, 60) && String(header['typ']).toLowerCase().replace('application/', '') === 'oauth-id-jag+jwt', 'taken, though not signed so, not typed so, or not in time')
    must(claims['iss'] === 'https://idp.example/' && [claims['aud']].flat().includes(issuer), 'taken, though somebody else\'s or for somebody else')
    must(typeof read.value.sub === 'string' && read.value.sub !== '' && !read.value.sub.includes('\0'), 'an unusable subject')
  },
})

const api = { api: { authorization_details: [{ type: 'payment' }] }, identifier: 'urn:api' } as unknown as Parameters<typeof readDetails>[1]
const nested = target({
  name: 'nested-json', about: 'authorization_details and claims: JSON inside a parameter is read as declared, or refused by name',
  inputs: fc.oneof(
    fc.json({ maxDepth: 4 }),
    spoiled(['[{"type":"payment","amount":"1"}]', '{"id_token":{"sub":{"value":"auth0|1"},"acr":{"essential":true,"values":["a"]},"auth_time":null},"userinfo":{}}']),
    pieces(['[', ']', '{', '}', '"type"', '"payment"', ':', ',', '"id_token"', '"sub"', '"value"', '"acr"', '"essential"', 'true', 'null', '"__proto__"', '[[[[', '1e999'], 14),
  ), quick: 3000, long: 100_000,
  async check(json) {
    const details = await taken(() => readDetails(json, api), DetailsRefused)
    if (details) must(details.value.length > 0 && details.value.length <= 20 && details.value.every(({ type }) => type === 'payment'), 'a detail that the API does not know')
    const claims = await taken(() => readClaims(json), RedirectError)
    if (claims) must((claims.value.subject === undefined || typeof claims.value.subject === 'string') && (claims.value.acr ?? []).every((each) => typeof each === 'string'), 'claims')
  },
})

export const messageTargets = [requestObject, assertion, foreign, nested]
