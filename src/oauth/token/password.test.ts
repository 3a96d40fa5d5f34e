import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createClientGrant } from '#resources/client-grants/index.ts'
import { apiIdentifier, claimsOf, password, startEngine, type Engine } from '../engine.fixture.ts'

let e: Engine
before(async () => {
  e = await startEngine()
})
after(() => e.close())

const realm = 'http://auth0.com/oauth/grant-type/password-realm'
const ask = (over: Record<string, unknown> = {}) =>
  e.token({ grant_type: realm, client_id: e.web.client_id, client_secret: e.web.client_secret, username: 'jane@example.com', password, realm: 'people', ...over })

test('by realm; asked for nothing, an application gets the documented scopes and an ID token', async () => {
  const { status, body } = await ask()
  assert.equal(status, 200, JSON.stringify(body))
  assert.equal(body['scope'], 'openid profile email address phone offline_access')
  assert.equal(claimsOf(body['id_token'])['email'], 'jane@example.com')
  assert.ok(body['refresh_token'])
  const refreshed = await e.token({ grant_type: 'refresh_token', client_id: e.web.client_id, client_secret: e.web.client_secret, refresh_token: body['refresh_token'] })
  assert.equal(refreshed.status, 200)
  assert.ok((await e.events()).includes('sepft'))
})

test('with an audience the token says how it was come by, also after a refresh', async () => {
  const { body } = await ask({ audience: apiIdentifier, scope: 'read:things offline_access' })
  assert.equal(claimsOf(body['access_token'])['gty'], 'password')
  assert.equal(claimsOf(body['access_token'])['aud'], apiIdentifier)
  assert.ok(!('id_token' in body))
  const refreshed = await e.token({ grant_type: 'refresh_token', client_id: e.web.client_id, client_secret: e.web.client_secret, refresh_token: body['refresh_token'] })
  assert.deepEqual(claimsOf(refreshed.body['access_token'])['gty'], ['refresh_token', 'password'])
})

test('the plain grant needs the tenant\'s default directory', async () => {
  const without = await ask({ grant_type: 'password' })
  assert.deepEqual(without.body, { error: 'server_error', error_description: 'Authorization server not configured with default connection.' })
  await e.ctx.db.execute(`UPDATE tenants SET settings = '{"default_directory": "people"}' WHERE id = $1`, [e.ctx.tenant.id])
  await e.ctx.cache.settled(e.ctx.tenant.id)
  assert.equal((await ask({ grant_type: 'password', realm: undefined })).status, 200)
})

test('an API that is closed to people is closed to passwords too', async () => {
  await e.api({ identifier: 'urn:closed', subject_type_authorization: { user: { policy: 'deny_all' }, client: { policy: 'require_client_grant' } } })
  const { status, body } = await ask({ audience: 'urn:closed' })
  assert.deepEqual([status, body['error']], [403, 'access_denied'])
  await e.api({ identifier: 'urn:by-grant', subject_type_authorization: { user: { policy: 'require_client_grant' }, client: { policy: 'require_client_grant' } } })
  assert.equal((await ask({ audience: 'urn:by-grant' })).body['error'], 'access_denied')
  await createClientGrant(e.ctx, { client_id: e.web.client_id, audience: 'urn:by-grant', scope: ['read:things'], subject_type: 'user' })
  await e.ctx.cache.settled(e.ctx.tenant.id)
  const { body: granted } = await ask({ audience: 'urn:by-grant', scope: 'openid read:things write:things' })
  assert.equal(granted['scope'], 'openid read:things', 'no more than the grant allows')
})

test('after ten wrong passwords in a row nobody is let in from there, and the answer is the same whether or not there is such a person', async () => {
  for (const username of ['jane@example.com', 'nobody@example.com']) {
    const from = { ip: '198.51.100.10' }
    const once = (over: Record<string, unknown>) =>
      e.token({ grant_type: realm, client_id: e.web.client_id, client_secret: e.web.client_secret, username, realm: 'people', ...over }, from)
    for (let n = 0; n < 10; n += 1) assert.equal((await once({ password: 'wrong' })).status, 403)
    const { status, body } = await once({ password })
    assert.equal(status, 429)
    assert.deepEqual(body, {
      error: 'too_many_attempts',
      error_description: "Your account has been blocked after multiple consecutive login attempts. We've sent you a notification via your preferred contact method with instructions on how to unblock it.",
    })
  }
  assert.equal((await ask()).status, 200, 'from elsewhere it goes on')
})

test('the address that an application forwards counts, where the application is trusted with that', async () => {
  const trusted = await e.client({ app_type: 'regular_web', grant_types: [realm], is_token_endpoint_ip_header_trusted: true })
  const last = async () => (await e.ctx.db.one<{ ip: string }>("SELECT ip FROM logs WHERE type = 'fp' ORDER BY log_id DESC LIMIT 1")).ip
  const fail = (client: { client_id: string; client_secret?: string | undefined }, told: string) =>
    e.token({ grant_type: realm, client_id: client.client_id, client_secret: client.client_secret, username: 'jane@example.com', password: 'wrong', realm: 'people' }, { ip: '192.0.2.1', headers: { 'auth0-forwarded-for': told } })
  await fail(trusted, '203.0.113.7')
  assert.equal(await last(), '203.0.113.7')
  for (const [client, told] of [[e.web, '203.0.113.8'], [trusted, '203.0.113.8, 10.0.0.1'], [trusted, 'nonsense']] as const) {
    await fail(client, told)
    assert.equal(await last(), '192.0.2.1', told)
  }
})

test('refusals have their words, the same for unknown people and wrong passwords', async () => {
  const wrong = { error: 'invalid_grant', error_description: 'Wrong email or password.' }
  const table: [over: Record<string, unknown>, status: number, body: object][] = [
    [{ password: 'wrong' }, 403, wrong],
    [{ username: 'nobody@example.com' }, 403, wrong],
    [{ realm: 'nowhere' }, 400, { error: 'invalid_request', error_description: 'Unknown realm nowhere.' }],
    [{ realm: 'Username-Password-Authentication' }, 400, { error: 'invalid_request', error_description: 'Unknown realm Username-Password-Authentication.' }],
    [{ realm: undefined }, 400, { error: 'invalid_request', error_description: 'Missing required parameter: realm' }],
    [{ username: undefined }, 400, { error: 'invalid_request', error_description: 'Missing required parameter: username' }],
    [{ password: undefined }, 400, { error: 'invalid_request', error_description: 'Missing required parameter: password' }],
    [{ audience: 'urn:none' }, 403, { error: 'access_denied', error_description: 'Service not found: urn:none' }],
  ]
  for (const [over, status, body] of table) {
    const answer = await ask(over)
    assert.deepEqual([answer.status, answer.body], [status, body])
  }
  await e.ctx.db.execute('UPDATE users SET blocked = true WHERE user_id = $1', [e.user.user_id])
  assert.deepEqual((await ask()).body, { error: 'unauthorized', error_description: 'user is blocked' })
  assert.deepEqual((await ask({ password: 'wrong' })).body, wrong)
  await e.ctx.db.execute('UPDATE users SET blocked = false WHERE user_id = $1', [e.user.user_id])
  const events = await e.events()
  for (const type of ['fp', 'fu', 'fepft']) assert.ok(events.includes(type), type)
})
