import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { after, before, test } from 'node:test'
import type { Client } from '#resources/clients/index.ts'
import { authorizeUrl, callback, pkce, returned, startEngine, type Engine, type Loose } from '../engine.fixture.ts'
import { signedRequest } from '../request-object/request-object.fixture.ts'

let e: Engine
const settings = (over: Loose) => e.ctx.db.execute('UPDATE tenants SET settings = $2 WHERE id = $1', [e.ctx.tenant.id, over]).then(() => e.ctx.cache.settled(e.ctx.tenant.id))
before(async () => {
  e = await startEngine()
  await settings({ pushed_authorization_requests_supported: true })
})
after(() => e.close())

const push = async (over: Loose = {}, client: Client = e.web) => {
  const body = { client_id: client.client_id, client_secret: client.client_secret, response_type: 'code', redirect_uri: callback, scope: 'openid', state: 'pushed', ...over }
  const reply = await e.call('POST /oauth/par', { body, contentType: 'application/x-www-form-urlencoded' })
  return { status: reply.status, body: JSON.parse(String(reply.body)) as Loose }
}
const carry = (requestUri: string, more: Record<string, string> = {}) => authorizeUrl({ client_id: e.web.client_id, request_uri: requestUri, ...more })

test('a pushed request leads to a code; what stands in the query beside it counts for nothing', async () => {
  const { status, body } = await push()
  assert.equal(status, 201)
  assert.equal(body['expires_in'], 30)
  assert.match(body['request_uri'], /^urn:ietf:params:oauth:request_uri:[\w-]{43}$/)
  const { to, parameters } = returned(await e.browser().travel(carry(body['request_uri'], { redirect_uri: 'https://evil.example/', scope: 'openid offline_access', state: 'query' })))
  assert.equal(to, callback)
  assert.equal(parameters['state'], 'pushed')
  const tokens = await e.token({ grant_type: 'authorization_code', client_id: e.web.client_id, client_secret: e.web.client_secret, code: parameters['code'], redirect_uri: callback })
  assert.deepEqual([tokens.status, tokens.body['scope']], [200, 'openid'])
})

test('one use, for one application, for half a minute; of fifty at once one gets it', async () => {
  const { body } = await push()
  const replies = await Promise.all(Array.from({ length: 50 }, () => e.browser().go(carry(body['request_uri']))))
  assert.equal(replies.filter((reply) => reply.headers?.['location']?.startsWith('/u/login')).length, 1)
  assert.equal(replies.filter((reply) => reply.status === 400 && String(reply.body).includes('invalid_request_uri')).length, 49)
  const other = await e.client({ app_type: 'regular_web' })
  const foreign = (await push()).body['request_uri']
  assert.equal((await e.browser().go(authorizeUrl({ client_id: other.client_id, request_uri: foreign }))).status, 400)
  assert.match((await e.browser().go(carry(foreign))).headers!['location']!, /^\/u\/login/)
  const late = (await push()).body['request_uri']
  e.t.clock.advance(31)
  assert.equal((await e.browser().go(carry(late))).status, 400)
  const patient = await e.client({ app_type: 'regular_web', par_request_expiry: 300 })
  assert.equal((await push({ client_id: patient.client_id, client_secret: patient.client_secret })).body['expires_in'], 300)
})

test('the application must authenticate, and its request must be one that /authorize would take', async () => {
  const table: [over: Loose, status: number, error: string][] = [
    [{ client_secret: 'wrong' }, 401, 'access_denied'],
    [{ client_id: e.spa.client_id, client_secret: undefined, code_challenge: pkce().challenge, code_challenge_method: 'S256' }, 401, 'invalid_client'],
    [{ redirect_uri: 'https://evil.example/' }, 400, 'invalid_request'],
    [{ response_type: undefined }, 400, 'invalid_request'],
    [{ response_type: 'magic' }, 400, 'unsupported_response_type'],
    [{ code_challenge: 'short', code_challenge_method: 'S256' }, 400, 'invalid_request'],
    [{ audience: 'urn:none' }, 400, 'access_denied'],
    [{ request_uri: 'urn:ietf:params:oauth:request_uri:x' }, 400, 'invalid_request'],
    [{ request: 'eyJ' }, 400, 'request_not_supported'],
  ]
  for (const [over, status, error] of table) {
    const answer = await push(over)
    assert.deepEqual([answer.status, answer.body['error']], [status, error], JSON.stringify(over))
  }
  assert.ok((await e.events()).includes('fpar'))
})

test('an application may be held to pushing, also by way of the login pages', async () => {
  const strict = await e.client({ app_type: 'regular_web', require_pushed_authorization_requests: true })
  const refused = returned(await e.browser().go(authorizeUrl({ client_id: strict.client_id, response_type: 'code', redirect_uri: callback, state: 's' })))
  assert.deepEqual([refused.parameters['error'], refused.parameters['error_description']], ['invalid_request', 'Pushed Authorization Requests are required by the configured compliance level'])
  const { body } = await push({}, strict)
  assert.ok(returned(await e.browser().travel(authorizeUrl({ client_id: strict.client_id, request_uri: body['request_uri'] }))).parameters['code'])
})

test('a signed object may be pushed', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const client = await e.client({
    app_type: 'regular_web', require_pushed_authorization_requests: true,
    signed_request_object: { required: true, credentials: [{ credential_type: 'public_key', pem: publicKey.export({ type: 'spki', format: 'pem' }), alg: 'PS256' }] },
  })
  assert.deepEqual((await push({}, client)).body['error_description'], 'A signed request object is required for this client.')
  const request = signedRequest(e.ctx, client.client_id, privateKey, { response_type: 'code', redirect_uri: callback, scope: 'openid', state: 'signed' }, { alg: 'PS256' })
  const { status, body } = await push({ request, response_type: undefined, redirect_uri: undefined, scope: undefined, state: undefined }, client)
  assert.equal(status, 201, JSON.stringify(body))
  assert.equal(returned(await e.browser().travel(authorizeUrl({ client_id: client.client_id, request_uri: body['request_uri'] }))).parameters['state'], 'signed')
})

test('a tenant that has not turned it on has no such endpoint', async () => {
  const metadata = async () => JSON.parse(String((await e.call('GET /.well-known/openid-configuration')).body)) as Loose
  assert.equal((await metadata())['pushed_authorization_request_endpoint'], `${e.ctx.origin}/oauth/par`)
  const waiting = (await push()).body['request_uri']
  await settings({ pushed_authorization_requests_supported: false })
  assert.ok(!('pushed_authorization_request_endpoint' in (await metadata())))
  const answer = await push()
  assert.deepEqual([answer.status, answer.body['error']], [404, 'endpoint_disabled'])
  assert.equal(returned(await e.browser().go(carry(waiting, { redirect_uri: callback, response_type: 'code' }))).parameters['error'], 'request_uri_not_supported')
})
