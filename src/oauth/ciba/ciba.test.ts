import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { signUp } from '#connections/database/index.ts'
import { findConnection } from '#resources/connections/index.ts'
import { verifyOwnToken } from '#resources/keys/index.ts'
import type { Client } from '#resources/clients/index.ts'
import { apiIdentifier, hiddenFields, password, startEngine, type Browser, type Engine, type Loose } from '../engine.fixture.ts'
import { cibaGrant } from './index.ts'

let e: Engine
let till: Client
before(async () => {
  e = await startEngine()
  till = await e.client({ name: 'Till', app_type: 'regular_web', grant_types: [cibaGrant, 'refresh_token'], async_approval_notification_channels: ['email'] })
  await e.ctx.db.execute('UPDATE users SET email_verified = true WHERE user_id = $1', [e.user.user_id])
})
after(() => e.close())

const hint = (over: object = {}) => JSON.stringify({ format: 'iss_sub', iss: e.ctx.issuer, sub: e.user.user_id, ...over })
async function ask(over: Record<string, unknown> = {}): Promise<Loose> {
  // Messages are filed by time.
  e.t.clock.advance(1)
  const reply = await e.call('POST /bc-authorize', {
    contentType: 'application/x-www-form-urlencoded',
    body: { client_id: till.client_id, client_secret: till.client_secret, scope: 'openid email read:things offline_access', audience: apiIdentifier, binding_message: 'ACME-17', login_hint: hint(), ...over },
  })
  return { status: reply.status, ...JSON.parse(String(reply.body)) }
}
const poll = async (request: Loose) => {
  const { status, body } = await e.token({ grant_type: cibaGrant, client_id: till.client_id, client_secret: till.client_secret, auth_req_id: request['auth_req_id'] })
  return status === 200 ? body : [status, body['error'], body['error_description']]
}
const pending = [400, 'authorization_pending', 'The end-user authorization is pending']
const over = [403, 'invalid_grant', 'Invalid or expired auth_req_id']
const denied = [403, 'access_denied', 'The end-user denied the authorization request or it has been expired']

async function link(): Promise<string> {
  const links = (await e.t.outbox()).flatMap((message) => /\/approve\?ticket=[\w-]{43}/.exec(message.replaceAll('=\r\n', '').replaceAll('=3D', '=')) ?? [])
  return links.at(-1)!
}
async function answer(path: string, action: 'accept' | 'deny', browser: Browser = e.browser(), as: { email?: string } = {}) {
  const shown = await browser.go(path)
  assert.match(String(shown.body), /Till[^]*ACME-17/)
  const first = await browser.go('/approve', { ...hiddenFields(String(shown.body)), action })
  return first.headers?.['location'] === undefined ? first : browser.travel(first.headers['location'], as)
}

test('a person is asked by mail, signs in, approves; the application gets tokens once', async () => {
  const request = await ask()
  assert.deepEqual([request['status'], request['expires_in'], request['interval']], [200, 300, 5])
  assert.deepEqual(await poll(request), pending)
  assert.deepEqual(await poll(request), [429, 'slow_down', 'You are polling faster than allowed. Try again in 10 seconds.'])
  assert.match(String((await answer(await link(), 'accept')).body), /Approved/)
  const tokens = (await poll(request)) as Loose
  assert.deepEqual(Object.keys(tokens).sort(), ['access_token', 'expires_in', 'id_token', 'refresh_token', 'scope', 'token_type'])
  assert.equal((await verifyOwnToken(e.ctx, tokens['id_token'])).sub, e.user.user_id)
  assert.deepEqual(await poll(request), over)
  const events = await e.events()
  assert.ok(events.includes('ciba_start_succeeded') && events.includes('ciba_exchange_succeeded'))
})

test('a link that is merely opened decides nothing; no means no, once', async () => {
  const request = await ask()
  const path = await link()
  await e.browser().go(path)
  assert.deepEqual(await poll(request), pending)
  assert.match(String((await answer(path, 'deny')).body), /Not approved/)
  assert.deepEqual(await poll(request), denied)
  assert.deepEqual(await poll(request), over)
  assert.equal((await e.browser().go(path)).status, 400)
})

