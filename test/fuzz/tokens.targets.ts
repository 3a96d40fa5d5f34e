/** Tokens from strangers: only what this tenant signed is taken, and it says what was signed. */
import fc from 'fast-check'
import { createHmac, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import type { HttpRequest } from '#kernel/exchange.ts'
import { OAuthError } from '#kernel/problem.ts'
import { systemClock } from '#platform/clock/index.ts'
import { TokenRefused, verifyOwnToken, type VerificationContext } from '#resources/keys/index.ts'
import { readAssertion } from '../../src/oauth/client-authentication/assertion.ts'
import { presented } from '../../src/oauth/client-authentication/presented.ts'
import { readJws, verifiesWithKey, verifiesWithSecret } from '../../src/oauth/jws/index.ts'
import { request } from '../context.ts'
import { answers, must, pieces, spoiled, target } from './target.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const encode = (part: unknown): string => Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url')
const signed = (header: unknown, claims: unknown): string => {
  const text = `${encode(header)}.${encode(claims)}`
  return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`
}
const origin = 'https://main.bailiwick.localhost'
const claims = { iss: `${origin}/`, sub: 'auth0|1', aud: 'https://orders.example/', exp: 4_102_444_800, scope: 'openid' }
const genuine = [signed({ alg: 'RS256', typ: 'JWT', kid: 'k' }, claims), signed({ alg: 'RS256', kid: 'k', jku: 'https://evil.example/' }, { ...claims, sub: 'auth0|2' })]
const untakeable = [
  signed({ alg: 'RS256', kid: 'other' }, claims), signed({ alg: 'none', kid: 'k' }, claims), signed({ alg: 'RS512', kid: 'k' }, claims), signed({ alg: 'RS256', kid: 'k', crit: ['x'] }, claims),
  signed({ alg: 'RS256', kid: 'k' }, { ...claims, iss: 'https://evil.example/' }), signed({ alg: 'RS256', kid: 'k' }, { ...claims, exp: 1 }), signed({ alg: 'RS256', kid: 'k' }, '[]'), `${encode({ alg: 'none' })}.${encode(claims)}.x`,
]
const bodies = new Map(genuine.map((token) => [token.slice(0, token.lastIndexOf('.')), JSON.stringify(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()))]))

const ring = { verifying: new Map([['k', { algorithm: 'RS256', key: createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })) }]]) }
const ctx = {
  db: { maybe: async () => undefined, rows: async () => [] }, tenant: { id: 1, name: 'main' }, secrets: {}, clock: systemClock, origins: [origin],
  cache: { keep: async (_tenant: number, key: string) => (key === 'keys.signing' ? ring : undefined) },
} as unknown as VerificationContext

const anyToken = fc.oneof(
  spoiled([...genuine, ...untakeable]),
  fc.constantFrom(...genuine, ...untakeable),
  fc.tuple(fc.json({ maxDepth: 2 }), fc.json({ maxDepth: 2 }), fc.constantFrom('', 'x', 'AAAA')).map(([head, body, signature]) => `${encode(head)}.${encode(body)}.${signature}`),
  pieces([...(genuine[0] ?? '').split('.'), ...(genuine[1] ?? '').split('.'), '.', '..', '=', '{}', 'e30', encode({ alg: 'none' }), encode({ alg: 'HS256', kid: 'k' }), encode({ alg: 'RS256', kid: '__proto__' })], 6),
)

const ownToken = target({
  name: 'own-token', about: 'verifyOwnToken: refused by name, or exactly what was signed',
  inputs: anyToken, quick: 3000, long: 100_000,
  async check(token) {
    const read = await verifyOwnToken(ctx, token).catch((error: unknown) => {
      if (error instanceof TokenRefused) return undefined
      throw error
    })
    if (!read) return
    const body = bodies.get(token.slice(0, token.lastIndexOf('.')))
    must(body !== undefined && JSON.stringify(read) === body, 'a token that nobody signed was taken')
  },
})

const jws = target({
  name: 'jws', about: 'signed messages of clients: undefined, or one reading; never verified by another algorithm or key',
  inputs: anyToken, quick: 3000, long: 100_000,
  check(token) {
    const read = readJws(token, 2048)
    if (!read) return
    must(token.length <= 2048 && token.split('.').length === 3 && !('crit' in read.header), 'accepted what is too long, has other parts, or is critical')
    must(token.startsWith(`${read.signed}.`), 'what is verified is not what was read')
    must(JSON.stringify(JSON.parse(Buffer.from(read.signed.split('.')[1] ?? '', 'base64url').toString())) === JSON.stringify(read.claims), 'claims')
    if (verifiesWithKey(read, publicKey)) must(read.header['alg'] === 'RS256' && sign('sha256', Buffer.from(read.signed), privateKey).equals(read.signature), 'a signature that is none')
    for (const secret of ['', publicKey.export({ type: 'spki', format: 'pem' }).toString()]) {
      if (verifiesWithSecret(read, secret)) must(read.header['alg'] === 'HS256' && createHmac('sha256', secret).update(read.signed).digest().equals(read.signature), 'a code that is none')
    }
    const assertion = answers(() => readAssertion(token), [OAuthError])
    if (assertion) must(assertion.clientId === read.claims['sub'] && assertion.clientId === read.claims['iss'] && assertion.clientId.length <= 64, 'whose assertion')
  },
})

const basic = target({
  name: 'client-credentials', about: 'what a request shows of its client: one way, one client, or a declared error',
  inputs: fc.tuple(
    fc.oneof(pieces(['Basic ', 'basic ', 'Bearer ', Buffer.from('a:b').toString('base64'), Buffer.from('a%3A:b+c').toString('base64'), Buffer.from('%:%').toString('base64'), Buffer.from('\0:x').toString('base64'), '=', ' '], 4), pieces(['a', ':', '%', '%00', '%3a', '+', '\u00e9'], 6).map((text) => `Basic ${Buffer.from(text).toString('base64')}`)),
    fc.option(fc.constantFrom('a', 'b', 'x'), { nil: undefined }), fc.option(fc.constantFrom('b', 's'), { nil: undefined }), fc.option(fc.constantFrom(...genuine), { nil: undefined }),
  ),
  quick: 2000, long: 80_000,
  check([authorization, ...given]) {
    // A kept input has null where there was nothing.
    const [client_id, client_secret, client_assertion] = given.map((each) => each ?? undefined)
    const parameters: Record<string, string | undefined> = { client_id, client_secret, client_assertion }
    const sent: HttpRequest = request({ method: 'POST', headers: { authorization } })
    const need = (name: string) => {
      const value = parameters[name]
      if (value === undefined) throw new OAuthError(400, 'invalid_request', name)
      return value
    }
    const shown = answers(() => presented(sent, { get: (name) => parameters[name], need }), [OAuthError])
    if (!shown) return
    const basically = /^basic /i.test(authorization)
    must([basically, client_secret !== undefined, client_assertion !== undefined].filter(Boolean).length <= 1, 'two ways at once')
    must(client_id === undefined || shown.clientId === client_id, 'two clients at once')
    if (shown.by === 'secret' && !basically) must(shown.secret === client_secret, 'another secret')
    must(!shown.clientId?.includes('\0'), 'NUL in a client id')
  },
})

export const tokenTargets = [ownToken, jws, basic]
