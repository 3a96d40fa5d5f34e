import assert from 'node:assert/strict'
import { generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import type { Client } from '#resources/clients/index.ts'
import { createConnection } from '#resources/connections/index.ts'
import { verifyOwnToken } from '#resources/keys/index.ts'
import { findUser } from '#resources/users/index.ts'
import { apiIdentifier, startEngine, type Engine, type Loose } from '../engine.fixture.ts'
import { loopbackCertificate } from '../../../test/loopback.ts'
import { jwtBearerGrant } from './index.ts'

const issuer = 'https://idp.example/'
const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
const other = generateKeyPairSync('rsa', { modulusLength: 2048 })

let e: Engine
let provider: Server | undefined
let keys: Loose[] = []
let fetched = 0
let agent: Client
before(async () => {
  e = await startEngine()
  keys = [published('k', pair.publicKey), { kty: 'unknown', kid: 'z' }]
  const server = (provider = createServer(await loopbackCertificate(), (_request, response) => {
    fetched += 1
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys }))
  }))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const uri = `https://localhost:${(server.address() as AddressInfo).port}/keys`
  agent = await e.client({ name: 'Agent', app_type: 'regular_web', grant_types: ['authorization_code'], identity_assertion_authorization_grant: { active: true } })
  await createConnection(e.ctx, {
    name: 'enterprise', strategy: 'oidc', options: { issuer, jwks_uri: uri }, cross_app_access_resource_app: { status: 'enabled' }, enabled_clients: [agent.client_id],
  })
  await createConnection(e.ctx, { name: 'plain', strategy: 'oidc', options: { issuer: 'https://plain.example/', jwks_uri: uri }, enabled_clients: [agent.client_id] })
  await e.ctx.cache.settled(e.ctx.tenant.id)
})
after(async () => {
  provider?.close()
  await e.close()
})

const published = (kid: string, key: KeyObject) => ({ ...key.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' })
const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
function assertion(over: Loose = {}, header: Loose = {}, key: KeyObject = pair.privateKey): string {
  const now = e.t.clock.seconds()
  const claims = { iss: issuer, sub: 'emp-7', aud: e.ctx.issuer, client_id: agent.client_id, jti: randomUUID(), iat: now, exp: now + 300, scope: 'read:things', resource: apiIdentifier, email: 'emp@example.com', email_verified: true, ...over }
  const signed = `${encode({ alg: 'RS256', kid: 'k', typ: 'oauth-id-jag+jwt', ...header })}.${encode(claims)}`
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`
}
const show = (text: string, over: Loose = {}) => e.token({ grant_type: jwtBearerGrant, client_id: agent.client_id, client_secret: agent.client_secret, assertion: text, ...over })

test('an assertion of the enterprise\'s provider gives an access token for its person, who is made at first sight', async () => {
  const { status, body } = await show(assertion())
  assert.equal(status, 200, JSON.stringify(body))
  assert.deepEqual(Object.keys(body).sort(), ['access_token', 'expires_in', 'scope', 'token_type'])
  const claims = await verifyOwnToken(e.ctx, body['access_token'])
  assert.deepEqual([claims.sub, claims['aud'], claims['azp'], claims['scope'], claims['gty']], ['oidc|enterprise|emp-7', apiIdentifier, agent.client_id, 'read:things', jwtBearerGrant])
  assert.equal((await findUser(e.ctx, 'oidc|enterprise|emp-7'))?.email, 'emp@example.com')
  assert.ok((await e.events()).includes('idjag_exchange_succeeded'))
})

test('no more than the provider allows and the application asks; the audience may be the application\'s to name', async () => {
  assert.equal((await show(assertion({ scope: 'read:things write:things openid offline_access' }), { scope: 'write:things openid' })).body['scope'], 'write:things')
  assert.equal((await show(assertion({ scope: 'read:things' }), { scope: 'write:things' })).body['scope'], undefined)
  assert.equal((await show(assertion({ scope: undefined }), { scope: 'read:things' })).body['scope'], 'read:things')
  assert.equal((await show(assertion({ resource: undefined }), { audience: apiIdentifier })).status, 200)
  assert.equal((await show(assertion({ resource: undefined }))).body['error'], 'invalid_request')
  assert.equal((await show(assertion(), { audience: 'urn:other' })).body['error'], 'access_denied')
})

test('fifty at once with one assertion: one token', async () => {
  const one = assertion()
  const answers = await Promise.all(Array.from({ length: 50 }, () => show(one)))
  assert.equal(answers.filter(({ status }) => status === 200).length, 1)
})

test('keys are fetched once in minutes, a changed key is found within seconds, and unknown ones start no stream of requests', async () => {
  const before = fetched
  for (let i = 0; i < 5; i++) assert.equal((await show(assertion())).status, 200)
  assert.equal(fetched, before)
  e.t.clock.advance(16)
  keys = [...keys, published('next', other.publicKey)]
  assert.equal((await show(assertion({}, { kid: 'next' }, other.privateKey))).status, 200)
  assert.equal(fetched, before + 1)
  await Promise.all(Array.from({ length: 20 }, (_, i) => show(assertion({}, { kid: `unknown-${i}` }))))
  assert.ok(fetched <= before + 2, `${fetched - before} requests`)
})

test('every refusal is the documented one', async () => {
  const now = e.t.clock.seconds()
  const table: [string, string][] = [
    ['nonsense', 'x.y.z'],
    ['another key', assertion({}, {}, other.privateKey)],
    ['another kid', assertion({}, { kid: 'z' })],
    ['not typed', assertion({}, { typ: 'JWT' })],
    ['another application\'s', assertion({ client_id: e.web.client_id })],
    ['an issuer that nobody trusts', assertion({ iss: 'https://evil.example/' })],
    ['a connection that is not for this', assertion({ iss: 'https://plain.example/' })],
    ['for another server', assertion({ aud: 'https://elsewhere.example/' })],
    ['expired', assertion({ exp: now - 61 })],
    ['too long', assertion({ exp: now + 3600 })],
    ['no jti', assertion({ jti: undefined })],
    ['no sub', assertion({ sub: '' })],
  ]
  for (const [what, text] of table) {
    const { status, body } = await show(text)
    assert.deepEqual([status, body], [403, { error: 'invalid_grant', error_description: 'Assertion is invalid or has expired' }], what)
  }
  assert.deepEqual([(await show(assertion(), { client_secret: 'wrong' })).status, (await show(assertion(), { client_secret: undefined })).status], [401, 401])
  assert.equal((await show(assertion(), { client_id: e.web.client_id, client_secret: e.web.client_secret })).body['error'], 'unauthorized_client')
  await e.ctx.db.execute("UPDATE users SET blocked = true WHERE user_id = 'oidc|enterprise|emp-7'")
  assert.equal((await show(assertion())).body['error'], 'invalid_grant')
})
