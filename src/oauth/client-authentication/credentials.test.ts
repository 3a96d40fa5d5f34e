import assert from 'node:assert/strict'
import { generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto'
import { after, before, test } from 'node:test'
import { createClientGrant } from '#resources/client-grants/index.ts'
import type { Client } from '#resources/clients/index.ts'
import { apiIdentifier, startEngine, type Engine } from '../engine.fixture.ts'
import { ways, type AsymmetricAlgorithm } from '../jws/algorithms.ts'

let e: Engine
before(async () => {
  e = await startEngine()
})
after(() => e.close())

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
const pemOf = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }).toString()
const rsa = () => generateKeyPairSync('rsa', { modulusLength: 2048 })

async function machine(client_authentication_methods: Record<string, unknown>): Promise<Client> {
  const client = await e.client({ app_type: 'non_interactive', client_authentication_methods })
  await createClientGrant(e.ctx, { client_id: client.client_id, audience: apiIdentifier, scope: ['read:things'] })
  await e.ctx.cache.settled(e.ctx.tenant.id)
  return client
}
function assertion(client: Client, key: KeyObject, alg: AsymmetricAlgorithm, header: Record<string, unknown> = {}): string {
  const now = e.t.clock.seconds()
  const signed = `${encode({ alg, ...header })}.${encode({ iss: client.client_id, sub: client.client_id, aud: e.ctx.issuer, iat: now, exp: now + 60, jti: randomUUID() })}`
  return `${signed}.${sign(ways[alg].hash, Buffer.from(signed), { key, ...ways[alg].options }).toString('base64url')}`
}
const ask = (over: Record<string, unknown>, request = {}) => e.token({ grant_type: 'client_credentials', audience: apiIdentifier, ...over }, request)
const byKey = (client_assertion: string) => ask({ client_assertion, client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer' })

test('private_key_jwt: a registered key with its algorithm, and nothing else', async () => {
  const [one, two, stranger] = [rsa(), rsa(), rsa()]
  const credential = (key: { publicKey: KeyObject }, more: object = {}) => ({ credential_type: 'public_key', pem: pemOf(key.publicKey), alg: 'RS256', ...more })
  const app = await machine({ private_key_jwt: { credentials: [credential(one, { name: 'one' }), credential(two, { name: 'two', alg: 'PS256' })] } })
  assert.equal((await byKey(assertion(app, one.privateKey, 'RS256'))).status, 200)
  assert.equal((await byKey(assertion(app, two.privateKey, 'PS256'))).status, 200)
  const { status, body } = await byKey(assertion(app, two.privateKey, 'RS256'))
  assert.deepEqual([status, body['error']], [401, 'invalid_client'], 'registered for PS256')
  assert.equal((await byKey(assertion(app, stranger.privateKey, 'RS256'))).status, 401)
  assert.equal((await byKey(assertion(app, one.privateKey, 'RS256', { kid: 'unknown' }))).status, 401)
  assert.equal((await byKey(assertion(app, stranger.privateKey, 'RS256', { jwk: stranger.publicKey.export({ format: 'jwk' }) }))).status, 401, 'its own key is not looked at')
  assert.equal((await ask({ client_id: app.client_id, client_secret: app.client_secret ?? 'x' })).status, 401, 'a secret is no way in any more')
})

test('private_key_jwt: a key that has expired authenticates nobody', async () => {
  const key = rsa()
  const expires_at = new Date(e.t.clock.now().getTime() + 60_000).toISOString()
  const app = await machine({ private_key_jwt: { credentials: [{ credential_type: 'public_key', pem: pemOf(key.publicKey), alg: 'RS256', expires_at }] } })
  assert.equal((await byKey(assertion(app, key.privateKey, 'RS256'))).status, 200)
  e.t.clock.advance(61)
  assert.equal((await byKey(assertion(app, key.privateKey, 'RS256'))).status, 401)
})

test('mutual TLS: a registered certificate, or a verified one with the registered subject', async () => {
  // Any certificates will do; the tenant's signing keys have some.
  const [mine, other] = (await e.ctx.db.rows<{ certificate: string }>('SELECT certificate FROM signing_keys WHERE tenant_id = $1', [e.ctx.tenant.id])).map(({ certificate }) => certificate)
  const selfSigned = await machine({ self_signed_tls_client_auth: { credentials: [{ credential_type: 'x509_cert', pem: mine, name: 'mine' }] } })
  const show = (client: Client, pem: string | undefined, verified = false) => ask({ client_id: client.client_id }, pem === undefined ? {} : { clientCertificate: { pem, verified } })
  assert.equal((await show(selfSigned, mine)).status, 200)
  assert.deepEqual((await show(selfSigned, other)).body, { error: 'invalid_client', error_description: 'Client authentication failed' })
  assert.equal((await show(selfSigned, undefined)).status, 401)
  assert.equal((await show(selfSigned, 'nonsense')).status, 401)
  assert.equal((await ask({ client_id: selfSigned.client_id, client_secret: selfSigned.client_secret ?? 'x' }, { clientCertificate: { pem: mine, verified: false } })).status, 401)
  const byAuthority = await machine({ tls_client_auth: { credentials: [{ credential_type: 'cert_subject_dn', subject_dn: 'CN=engine' }] } })
  assert.equal((await show(byAuthority, mine, true)).status, 200)
  assert.equal((await show(byAuthority, mine, false)).status, 401, 'the chain was not verified')
  const elsewhere = await machine({ tls_client_auth: { credentials: [{ credential_type: 'cert_subject_dn', subject_dn: 'CN=engine,O=Example' }] } })
  assert.equal((await show(elsewhere, mine, true)).status, 401)
})
