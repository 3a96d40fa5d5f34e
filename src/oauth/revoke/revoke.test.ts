import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { password, startEngine, type Engine } from '../engine.fixture.ts'

let e: Engine
before(async () => {
  e = await startEngine()
})
after(() => e.close())

const credentials = () => ({ client_id: e.web.client_id, client_secret: e.web.client_secret })
const newToken = async (): Promise<string> =>
  (await e.token({ grant_type: 'http://auth0.com/oauth/grant-type/password-realm', ...credentials(), username: 'jane@example.com', password, realm: 'people' })).body['refresh_token']
const works = async (token: string) => (await e.token({ grant_type: 'refresh_token', ...credentials(), refresh_token: token })).status === 200
const revoke = (body: Record<string, unknown>, contentType = 'application/json') => e.call('POST /oauth/revoke', { body, contentType })

test('a revoked token is dead, its sister lives; the answer is empty', async () => {
  const [token, sister] = [await newToken(), await newToken()]
  const reply = await revoke({ ...credentials(), token, token_type_hint: 'refresh_token' })
  assert.deepEqual([reply.status, reply.body, reply.headers!['content-type']], [200, undefined, 'application/json'])
  assert.equal(await works(token), false)
  assert.equal(await works(sister), true)
  assert.ok((await e.events()).includes('srrt'))
})

test('an unknown token is as good as revoked, and another application\'s is left alone', async () => {
  const token = await newToken()
  assert.equal((await revoke({ ...credentials(), token: 'nonsense' })).status, 200)
  assert.equal((await revoke({ client_id: e.spa.client_id, token })).status, 200)
  assert.equal(await works(token), true)
})

test('errors', async () => {
  const wrong = await revoke({ client_id: e.web.client_id, client_secret: 'wrong', token: 'x' })
  assert.deepEqual([wrong.status, JSON.parse(String(wrong.body)).error], [401, 'invalid_client'])
  const missing = await revoke(credentials(), 'application/x-www-form-urlencoded')
  assert.deepEqual([missing.status, JSON.parse(String(missing.body)).error], [400, 'invalid_request'])
})

test('with the tenant\'s switch every token of that person, application and API goes', async () => {
  const [token, sister] = [await newToken(), await newToken()]
  await e.ctx.db.execute(`UPDATE tenants SET settings = '{"flags": {"revoke_refresh_token_grant": true}}' WHERE id = $1`, [e.ctx.tenant.id])
  await e.ctx.cache.settled(e.ctx.tenant.id)
  await revoke({ ...credentials(), token })
  assert.equal(await works(sister), false)
})
