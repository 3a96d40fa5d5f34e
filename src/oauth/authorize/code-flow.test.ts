import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { verifyOwnToken } from '#resources/keys/index.ts'
import { apiIdentifier, authorizeUrl, callback, claimsOf, headerOf, pkce, returned, startEngine, type Engine, type Loose } from '../engine.fixture.ts'

let e: Engine
before(async () => {
  e = await startEngine()
})
after(() => e.close())

const state = 'b3BhcXVl+/=='
const ask = (over: Record<string, string | undefined> = {}) => authorizeUrl({ client_id: e.web.client_id, response_type: 'code', redirect_uri: callback, scope: 'openid profile email', state, ...over })
const exchange = (code: string, over: Record<string, unknown> = {}) =>
  e.token({ grant_type: 'authorization_code', client_id: e.web.client_id, client_secret: e.web.client_secret, code, redirect_uri: callback, ...over })
const codeFor = async (over: Record<string, string | undefined> = {}, browser = e.browser()) => returned(await browser.travel(ask(over))).parameters['code']!

test('a confidential application signs a person in; state comes back byte for byte, with the issuer', async () => {
  const browser = e.browser()
  const first = await browser.go(ask())
  assert.equal(first.status, 302)
  assert.match(first.headers!['location']!, /^\/u\/login\?state=/)
  const back = returned(await browser.travel(ask({ nonce: 'n-1', max_age: '600' })))
  assert.equal(back.to, callback)
  assert.deepEqual(Object.keys(back.parameters), ['code', 'state', 'iss'])
  assert.equal(back.parameters['state'], state)
  assert.equal(back.parameters['iss'], e.ctx.issuer)

  const { status, body } = await exchange(back.parameters['code']!)
  assert.equal(status, 200)
  assert.deepEqual(Object.keys(body).sort(), ['access_token', 'expires_in', 'id_token', 'scope', 'token_type'])
  assert.equal(body['scope'], 'openid profile email')
  assert.equal(headerOf(body['access_token'])['enc'], 'A256GCM')
  assert.equal(body['access_token'].split('.').length, 5)
  const id = await verifyOwnToken(e.ctx, body['id_token'])
  const now = e.t.clock.seconds()
  const { name, nickname, picture, updated_at, sid, ...rest } = id
  assert.deepEqual(rest, {
    iss: e.ctx.issuer, aud: e.web.client_id, sub: e.user.user_id, iat: now, exp: now + 36_000, nonce: 'n-1', auth_time: now,
    email: 'jane@example.com', email_verified: false,
  })
  assert.ok(name && nickname && picture && updated_at && sid)
  const events = await e.events()
  assert.ok(events.includes('s') && events.includes('seacft'))
})

test('a session answers without asking, keeps its sid, and both cookies are set as browsers need them', async () => {
  const browser = e.browser()
  const reply = await browser.travel(ask())
  const cookies = new Map(reply.cookies?.map((cookie) => [cookie.name, cookie]))
  assert.deepEqual(cookies.get('auth0') && { ...cookies.get('auth0'), value: '' }, { name: 'auth0', value: '', httpOnly: true, path: '/', maxAge: 168 * 3600, secure: true, sameSite: 'None' })
  assert.equal(cookies.get('auth0_compat')?.value, cookies.get('auth0')?.value)
  const sid = claimsOf((await exchange(returned(reply).parameters['code']!)).body['id_token'])['sid']
  const silent = await browser.go(ask({ prompt: 'none' }))
  const again = await exchange(returned(silent).parameters['code']!)
  assert.equal(claimsOf(again.body['id_token'])['sid'], sid)
  assert.ok(!('nonce' in claimsOf(again.body['id_token'])))
  assert.ok((await e.events()).includes('ssa'))
})

test('a public application uses PKCE and gets a JWT for its API', async () => {
  const { verifier, challenge } = pkce()
  const over = { client_id: e.spa.client_id, audience: apiIdentifier, scope: 'openid read:things delete:things offline_access', code_challenge: challenge, code_challenge_method: 'S256' }
  const code = await codeFor(over)
  const { status, body } = await exchange(code, { client_id: e.spa.client_id, client_secret: undefined, code_verifier: verifier })
  assert.equal(status, 200, JSON.stringify(body))
  // What the API does not have is left out.
  assert.equal(body['scope'], 'openid read:things offline_access')
  assert.match(body['refresh_token'], /^v1\.[\w-]{40,}$/)
  const claims = await verifyOwnToken(e.ctx, body['access_token'])
  const now = e.t.clock.seconds()
  assert.deepEqual(claims, {
    iss: e.ctx.issuer, sub: e.user.user_id, aud: [apiIdentifier, `${e.ctx.issuer}userinfo`], iat: now, exp: now + 86_400,
    scope: 'openid read:things offline_access', azp: e.spa.client_id,
  })
})

