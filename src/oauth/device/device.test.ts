import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Client } from '#resources/clients/index.ts'
import { verifyOwnToken } from '#resources/keys/index.ts'
import { apiIdentifier, hiddenFields, startEngine, type Browser, type Engine, type Loose } from '../engine.fixture.ts'
import { deviceGrant } from './index.ts'

let e: Engine
let tv: Client
before(async () => {
  e = await startEngine()
  tv = await e.client({ name: 'Television', app_type: 'native', token_endpoint_auth_method: 'none', grant_types: [deviceGrant, 'refresh_token'] })
})
after(() => e.close())

const begin = async (over: Record<string, unknown> = {}): Promise<Loose> => {
  const reply = await e.call('POST /oauth/device/code', { body: { client_id: tv.client_id, scope: 'openid offline_access read:things', audience: apiIdentifier, ...over }, contentType: 'application/x-www-form-urlencoded' })
  return { status: reply.status, ...JSON.parse(String(reply.body)) }
}
const poll = async (device: Loose, client = tv) => {
  const { status, body } = await e.token({ grant_type: deviceGrant, client_id: client.client_id, device_code: device['device_code'] })
  return status === 200 ? body : [status, body['error'], body['error_description']]
}
const pending = [403, 'authorization_pending', 'User has yet to authorize device code.']
const over = [403, 'invalid_grant', 'Invalid or expired device code.']

/** As a person does: types the code, reads, presses a button. */
async function activate(device: Loose, action: 'accept' | 'deny', browser: Browser = e.browser(), typed = device['user_code'].toLowerCase().replace('-', ' ')) {
  const entry = await browser.go('/activate')
  const confirm = await browser.go('/activate', { ...hiddenFields(String(entry.body)), user_code: typed })
  if (confirm.status !== 200) return confirm
  const first = await browser.go('/activate/confirm', { ...hiddenFields(String(confirm.body)), action })
  return first.headers?.['location'] === undefined ? first : browser.travel(first.headers['location'])
}

test('a device gets its codes, a person signs in and confirms, the device gets tokens once', async () => {
  const device = await begin()
  assert.equal(device['status'], 200)
  assert.match(device['user_code'], /^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/)
  assert.deepEqual([device['expires_in'], device['interval'], device['verification_uri']], [900, 5, `${e.ctx.origin}/activate`])
  assert.equal(device['verification_uri_complete'], `${e.ctx.origin}/activate?user_code=${device['user_code']}`)
  assert.deepEqual(await poll(device), pending)
  const done = await activate(device, 'accept')
  assert.equal(done.status, 200)
  assert.match(String(done.body), /Your device is connected[^]*Television/)
  assert.ok(done.cookies?.some(({ name }) => name === 'auth0'), 'the person has a session now')
  const tokens = (await poll(device)) as Loose
  assert.deepEqual(Object.keys(tokens).sort(), ['access_token', 'expires_in', 'id_token', 'refresh_token', 'scope', 'token_type'])
  const claims = await verifyOwnToken(e.ctx, tokens['access_token'])
  assert.deepEqual([claims.sub, claims['azp'], claims['scope'], 'gty' in claims], [e.user.user_id, tv.client_id, 'openid offline_access read:things', false])
  assert.deepEqual(await poll(device), over)
  assert.ok((await e.events()).includes('sede'))
})

test('the page names the application and the code, warns, and shows who is signed in; nothing asks again', async () => {
  const browser = e.browser()
  await activate(await begin(), 'accept', browser)
  const device = await begin()
  const entry = await browser.go(`/activate?user_code=${device['user_code']}`)
  assert.match(String(entry.body), new RegExp(`value="${device['user_code']}"`))
  const confirm = await browser.go('/activate', { ...hiddenFields(String(entry.body)), user_code: device['user_code'] })
  assert.match(String(confirm.body), new RegExp(`Television[^]*in front of you[^]*jane@example.com[^]*${device['user_code']}`))
  const done = await browser.go('/activate/confirm', { ...hiddenFields(String(confirm.body)), action: 'accept' })
  assert.match(String(done.body), /Your device is connected/)
  assert.ok(!Array.isArray(await poll(device)))
})

test('a person who cancels is told to the device once', async () => {
  const device = await begin()
  assert.match(String((await activate(device, 'deny')).body), /Nothing was connected/)
  assert.deepEqual(await poll(device), [403, 'access_denied', 'User cancelled the confirmation prompt.'])
  assert.deepEqual(await poll(device), over)
  assert.ok((await e.events()).includes('fdecc'))
})

