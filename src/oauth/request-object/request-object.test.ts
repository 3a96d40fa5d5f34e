import assert from 'node:assert/strict'
import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { after, before, test } from 'node:test'
import type { Client } from '#resources/clients/index.ts'
import { authorizeUrl, callback, returned, startEngine, type Engine, type Loose } from '../engine.fixture.ts'
import { signedRequest } from './request-object.fixture.ts'

let e: Engine
let client: Client
let key: KeyObject
let pem: string
before(async () => {
  e = await startEngine()
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
  key = pair.privateKey
  pem = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString()
  client = await signer({})
})
after(() => e.close())

const signer = (over: Loose) => e.client({ app_type: 'regular_web', signed_request_object: { ...over, credentials: [{ credential_type: 'public_key', pem, alg: 'RS256', kid: 'request-key-1' }] } })
const ordinary = { response_type: 'code', redirect_uri: callback, scope: 'openid', state: 'inside' }
const ask = (request: string, more: Record<string, string> = {}) => e.browser().go(authorizeUrl({ client_id: client.client_id, request, ...more }))

test('what stands inside the object counts, and nothing beside it; also after the login pages', async () => {
  const request = signedRequest(e.ctx, client.client_id, key, { ...ordinary, max_age: 100, claims: { id_token: {} } })
  const url = authorizeUrl({ client_id: client.client_id, request, redirect_uri: 'https://evil.example/', state: 'outside', scope: 'openid offline_access', prompt: 'none' })
  const { to, parameters } = returned(await e.browser().travel(url))
  assert.deepEqual([to, parameters['state']], [callback, 'inside'])
  const tokens = await e.token({ grant_type: 'authorization_code', client_id: client.client_id, client_secret: client.client_secret, code: parameters['code'], redirect_uri: callback })
  assert.equal(tokens.body['scope'], 'openid')
  assert.equal(typeof JSON.parse(Buffer.from(tokens.body['id_token'].split('.')[1], 'base64url').toString()).auth_time, 'number')
})

test('an object that cannot be believed ends on a page and is never followed', async () => {
  const now = e.ctx.clock.seconds()
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  const good = signedRequest(e.ctx, client.client_id, key, ordinary)
  const [head = '', body = ''] = good.split('.')
  const hmac = (secret: string) => {
    const signed = `${Buffer.from(JSON.stringify({ alg: 'HS256' })).toString('base64url')}.${body}`
    return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
  }
  const made = (claims: Loose, header: Loose = {}) => signedRequest(e.ctx, client.client_id, key, { ...ordinary, ...claims }, header)
  const table: [name: string, request: string][] = [
    ['not a JWT', 'eyJ'],
    ['unsigned', `${Buffer.from('{"alg":"none"}').toString('base64url')}.${body}.`],
    ['the public key as a shared secret', hmac(pem)],
    ['the client secret', hmac(client.client_secret!)],
    ['another key', signedRequest(e.ctx, client.client_id, stranger, ordinary)],
    ['another key with a jwk of its own', signedRequest(e.ctx, client.client_id, stranger, ordinary, { jwk: stranger.export({ format: 'jwk' }) })],
    ['an unknown kid', made({}, { kid: 'request-key-2' })],
    ['an algorithm that the key is not registered for', made({}, { alg: 'PS256' })],
    ['a changed body', `${head}.${Buffer.from(JSON.stringify({ redirect_uri: callback })).toString('base64url')}.${good.split('.')[2]}`],
    ['crit', made({}, { crit: ['b64'] })],
    ['the type of an ID token', made({}, { typ: 'at+jwt' })],
    ['another issuer', made({ iss: 'somebody' })],
    ['another client', made({ client_id: e.web.client_id })],
    ['another audience', made({ aud: 'https://elsewhere.example/' })],
    ['two audiences', made({ aud: [e.ctx.issuer, 'https://elsewhere.example/'] })],
    ['a client assertion', made({ sub: client.client_id })],
    ['no exp', made({ exp: undefined })],
    ['expired', made({ exp: now - 11 })],
    ['too long a life', made({ exp: now + 4000 })],
    ['not yet', made({ nbf: now + 60 })],
    ['an object inside', made({ request: good })],
    ['a reference inside', made({ request_uri: 'https://evil.example/' })],
    ['a bomb', made({ padding: 'x'.repeat(40_000) })],
  ]
  for (const [name, request] of table) {
    const reply = await ask(request, { redirect_uri: callback, response_type: 'code' })
    assert.equal(reply.status, 400, name)
    assert.match(String(reply.body), /invalid_request_object/, name)
    assert.equal(reply.headers?.['location'], undefined, name)
  }
  assert.match((await ask(good)).headers!['location']!, /^\/u\/login/)
})

test('inside, the ordinary rules hold', async () => {
  const evil = await ask(signedRequest(e.ctx, client.client_id, key, { ...ordinary, redirect_uri: 'https://evil.example/' }))
  assert.equal(evil.status, 403)
  const silent = returned(await ask(signedRequest(e.ctx, client.client_id, key, { ...ordinary, prompt: 'none' })))
  assert.equal(silent.parameters['error'], 'login_required')
})

test('an application can be held to signing; one without keys is told that objects are not read', async () => {
  const strict = await signer({ required: true })
  const plain = returned(await e.browser().go(authorizeUrl({ client_id: strict.client_id, ...ordinary })))
  assert.deepEqual([plain.parameters['error'], plain.parameters['error_description']], ['invalid_request', 'A signed request object is required for this client.'])
  const claimed = returned(await e.browser().go(authorizeUrl({ client_id: strict.client_id, ...ordinary, via: 'signed' })))
  assert.equal(claimed.parameters['error'], 'invalid_request')
  const request = signedRequest(e.ctx, strict.client_id, key, ordinary)
  assert.ok(returned(await e.browser().travel(authorizeUrl({ client_id: strict.client_id, request }))).parameters['code'])
  const keyless = returned(await e.browser().go(authorizeUrl({ client_id: e.web.client_id, ...ordinary, request: signedRequest(e.ctx, e.web.client_id, key, ordinary) })))
  assert.equal(keyless.parameters['error'], 'request_not_supported')
})
