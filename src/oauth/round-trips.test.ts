import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Database } from '#platform/postgres/index.ts'
import { apiIdentifier, authorizeUrl, callback, pkce, returned, startEngine, type Engine } from './engine.fixture.ts'

let e: Engine
let statements = 0
before(async () => {
  e = await startEngine()
  // The context's database, counted: what is asked of it is what goes over the wire.
  const { db } = e.ctx
  const counted: Database = {
    rows: (text, params) => (statements++, db.rows(text, params)),
    one: (text, params) => (statements++, db.one(text, params)),
    maybe: (text, params) => (statements++, db.maybe(text, params)),
    execute: (text, params) => (statements++, db.execute(text, params)),
    transaction: (work) => (statements++, db.transaction(work)),
  }
  e.ctx.db = counted
})
after(() => e.close())

async function costs<T>(act: () => Promise<T>): Promise<[T, number]> {
  const before = statements
  const result = await act()
  return [result, statements - before]
}

test('store round trips: these numbers may only fall', async () => {
  const { verifier, challenge } = pkce()
  const browser = e.browser()
  const ask = (over: Record<string, string> = {}) => authorizeUrl({
    client_id: e.spa.client_id, response_type: 'code', redirect_uri: callback, scope: 'openid email read:things offline_access', audience: apiIdentifier,
    code_challenge: challenge, code_challenge_method: 'S256', ...over,
  })
  const exchange = (code: string) => e.token({ grant_type: 'authorization_code', client_id: e.spa.client_id, code, code_verifier: verifier, redirect_uri: callback })
  // Once, so that configuration is in memory as it is in a running worker.
  const warm = await exchange(returned(await e.browser().travel(ask())).parameters['code']!)
  await e.token({ grant_type: 'refresh_token', client_id: e.spa.client_id, refresh_token: warm.body['refresh_token'] })
  await e.token({ grant_type: 'client_credentials', client_id: e.web.client_id, client_secret: e.web.client_secret, audience: apiIdentifier })

  const [, login] = await costs(() => browser.travel(ask()))
  const [silent, sso] = await costs(() => browser.go(ask({ prompt: 'none' })))
  const [tokens, code] = await costs(() => exchange(returned(silent).parameters['code']!))
  const [, refresh] = await costs(() => e.token({ grant_type: 'refresh_token', client_id: e.spa.client_id, refresh_token: tokens.body['refresh_token'] }))
  const [, machine] = await costs(() => e.token({ grant_type: 'client_credentials', client_id: e.web.client_id, client_secret: e.web.client_secret, audience: apiIdentifier }))
  const [, userinfo] = await costs(() => e.call('GET /userinfo', { headers: { authorization: `Bearer ${tokens.body['access_token']}` } }))
  // Pages included: begin, show, submit, resume.
  const most = { login: 6, sso: 2, code: 2, refresh: 2, machine: 1, userinfo: 1 }
  const spent = { login, sso, code, refresh, machine, userinfo }
  for (const [flow, limit] of Object.entries(most)) assert.ok(spent[flow as keyof typeof spent] <= limit, JSON.stringify(spent))
})