test('somebody else who holds the link approves nothing', async () => {
  const connection = await findConnection(e.ctx, 'people')
  await signUp(e.ctx, connection!, { email: 'eve@example.com', password })
  const request = await ask()
  const eve = await answer(await link(), 'accept', e.browser(), { email: 'eve@example.com' })
  assert.equal(eve.status, 403)
  assert.match(String(eve.body), /You are somebody else/)
  assert.deepEqual(await poll(request), pending)
})

test('expiry, and fifty parallel polls', async () => {
  const late = await ask({ requested_expiry: '10' })
  assert.equal(late['expires_in'], 10)
  e.t.clock.advance(11)
  assert.deepEqual(await poll(late), denied)
  const request = await ask()
  await answer(await link(), 'accept')
  const answers = await Promise.all(Array.from({ length: 50 }, () => poll(request)))
  assert.equal(answers.filter((each) => !Array.isArray(each)).length, 1)
})

test('what is to be allowed in detail (RFC 9396) is shown to the person and carried to the tokens; other types are refused', async () => {
  const shop = 'urn:shop'
  const payment = { type: 'payment', amount: '12.50 EUR', to: '<b>Somebody</b>' }
  await e.api({ identifier: shop, authorization_details: [{ type: 'payment' }] })
  const request = await ask({ audience: shop, authorization_details: JSON.stringify([payment]) })
  const path = await link()
  const page = String((await e.browser().go(path)).body)
  assert.match(page, /payment/)
  assert.match(page, /to: &lt;b&gt;Somebody[^]*amount: 12.50 EUR/)
  await answer(path, 'accept')
  const tokens = (await poll(request)) as Loose
  assert.deepEqual(tokens['authorization_details'], [payment])
  assert.deepEqual((await verifyOwnToken(e.ctx, tokens['access_token']))['authorization_details'], [payment])
  for (const details of ['x', '[]', '[{"type":"transfer"}]']) assert.equal((await ask({ audience: shop, authorization_details: details }))['error'], 'invalid_authorization_details')
})

test('what is refused at the start', async () => {
  const table: [Record<string, unknown>, number, string, string | RegExp][] = [
    [{ scope: 'email' }, 400, 'invalid_request', 'openid scope must be requested'],
    [{ login_hint: hint({ sub: 'auth0|nobody' }) }, 400, 'unknown_user_id', 'User ID is malformed or unknown'],
    [{ login_hint: 'jane' }, 400, 'invalid_request', /iss_sub/],
    [{ login_hint: hint({ iss: 'https://elsewhere.example/' }) }, 400, 'invalid_request', /issuer/],
    [{ binding_message: undefined }, 400, 'invalid_request', 'Missing required parameter: binding_message'],
    [{ binding_message: 'x'.repeat(65) }, 400, 'invalid_request', /64/],
    [{ binding_message: '<b>' }, 400, 'invalid_request', /letters/],
    [{ requested_expiry: '301' }, 400, 'invalid_request', /between 1 and 300/],
    [{ audience: 'urn:nowhere' }, 403, 'access_denied', /Service not found/],
    [{ client_secret: 'wrong' }, 401, 'access_denied', 'Unauthorized'],
    [{ client_id: e.web.client_id, client_secret: e.web.client_secret }, 403, 'unauthorized_client', /not allowed for the client/],
    [{ client_id: e.spa.client_id, client_secret: undefined }, 401, 'invalid_client', 'Client authentication failed'],
  ]
  for (const [what, status, error, sentence] of table) {
    const refused = await ask(what)
    assert.deepEqual([refused['status'], refused['error']], [status, error], JSON.stringify(what))
    assert.match(refused['error_description'], typeof sentence === 'string' ? new RegExp(`^${sentence}$`) : sentence)
  }
  await e.ctx.db.execute('UPDATE users SET email_verified = false WHERE user_id = $1', [e.user.user_id])
  assert.match((await ask())['error_description'], /no confirmed e-mail/)
})
