import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { apiIdentifier, password, startEngine, type Engine } from '../engine.fixture.ts'
import { idToken } from '../tokens/index.ts'

let e: Engine
before(async () => {
  e = await startEngine()
})
after(() => e.close())

const tokenFor = async (over: Record<string, unknown> = {}): Promise<string> =>
  (await e.token({ grant_type: 'http://auth0.com/oauth/grant-type/password-realm', client_id: e.web.client_id, client_secret: e.web.client_secret, username: 'jane@example.com', password, realm: 'people', ...over })).body['access_token']
const ask = (token: string | undefined, method: 'GET' | 'POST' = 'GET') => e.call(`${method} /userinfo`, { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } })

test('both kinds of token open the claims of their scopes', async () => {
  const opaque = await ask(await tokenFor({ scope: 'openid email' }))
  assert.equal(opaque.status, 200)
  assert.deepEqual(JSON.parse(String(opaque.body)), { sub: e.user.user_id, email: 'jane@example.com', email_verified: false })
  const jwt = await ask(await tokenFor({ scope: 'openid profile', audience: apiIdentifier }), 'POST')
  assert.deepEqual(Object.keys(JSON.parse(String(jwt.body))), ['sub', 'name', 'nickname', 'picture', 'updated_at'])
  assert.match(jwt.headers!['content-type']!, /^application\/json/)
  const form = await e.call('POST /userinfo', { body: { access_token: await tokenFor({ scope: 'openid' }) }, contentType: 'application/x-www-form-urlencoded' })
  assert.deepEqual(JSON.parse(String(form.body)), { sub: e.user.user_id })
})

test('everything else is refused', async () => {
  const status = async (token: string | undefined) => (await ask(token)).status
  assert.equal(await status(undefined), 401)
  assert.equal(await status('nonsense'), 401)
  assert.equal(await status(await tokenFor({ scope: 'read:things', audience: apiIdentifier })), 401, 'not made for /userinfo')
  assert.equal(await status(await tokenFor({ scope: 'email' })), 403, 'without openid')
  assert.equal(await status(await idToken(e.ctx, { client: e.web, user: e.user, scopes: ['openid'] })), 401, 'an ID token is no access token')
  const token = await tokenFor({ scope: 'openid' })
  const [head, , nonce, body, tag] = token.split('.')
  assert.equal(await status([head, '', nonce, body, tag!.slice(0, 6)].join('.')), 401, 'a shortened tag')
  assert.equal(await status([head, '', nonce, `${body!.slice(0, -2)}AA`, tag].join('.')), 401, 'an altered body')
  e.t.clock.advance(86_400)
  assert.equal(await status(token), 401, 'expired')
  const refused = await ask('nonsense')
  assert.match(refused.headers!['www-authenticate']!, /^Bearer .*error="invalid_token"/)
  assert.equal(JSON.parse(String(refused.body)).error, 'invalid_token')
})

test('a person who was blocked is unknown at once', async () => {
  const token = await tokenFor({ scope: 'openid' })
  await e.ctx.db.execute('UPDATE users SET blocked = true WHERE user_id = $1', [e.user.user_id])
  assert.equal((await ask(token)).status, 401)
  await e.ctx.db.execute('UPDATE users SET blocked = false WHERE user_id = $1', [e.user.user_id])
  assert.equal((await ask(token)).status, 200)
})

test('another tenant does not open our tokens', async () => {
  const { createTenant } = await import('#resources/tenants/index.ts')
  await createTenant(e.t.process, { name: 'stranger' })
  const stranger = await e.t.tenant('stranger')
  const { userinfoEndpoints } = await import('./index.ts')
  for (const token of [await tokenFor({ scope: 'openid' }), await tokenFor({ scope: 'openid', audience: apiIdentifier })]) {
    const reply = await userinfoEndpoints[0]!.handle({ ...stranger.request, headers: { authorization: `Bearer ${token}` } }, stranger)
    assert.equal(reply.status, 401)
  }
})
