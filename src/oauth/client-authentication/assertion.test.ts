import assert from 'node:assert/strict'
import { createHmac, generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { after, before, test } from 'node:test'
import type { Client } from '#resources/clients/index.ts'
import { apiIdentifier, startEngine, type Engine } from '../engine.fixture.ts'
import { asymmetricAlgorithms, fitsAlgorithm, readJws, verifiesWithKey } from '../jws/index.ts'
import { ways } from '../jws/algorithms.ts'

let e: Engine
let app: Client
before(async () => {
  e = await startEngine()
  app = await e.client({ app_type: 'regular_web', token_endpoint_auth_method: 'client_secret_jwt', grant_types: ['client_credentials'] })
  await e.ctx.db.execute('INSERT INTO client_grants (tenant_id, id, client_id, audience, scope) VALUES ($1, $2, $3, $4, $5)', [e.ctx.tenant.id, 'cgr_assertion', app.client_id, apiIdentifier, ['read:things']])
  await e.ctx.cache.settled(e.ctx.tenant.id)
})
after(() => e.close())

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
const type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

function assertion(over: Record<string, unknown> = {}, options: { secret?: string; alg?: string } = {}): string {
  const now = e.t.clock.seconds()
  const signed = `${encode({ alg: options.alg ?? 'HS256' })}.${encode({ iss: app.client_id, sub: app.client_id, aud: e.ctx.issuer, iat: now, exp: now + 60, jti: randomUUID(), ...over })}`
  return `${signed}.${createHmac('sha256', options.secret ?? app.client_secret!).update(signed).digest('base64url')}`
}
const ask = (client_assertion: string, over: Record<string, unknown> = {}) =>
  e.token({ grant_type: 'client_credentials', audience: apiIdentifier, client_assertion_type: type, client_assertion, ...over })

test('an assertion signed with the secret authenticates, for the issuer and for the token endpoint', async () => {
  assert.equal((await ask(assertion())).status, 200)
  assert.equal((await ask(assertion({ aud: `${e.ctx.origin}/oauth/token` }))).status, 200)
  assert.equal((await ask(assertion({ aud: [e.ctx.issuer] }), { client_id: app.client_id })).status, 200)
})

test('every fault is the same answer; the log knows which', async () => {
  const now = e.t.clock.seconds()
  const wrong: [string, string][] = [
    ['another secret', assertion({}, { secret: 'wrong' })],
    ['alg none', assertion({}, { alg: 'none' })],
    ['iss', assertion({ iss: 'somebody' })],
    ['aud', assertion({ aud: 'https://elsewhere.example/' })],
    ['two audiences', assertion({ aud: [e.ctx.issuer, 'https://elsewhere.example/'] })],
    ['expired', assertion({ exp: now - 11 })],
    ['no exp', assertion({ exp: undefined })],
    ['long life', assertion({ exp: now + 400 })],
    ['from the future', assertion({ iat: now + 30 })],
    ['not yet', assertion({ nbf: now + 30 })],
    ['no jti', assertion({ jti: undefined })],
    ['long jti', assertion({ jti: 'x'.repeat(65) })],
    ['large', assertion({ padding: 'x'.repeat(2000) })],
    ['unknown client', assertion({ iss: 'nobody', sub: 'nobody' })],
    ['nonsense', 'nonsense'],
  ]
  for (const [what, text] of wrong) {
    const { status, body } = await ask(text)
    assert.deepEqual([status, body], [401, { error: 'invalid_client', error_description: 'Client authentication failed' }], what)
  }
  const reasons = await e.ctx.db.rows<{ body: { details?: { reason?: string } } }>('SELECT * FROM logs WHERE tenant_id = $1', [e.ctx.tenant.id])
  assert.match(JSON.stringify(reasons), /aud must be the issuer or the token endpoint/)
})

test('fifty parallel uses of one assertion have one winner', async () => {
  const one = assertion()
  const answers = await Promise.all(Array.from({ length: 50 }, () => ask(one)))
  assert.equal(answers.filter(({ status }) => status === 200).length, 1)
  assert.equal((await ask(one)).status, 401)
})

test('one way per application, one way per request', async () => {
  const secret = await e.token({ grant_type: 'client_credentials', audience: apiIdentifier, client_id: app.client_id, client_secret: app.client_secret })
  assert.deepEqual([secret.status, secret.body['error']], [401, 'access_denied'])
  assert.equal((await ask(assertion(), { client_secret: 'x', client_id: app.client_id })).body['error'], 'invalid_request')
  assert.equal((await ask(assertion(), { client_id: e.web.client_id })).status, 401)
  assert.equal((await ask(assertion(), { client_assertion_type: 'urn:other' })).body['error'], 'invalid_request')
  const other = assertion({ iss: e.web.client_id, sub: e.web.client_id }, { secret: e.web.client_secret! })
  assert.equal((await ask(other)).status, 401, 'set up for a secret')
})

test('each algorithm verifies with its own kind of key and with no other', () => {
  const keys = { rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }), 'prime256v1': generateKeyPairSync('ec', { namedCurve: 'P-256' }), 'secp384r1': generateKeyPairSync('ec', { namedCurve: 'P-384' }) }
  const weak = generateKeyPairSync('rsa', { modulusLength: 1024 })
  for (const alg of asymmetricAlgorithms) {
    const way = ways[alg]
    const pair = 'curve' in way ? keys[way.curve as 'prime256v1'] : keys.rsa
    const signed = `${encode({ alg })}.${encode({ a: 1 })}`
    const jws = readJws(`${signed}.${sign(way.hash, Buffer.from(signed), { key: pair.privateKey, ...way.options }).toString('base64url')}`, 4096)
    assert.ok(jws && verifiesWithKey(jws, pair.publicKey), alg)
    for (const other of Object.values(keys)) if (other !== pair) assert.ok(!verifiesWithKey(jws, other.publicKey), alg)
    assert.ok(!fitsAlgorithm(alg, weak.publicKey), 'RSA below 2048 bits')
    for (const confused of asymmetricAlgorithms) if (confused !== alg) assert.ok(!verifiesWithKey({ ...jws, header: { alg: confused } }, pair.publicKey), `${alg} as ${confused}`)
  }
})