test('codes: unknown, expired, of another client, with another address, reused', async () => {
  const refused = async (answer: Promise<{ status: number; body: Loose }>, description: string | RegExp) => {
    const { status, body } = await answer
    assert.deepEqual([status, body['error']], [403, 'invalid_grant'])
    assert.match(body['error_description'], typeof description === 'string' ? new RegExp(`^${description}$`) : description)
  }
  await refused(exchange('nonsense'), 'Invalid authorization code')
  const foreign = await e.client({ app_type: 'regular_web' })
  const code = await codeFor()
  await refused(exchange(code, { client_id: foreign.client_id, client_secret: foreign.client_secret }), 'Invalid authorization code')
  assert.equal((await exchange(code)).status, 200, 'the attempt of another client must not burn the code')
  await refused(exchange(code), 'Invalid authorization code')
  await refused(exchange(await codeFor(), { redirect_uri: 'https://app.example.com/other' }), /redirect URI/)
  await refused(exchange(await codeFor(), { redirect_uri: undefined }), /redirect URI/)
  const late = await codeFor()
  e.t.clock.advance(61)
  await refused(exchange(late), 'Invalid authorization code')
  const events = await e.events()
  assert.ok(events.includes('feacft'))
})

test('PKCE: a wrong, missing or unasked verifier is refused, plain works where the application is registered for it, S256 is not taken for plain', async () => {
  const { verifier, challenge } = pkce()
  const s256 = { code_challenge: challenge, code_challenge_method: 'S256' }
  const attempt = async (over: Record<string, string | undefined>, code_verifier: string | undefined) => {
    const { status, body } = await exchange(await codeFor(over), { code_verifier })
    return status === 200 ? 'ok' : body['error_description']
  }
  assert.equal(await attempt(s256, verifier), 'ok')
  assert.equal(await attempt(s256, pkce().verifier), 'Failed to verify code verifier')
  assert.equal(await attempt(s256, undefined), 'Failed to verify code verifier')
  assert.equal(await attempt(s256, challenge), 'Failed to verify code verifier')
  assert.equal(await attempt({}, verifier), 'Failed to verify code verifier')
  for (const plain of [{ code_challenge: verifier, code_challenge_method: 'plain' }, { code_challenge: verifier }]) {
    const { parameters } = returned(await e.browser().go(authorizeUrl({ client_id: e.web.client_id, response_type: 'code', redirect_uri: callback, ...plain })))
    assert.match(parameters['error_description'] ?? '', /allow_plain_code_challenge/)
  }
  await e.ctx.db.execute(`UPDATE clients SET body = body || '{"allow_plain_code_challenge": true}' WHERE client_id = $1`, [e.web.client_id])
  await e.ctx.cache.settled(e.ctx.tenant.id)
  assert.equal(await attempt({ code_challenge: verifier, code_challenge_method: 'plain' }, verifier), 'ok')
  assert.equal(await attempt({ code_challenge: verifier }, verifier), 'ok')
})

test('a public client without a challenge does not get as far as a code', async () => {
  const back = returned(await e.browser().go(ask({ client_id: e.spa.client_id })))
  assert.deepEqual([back.parameters['error'], back.parameters['error_description']], ['invalid_request', 'Missing required parameter: code_challenge'])
})

test('fifty parallel redemptions of one code have one winner, and its refresh token dies with the replay', async () => {
  const code = await codeFor({ audience: apiIdentifier, scope: 'openid offline_access' })
  const answers = await Promise.all(Array.from({ length: 50 }, () => exchange(code)))
  const winners = answers.filter((answer) => answer.status === 200)
  assert.equal(winners.length, 1)
  const refresh = await e.token({ grant_type: 'refresh_token', client_id: e.web.client_id, client_secret: e.web.client_secret, refresh_token: winners[0]!.body['refresh_token'] })
  assert.deepEqual([refresh.status, refresh.body['error']], [403, 'invalid_grant'])
})

test('RBAC: scopes are held against permissions, and the permissions claim says them all', async () => {
  await e.api({ identifier: 'urn:rbac', enforce_policies: true, token_dialect: 'access_token_authz' })
  const give = (permission: string) => e.ctx.db.execute('INSERT INTO user_permissions (tenant_id, user_id, resource_server_identifier, permission_name) VALUES ($1, $2, $3, $4)', [e.ctx.tenant.id, e.user.user_id, 'urn:rbac', permission])
  await give('read:things')
  const { body } = await exchange(await codeFor({ audience: 'urn:rbac', scope: 'openid read:things write:things' }))
  assert.equal(body['scope'], 'openid read:things')
  assert.deepEqual(claimsOf(body['access_token'])['permissions'], ['read:things'])
})

test('a blocked person gets nothing, by session or by a code from before', async () => {
  const browser = e.browser()
  const code = await codeFor({}, browser)
  await e.ctx.db.execute('UPDATE users SET blocked = true WHERE user_id = $1', [e.user.user_id])
  try {
    const { status, body } = await exchange(code)
    assert.deepEqual([status, body], [403, { error: 'unauthorized', error_description: 'user is blocked' }])
    const back = returned(await browser.go(ask()))
    assert.deepEqual([back.parameters['error'], back.parameters['error_description']], ['unauthorized', 'user is blocked'])
  } finally {
    await e.ctx.db.execute('UPDATE users SET blocked = false WHERE user_id = $1', [e.user.user_id])
  }
})

test('a form may ask as well as a query', async () => {
  const form = Object.fromEntries(new URLSearchParams(ask().split('?')[1]))
  const reply = await e.browser().go('/authorize', form)
  assert.match(reply.headers!['location']!, /^\/u\/login/)
})
