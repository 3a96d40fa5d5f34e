import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createClientGrant } from '#resources/client-grants/index.ts'
import type { Client } from '#resources/clients/index.ts'
import { verifyOwnToken } from '#resources/keys/index.ts'
import { apiIdentifier, password, startEngine, type Engine, type Loose } from '../engine.fixture.ts'
import { tokenTypes } from './index.ts'

const grantType = 'urn:ietf:params:oauth:grant-type:token-exchange'
const inner = 'https://inner.example.com/'
let e: Engine
let orders: Client
before(async () => {
  e = await startEngine()
  await e.api({ identifier: inner, token_lifetime: 80_000 })
  orders = await e.client({
    name: 'Orders API', app_type: 'resource_server', resource_server_identifier: apiIdentifier, token_endpoint_auth_method: 'client_secret_post', grant_types: [grantType],
    token_exchange: { allow_any_profile_of_type: ['on_behalf_of_token_exchange'] },
  })
  await createClientGrant(e.ctx, { client_id: orders.client_id, audience: inner, scope: ['read:things'], subject_type: 'user' })
  await e.ctx.cache.settled(e.ctx.tenant.id)
})
after(() => e.close())

const personsToken = async (over: Record<string, unknown> = {}): Promise<string> =>
  (await e.token({ grant_type: 'http://auth0.com/oauth/grant-type/password-realm', client_id: e.web.client_id, client_secret: e.web.client_secret, username: 'jane@example.com', password, realm: 'people', audience: apiIdentifier, scope: 'openid read:things', ...over })).body['access_token']
const exchange = (subject_token: string, over: Record<string, unknown> = {}) =>
  e.token({ grant_type: grantType, client_id: orders.client_id, client_secret: orders.client_secret, subject_token, subject_token_type: tokenTypes.accessToken, audience: inner, ...over })

test('an API calls another one for the person who called it: the same person, the API as actor, no longer than the first token', async () => {
  const first = await personsToken()
  e.t.clock.advance(70_000)
  const { status, body } = await exchange(first)
  assert.equal(status, 200, JSON.stringify(body))
  assert.deepEqual(Object.keys(body).sort(), ['access_token', 'expires_in', 'issued_token_type', 'scope', 'token_type'])
  assert.deepEqual([body['issued_token_type'], body['scope'], body['expires_in']], [tokenTypes.accessToken, 'read:things', 16_400])
  const claims = await verifyOwnToken(e.ctx, body['access_token'])
  assert.deepEqual([claims.sub, claims['aud'], claims['azp'], claims['act']], [e.user.user_id, inner, orders.client_id, { sub: orders.client_id }])
  assert.equal(claims.exp, (await verifyOwnToken(e.ctx, first)).exp)
  assert.ok((await e.events()).includes('success_on_behalf_of_token_exchange'))
})

test('every refusal', async () => {
  const token = await personsToken()
  const machine = (await e.token({ grant_type: 'client_credentials', client_id: e.web.client_id, client_secret: e.web.client_secret, audience: apiIdentifier })).body['access_token']
  const exchanged = (await exchange(token)).body['access_token']
  const id = (await e.token({ grant_type: 'http://auth0.com/oauth/grant-type/password-realm', client_id: e.web.client_id, client_secret: e.web.client_secret, username: 'jane@example.com', password, realm: 'people' })).body as Loose
  await e.api({ identifier: 'urn:ungranted' })
  const table: [what: string, answer: ReturnType<typeof exchange>, status: number, error: string][] = [
    ['no subject token', exchange(''), 400, 'invalid_request'],
    ['nonsense', exchange('nonsense'), 403, 'invalid_grant'],
    ['an application has no person', exchange(machine), 403, 'invalid_grant'],
    ['for another API', exchange(exchanged), 403, 'invalid_grant'],
    ['an ID token', exchange(id['id_token']), 403, 'invalid_grant'],
    ['an opaque token', exchange(id['access_token']), 403, 'invalid_grant'],
    ['unknown type', exchange(token, { subject_token_type: 'urn:acme:legacy' }), 400, 'invalid_request'],
    ['another token wanted', exchange(token, { requested_token_type: 'urn:ietf:params:oauth:token-type:refresh_token' }), 400, 'invalid_request'],
    ['an actor', exchange(token, { actor_token: token, actor_token_type: tokenTypes.accessToken }), 400, 'invalid_request'],
    ['no audience', exchange(token, { audience: undefined }), 400, 'invalid_request'],
    ['unknown audience', exchange(token, { audience: 'urn:nowhere' }), 403, 'access_denied'],
    ['no grant for people', exchange(token, { audience: 'urn:ungranted' }), 403, 'access_denied'],
    ['beyond the grant', exchange(token, { scope: 'write:things' }), 403, 'access_denied'],
    ['openid', exchange(token, { scope: 'openid' }), 403, 'access_denied'],
    ['wrong secret', exchange(token, { client_secret: 'wrong' }), 401, 'access_denied'],
  ]
  for (const [what, answer, status, error] of table) {
    const { status: was, body } = await answer
    assert.deepEqual([was, body['error']], [status, error], what)
  }
  const other = await e.client({ app_type: 'regular_web', grant_types: [grantType] })
  assert.equal((await exchange(token, { client_id: other.client_id, client_secret: other.client_secret })).body['error'], 'unauthorized_client')
  await e.ctx.db.execute('UPDATE users SET blocked = true WHERE user_id = $1', [e.user.user_id])
  assert.equal((await exchange(token)).body['error'], 'invalid_grant')
  await e.ctx.db.execute('UPDATE users SET blocked = false WHERE user_id = $1', [e.user.user_id])
  e.t.clock.advance(90_000)
  assert.equal((await exchange(token)).body['error'], 'invalid_grant', 'expired')
})
