import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { authorizeUrl, callback, claimsOf, returned, startEngine, type Engine } from '../engine.fixture.ts'

const bank = 'urn:bank'
const payment = { type: 'payment', amount: { currency: 'EUR', value: '12.50' }, to: '<b>Somebody</b>' }
let e: Engine
before(async () => {
  e = await startEngine()
  await e.api({ identifier: bank, authorization_details: [{ type: 'payment' }, { type: 'account' }], skip_consent_for_verifiable_first_party_clients: true, allow_offline_access: true })
})
after(() => e.close())

const ask = (details: unknown, over: Record<string, string | undefined> = {}) =>
  authorizeUrl({ client_id: e.web.client_id, response_type: 'code', redirect_uri: callback, audience: bank, scope: 'openid offline_access', state: 's', authorization_details: typeof details === 'string' ? details : JSON.stringify(details), ...over })

test('details are shown to the person each time, and carried to the tokens', async () => {
  const browser = e.browser()
  const { parameters } = returned(await browser.travel(ask([payment])))
  const redeemed = await e.token({ grant_type: 'authorization_code', client_id: e.web.client_id, client_secret: e.web.client_secret, code: parameters['code'], redirect_uri: callback })
  assert.deepEqual(redeemed.body['authorization_details'], [payment])
  assert.deepEqual(claimsOf(redeemed.body['access_token'])['authorization_details'], [payment])
  const refreshed = await e.token({ grant_type: 'refresh_token', client_id: e.web.client_id, client_secret: e.web.client_secret, refresh_token: redeemed.body['refresh_token'] })
  assert.deepEqual(claimsOf(refreshed.body['access_token'])['authorization_details'], [payment])
  // Agreed to once is not agreed to again, for a first party either.
  assert.equal(returned(await browser.go(ask([payment], { prompt: 'none' }))).parameters['error'], 'consent_required')
  const page = await browser.go((await browser.go(ask([payment]))).headers!['location']!)
  assert.match(String(page.body), /payment/)
  assert.match(String(page.body), /&lt;b&gt;Somebody&lt;\/b&gt;/)
  assert.match(String(page.body), /&quot;currency&quot;|&#34;currency&#34;/)
  assert.equal(returned(await browser.travel(ask([payment]), { consent: 'deny' })).parameters['error'], 'access_denied')
})

test('a request without details needs no consent and gets none', async () => {
  const browser = e.browser()
  const { parameters } = returned(await browser.travel(ask('', { authorization_details: undefined })))
  const { body } = await e.token({ grant_type: 'authorization_code', client_id: e.web.client_id, client_secret: e.web.client_secret, code: parameters['code'], redirect_uri: callback })
  assert.ok(!('authorization_details' in body) && !('authorization_details' in claimsOf(body['access_token'])))
})

test('unknown types, other shapes, and an API that knows none are refused', async () => {
  for (const details of ['x', '{}', '[]', [{}], [{ type: 1 }], [{ type: 'transfer' }], [payment, { type: 'transfer' }], Array.from({ length: 21 }, () => payment)]) {
    assert.equal(returned(await e.browser().go(ask(details))).parameters['error'], 'invalid_authorization_details', JSON.stringify(details))
  }
  assert.equal(returned(await e.browser().go(ask([payment], { audience: undefined }))).parameters['error'], 'invalid_authorization_details')
})
