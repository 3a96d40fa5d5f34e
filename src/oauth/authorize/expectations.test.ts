import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { findConnection } from '#resources/connections/index.ts'
import { signUp } from '#connections/database/index.ts'
import { authorizeUrl, callback, claimsOf, password, returned, startEngine, type Browser, type Engine } from '../engine.fixture.ts'

let e: Engine
let other: string
before(async () => {
  e = await startEngine()
  other = (await signUp(e.ctx, (await findConnection(e.ctx, 'people'))!, { email: 'john@example.com', password })).user_id
})
after(() => e.close())

const ask = (over: Record<string, string | undefined> = {}) => authorizeUrl({ client_id: e.web.client_id, response_type: 'code', redirect_uri: callback, scope: 'openid', state: 's', ...over })
const idTokenOf = async (browser: Browser, over: Record<string, string> = {}): Promise<string> => {
  const { parameters } = returned(await browser.travel(ask(over)))
  return (await e.token({ grant_type: 'authorization_code', client_id: e.web.client_id, client_secret: e.web.client_secret, code: parameters['code'], redirect_uri: callback })).body['id_token']
}
const mfa = 'http://schemas.openid.net/pape/policies/2007/06/multi-factor'

test('id_token_hint: the same person goes on, also by an expired one; anybody else has to sign in and is not taken for them', async () => {
  const jane = e.browser()
  const hint = await idTokenOf(jane)
  assert.ok(returned(await jane.go(ask({ id_token_hint: hint, prompt: 'none' }))).parameters['code'])
  const john = e.browser()
  returned(await john.travel(ask(), { email: 'john@example.com' }))
  assert.equal(returned(await john.go(ask({ id_token_hint: hint, prompt: 'none' }))).parameters['error'], 'login_required')
  assert.match((await john.go(ask({ id_token_hint: hint }))).headers!['location']!, /^\/u\/login/)
  const wrong = returned(await john.travel(ask({ id_token_hint: hint }), { email: 'john@example.com' }))
  assert.equal(wrong.parameters['error'], 'login_required')
  assert.ok(returned(await john.travel(ask({ id_token_hint: hint }))).parameters['code'], 'jane signs in at last')
  e.t.clock.advance(40_000)
  assert.ok(returned(await e.browser().travel(ask({ id_token_hint: hint }))).parameters['code'])
})

test('a hint that is no ID token of this application is refused', async () => {
  const another = await e.client({ app_type: 'regular_web' })
  const { parameters } = returned(await e.browser().travel(ask({ client_id: another.client_id })))
  const theirs = (await e.token({ grant_type: 'authorization_code', client_id: another.client_id, client_secret: another.client_secret, code: parameters['code'], redirect_uri: callback })).body['id_token']
  const forged = `${theirs.split('.').slice(0, 2).join('.')}.${'A'.repeat(342)}`
  for (const hint of ['x', forged, theirs]) assert.equal(returned(await e.browser().go(ask({ id_token_hint: hint }))).parameters['error'], 'invalid_request')
})

test('claims: sub, auth_time and an essential acr are honoured, nonsense is refused', async () => {
  const browser = e.browser()
  const plain = claimsOf(await idTokenOf(browser))
  assert.ok(!('auth_time' in plain))
  assert.equal(typeof claimsOf(await idTokenOf(browser, { claims: JSON.stringify({ id_token: { auth_time: { essential: true } } }) }))['auth_time'], 'number')
  const expecting = (sub: string) => ask({ prompt: 'none', claims: JSON.stringify({ id_token: { sub: { value: sub } } }) })
  assert.ok(returned(await browser.go(expecting(e.user.user_id))).parameters['code'])
  assert.equal(returned(await browser.go(expecting(other))).parameters['error'], 'login_required')
  const acr = (values: string[], more: Record<string, string> = {}) => ask({ claims: JSON.stringify({ id_token: { acr: { essential: true, values } } }), ...more })
  assert.equal(returned(await browser.go(acr([mfa]))).parameters['error'], 'unmet_authentication_requirements')
  assert.equal(returned(await browser.go(acr([mfa], { prompt: 'none' }))).parameters['error_description'], 'Multifactor authentication required')
  // Voluntary wishes do not fail the login.
  assert.ok(returned(await browser.go(ask({ prompt: 'none', acr_values: mfa, claims: JSON.stringify({ id_token: { acr: { values: [mfa] }, email: null } }) }))).parameters['code'])
  for (const claims of ['x', '[]', '{"id_token":1}', '{"id_token":{"sub":{"value":1}}}', `{"id_token":"${'x'.repeat(9000)}"}`]) {
    assert.equal(returned(await browser.go(ask({ claims }))).parameters['error'], 'invalid_request', claims.slice(0, 40))
  }
})

test('organization, invitation and acr_values reach the login pages', async () => {
  await e.browser().go(ask({ organization: 'org_1', invitation: 'ticket', acr_values: mfa, ui_locales: 'de en' }))
  const row = await e.ctx.db.one<{ hints: Record<string, string> }>(`SELECT request->'hints' AS hints FROM login_transactions WHERE tenant_id = $1 ORDER BY created_at DESC, request->'hints' ? 'invitation' DESC LIMIT 1`, [e.ctx.tenant.id])
  assert.deepEqual([row.hints['organization'], row.hints['invitation'], row.hints['acrValues'], row.hints['uiLocales']], ['org_1', 'ticket', mfa, 'de en'])
})
