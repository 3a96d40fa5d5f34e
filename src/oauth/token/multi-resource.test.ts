import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Client } from '#resources/clients/index.ts'
import { apiIdentifier, authorizeUrl, callback, claimsOf, pkce, returned, startEngine, type Browser, type Engine, type Loose } from '../engine.fixture.ts'

const reports = 'https://reports.example.com/'
let e: Engine
let app: Client
before(async () => {
  e = await startEngine()
  await e.api({ identifier: reports })
  await e.api({ identifier: 'urn:insists', skip_consent_for_verifiable_first_party_clients: false })
  app = await e.client({
    app_type: 'spa',
    refresh_token: {
      rotation_type: 'rotating', expiration_type: 'expiring', leeway: 0,
      policies: [{ audience: reports, scope: ['read:things'] }, { audience: 'urn:insists', scope: ['read:things'] }],
    },
  })
})
after(() => e.close())

async function signIn(client: Client, scope: string, browser: Browser = e.browser()): Promise<Loose> {
  const { verifier, challenge } = pkce()
  const url = authorizeUrl({ client_id: client.client_id, response_type: 'code', redirect_uri: callback, scope, audience: apiIdentifier, code_challenge: challenge, code_challenge_method: 'S256' })
  const { code } = returned(await browser.travel(url)).parameters
  return (await e.token({ grant_type: 'authorization_code', client_id: client.client_id, code, code_verifier: verifier, redirect_uri: callback })).body
}
const refresh = (client: Client, token: string, over: Record<string, unknown> = {}) => e.token({ grant_type: 'refresh_token', client_id: client.client_id, refresh_token: token, ...over })

test('a refresh token is good for the APIs of its policies, each with its own scopes', async () => {
  const first = await signIn(app, 'openid write:things offline_access')
  const other = await refresh(app, first['refresh_token'], { audience: reports })
  assert.equal(other.status, 200, JSON.stringify(other.body))
  assert.equal(other.body['scope'], 'openid offline_access read:things')
  assert.deepEqual([claimsOf(other.body['access_token'])['aud']].flat()[0], reports)
  const narrow = await refresh(app, other.body['refresh_token'], { audience: reports, scope: 'read:things' })
  assert.equal(narrow.body['scope'], 'read:things')
  const own = await refresh(app, narrow.body['refresh_token'])
  assert.equal(own.body['scope'], 'openid write:things offline_access', 'the family is what it was')
  assert.equal(claimsOf(own.body['access_token'])['aud'][0], apiIdentifier)
})

test('another API, or one that wants consent, is refused and the token is not spent', async () => {
  const { refresh_token: token } = await signIn(app, 'openid offline_access')
  const unknown = await refresh(app, token, { audience: 'urn:other' })
  assert.deepEqual([unknown.status, unknown.body['error']], [403, 'access_denied'])
  assert.equal((await refresh(app, token, { audience: 'urn:insists' })).body['error'], 'consent_required')
  assert.equal((await refresh(app, token, { audience: reports })).status, 200)
  assert.equal((await refresh(app, 'nonsense', { audience: reports })).body['error_description'], 'Unknown or invalid refresh token.')
})

test('without policies a named audience is passed over', async () => {
  const { refresh_token: token } = await signIn(e.spa, 'openid offline_access')
  const answer = await refresh(e.spa, token, { audience: reports })
  assert.equal(claimsOf(answer.body['access_token'])['aud'][0], apiIdentifier)
})

test('an online refresh token ends with its session; the API must allow it', async () => {
  assert.ok(!('refresh_token' in (await signIn(e.spa, 'openid online_access'))))
  await e.api({ identifier: 'urn:unused' })
  await e.ctx.db.execute(`UPDATE resource_servers SET body = body || '{"allow_online_access": true}' WHERE tenant_id = $1 AND identifier = $2`, [e.ctx.tenant.id, apiIdentifier])
  await e.ctx.cache.settled(e.ctx.tenant.id)
  const browser = e.browser()
  const first = await signIn(e.spa, 'openid online_access', browser)
  assert.equal(first['scope'], 'openid online_access')
  const second = await refresh(e.spa, first['refresh_token'])
  assert.equal(second.status, 200, JSON.stringify(second.body))
  await browser.go('/v2/logout')
  const third = await refresh(e.spa, second.body['refresh_token'])
  assert.deepEqual([third.status, third.body['error_description']], [403, 'Unknown or invalid refresh token.'])
  assert.ok(!(await e.events()).includes('ferrt'), 'an end, no theft')
})