test('impatient polling is slowed down, expiry is told once, other applications learn nothing', async () => {
  const device = await begin()
  assert.deepEqual(await poll(device), pending)
  assert.deepEqual(await poll(device), [429, 'slow_down', 'You are polling faster than the specified interval of 5 seconds.'])
  e.t.clock.advance(5)
  assert.deepEqual(await poll(device), pending)
  const other = await e.client({ name: 'Radio', app_type: 'native', token_endpoint_auth_method: 'none', grant_types: [deviceGrant] })
  assert.deepEqual(await poll(device, other), over)
  e.t.clock.advance(900)
  assert.deepEqual(await poll(device), [403, 'expired_token', 'The device code has expired.'])
  assert.deepEqual(await poll(device), over)
  assert.equal((await activate(device, 'accept')).status, 400)
})

test('fifty parallel polls of an approved code have one winner; so have fifty parallel confirmations', async () => {
  const device = await begin()
  await activate(device, 'accept')
  const answers = await Promise.all(Array.from({ length: 50 }, () => poll(device)))
  assert.equal(answers.filter((answer) => !Array.isArray(answer)).length, 1)
  const next = await begin()
  const browser = e.browser()
  await activate(await begin(), 'accept', browser)
  const entry = await browser.go('/activate')
  const confirm = await browser.go('/activate', { ...hiddenFields(String(entry.body)), user_code: next['user_code'] })
  const form = hiddenFields(String(confirm.body))
  const words = await Promise.all(Array.from({ length: 50 }, (_, i) => browser.go('/activate/confirm', { ...form, action: i % 2 ? 'accept' : 'deny' })))
  const decided = await e.ctx.db.rows<{ state: string }>('SELECT state FROM deferred_requests WHERE tenant_id = $1 AND state IN ($2, $3)', [e.ctx.tenant.id, 'approved', 'denied'])
  assert.equal(decided.length >= 1 && words.length, 50)
})

test('a form that another site sends, or without the page before it, does nothing', async () => {
  const device = await begin()
  const browser = e.browser()
  const entry = await browser.go('/activate')
  assert.equal((await browser.go('/activate', { user_code: device['user_code'] })).status, 403)
  const token = hiddenFields(String(entry.body))['csrf']!
  assert.equal((await browser.go('/activate/confirm', { user_code: device['user_code'], csrf: token, action: 'accept' })).status, 403, 'the token of the first page does not confirm')
  assert.equal((await e.browser().go('/activate', { user_code: device['user_code'], csrf: token })).status, 403, 'nor in another browser')
  assert.deepEqual(await poll(device), pending)
})

test('guessing codes ends after ten from one address', async () => {
  e.t.clock.advance(901)
  const browser = e.browser()
  const device = await begin()
  for (let i = 0; i < 10; i++) assert.equal((await activate(device, 'accept', browser, `WRNG-${String(i).repeat(4)}`)).status, 400)
  const entry = await activate(device, 'accept', browser)
  assert.equal(entry.status, 429, 'also the right one')
  e.t.clock.advance(901)
})

test('asking for codes: the grant, the API and the application must allow it', async () => {
  assert.deepEqual([(await begin({ client_id: e.spa.client_id }))['status'], (await begin({ client_id: e.spa.client_id }))['error']], [403, 'unauthorized_client'])
  assert.deepEqual([(await begin({ audience: 'urn:nowhere' }))['status'], (await begin({ audience: 'urn:nowhere' }))['error']], [403, 'access_denied'])
  assert.equal((await begin({ client_id: 'nobody' }))['status'], 401)
  assert.ok((await e.events()).includes('fdeaz'))
})

test('a third party asks for consent on the way', async () => {
  const third = await e.client({ name: 'Foreign box', app_type: 'native', is_first_party: false, token_endpoint_auth_method: 'none', grant_types: [deviceGrant] })
  const device = await begin({ client_id: third.client_id, scope: 'openid read:things' })
  const done = await activate(device, 'accept')
  assert.match(String(done.body), /Your device is connected/)
  assert.equal(((await poll(device, third)) as Loose)['scope'], 'openid read:things')
  const grants = await e.ctx.db.rows('SELECT 1 FROM grants WHERE tenant_id = $1 AND client_id = $2', [e.ctx.tenant.id, third.client_id])
  assert.equal(grants.length, 1)
})
