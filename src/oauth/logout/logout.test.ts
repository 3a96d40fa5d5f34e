import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { authorizeUrl, callback, claimsOf, hiddenFields, returned, startEngine, type Browser, type Engine } from '../engine.fixture.ts'
import { isAllowedReturn } from './return-url.ts'

let e: Engine
before(async () => {
  e = await startEngine()
  await e.ctx.db.execute(`UPDATE tenants SET settings = '{"allowed_logout_urls": ["https://portal.example.com/"]}' WHERE id = $1`, [e.ctx.tenant.id])
  await e.ctx.cache.settled(e.ctx.tenant.id)
})
after(() => e.close())

const bye = 'https://app.example.com/bye'
const ask = (over: Record<string, string> = {}) => authorizeUrl({ client_id: e.web.client_id, response_type: 'code', redirect_uri: callback, scope: 'openid', ...over })

async function signedIn(): Promise<{ browser: Browser; idToken: string }> {
  const browser = e.browser()
  const { code } = returned(await browser.travel(ask())).parameters
  const { body } = await e.token({ grant_type: 'authorization_code', client_id: e.web.client_id, client_secret: e.web.client_secret, code, redirect_uri: callback })
  return { browser, idToken: body['id_token'] }
}
const isSignedIn = async (browser: Browser) => !('error' in returned(await browser.go(ask({ prompt: 'none' }))).parameters)
const url = (path: string, over: Record<string, string>) => `${path}?${new URLSearchParams(over)}`

test('/v2/logout ends the session and returns to a registered address only', async () => {
  const { browser } = await signedIn()
  const secret = browser.cookies.get('auth0')!
  const refused = await browser.go(url('/v2/logout', { client_id: e.web.client_id, returnTo: 'https://evil.example/' }))
  assert.equal(refused.status, 400)
  assert.match(String(refused.body), /is not defined as a valid URL in &quot;Allowed Logout URLs&quot;|is not defined as a valid URL in "Allowed Logout URLs"|is not defined as a valid URL in &#34;Allowed Logout URLs&#34;/)
  assert.ok(await isSignedIn(browser))
  const reply = await browser.go(`${url('/v2/logout', { client_id: e.web.client_id, returnTo: `${bye}?x=1` })}&federated`)
  assert.deepEqual([reply.status, reply.headers!['location']], [302, `${bye}?x=1`])
  assert.equal(browser.cookies.get('auth0'), undefined)
  browser.cookies.set('auth0', secret)
  assert.equal(await isSignedIn(browser), false)
  const events = await e.events()
  assert.ok(events.includes('slo') && events.includes('flo'))
})

test('/v2/logout without returnTo: the application\'s first address, or OK; without an application the tenant\'s list', async () => {
  const go = async (over: Record<string, string>) => {
    const reply = await e.browser().go(url('/v2/logout', over))
    return reply.headers!['location'] ?? `${reply.status} ${String(reply.body).slice(0, 10)}`
  }
  assert.equal(await go({ client_id: e.web.client_id }), bye)
  assert.equal(await go({}), '200 OK')
  assert.equal(await go({ returnTo: 'https://portal.example.com' }), 'https://portal.example.com')
  assert.match(await go({ returnTo: bye }), /^400/)
  assert.match(await go({ returnTo: 'https://portal.example.com', client_id: 'nobody' }), /^400/)
})

test('/oidc/logout with a hint ends the session at once, also with an expired one, and returns state', async () => {
  const { browser, idToken } = await signedIn()
  e.t.clock.advance(36_001)
  const reply = await browser.go(url('/oidc/logout', { id_token_hint: idToken, post_logout_redirect_uri: bye, state: 'a b&c' }))
  assert.deepEqual([reply.status, reply.headers!['location']], [302, `${bye}?state=a%20b%26c`])
  assert.equal(await isSignedIn(browser), false)
})

test('/oidc/logout with the session\'s id as logout_hint does as well', async () => {
  const { browser, idToken } = await signedIn()
  const reply = await browser.go(url('/oidc/logout', { logout_hint: claimsOf(idToken)['sid'], client_id: e.web.client_id, post_logout_redirect_uri: bye }))
  assert.equal(reply.headers!['location'], bye)
  assert.equal(await isSignedIn(browser), false)
})

test('without a hint the person is asked; a page elsewhere cannot answer for them', async () => {
  const { browser } = await signedIn()
  const asking = await browser.go(url('/oidc/logout', { client_id: e.web.client_id, post_logout_redirect_uri: bye }))
  assert.equal(asking.status, 200)
  assert.ok(await isSignedIn(browser))
  const hidden = hiddenFields(String(asking.body))
  const forged = await browser.go('/oidc/logout', { ...hidden, csrf: 'guess', action: 'logout' })
  assert.equal(forged.status, 200)
  assert.ok(await isSignedIn(browser))
  const reply = await browser.go('/oidc/logout', { ...hidden, action: 'logout' })
  assert.deepEqual([reply.status, reply.headers!['location']], [302, bye])
  assert.equal(await isSignedIn(browser), false)
})

test('/oidc/logout refuses contradictions and foreign tokens', async () => {
  const { browser, idToken } = await signedIn()
  for (const over of [
    { id_token_hint: idToken, client_id: e.spa.client_id },
    { id_token_hint: idToken, logout_hint: 'other' },
    { id_token_hint: `${idToken.slice(0, -4)}AAAA` },
    { id_token_hint: idToken, post_logout_redirect_uri: 'https://evil.example/' },
    { client_id: 'nobody' },
  ]) {
    const reply = await browser.go(url('/oidc/logout', over as Record<string, string>))
    assert.equal(reply.status, 400, JSON.stringify(over))
    assert.equal(reply.headers!['location'], undefined)
  }
  assert.ok(await isSignedIn(browser))
})

test('return addresses: query and fragment aside, host regardless of case, a star for one label', () => {
  const allowed = ['https://a.example/bye', 'https://*.b.example', 'app://done']
  for (const url of ['https://a.example/bye', 'https://A.EXAMPLE/bye?x#y', 'https://a.example:443/bye', 'https://x.b.example/', 'app://done']) assert.ok(isAllowedReturn(url, allowed), url)
  for (const url of [
    'https://a.example/Bye', 'https://a.example/bye/', 'http://a.example/bye', 'https://a.example:444/bye', 'https://b.example/', 'https://x.y.b.example/', 'https://evil.example/.b.example',
    'https://evil.example#.b.example', 'https://evil.example\\.b.example', 'https://evil@x.b.example', '//a.example/bye', 'javascript://a.example/bye', 'https://a.example/bye\r\nx: y',
  ]) assert.ok(!isAllowedReturn(url, allowed), url)
})

test('the question is asked in the language that was wished for, of those that the tenant speaks', async () => {
  const own = await startEngine('spoken')
  try {
    await own.ctx.db.execute('UPDATE tenants SET settings = $2 WHERE id = $1', [own.ctx.tenant.id, { enabled_locales: ['en', 'de'] }])
    await own.ctx.cache.settled(own.ctx.tenant.id)
    const browser = own.browser()
    returned(await browser.travel(authorizeUrl({ client_id: own.web.client_id, response_type: 'code', redirect_uri: callback, scope: 'openid' })))
    assert.match(String((await browser.go('/oidc/logout?ui_locales=de')).body), /<html lang="de"[^]*Abmelden\?/)
    assert.match(String((await browser.go('/oidc/logout?ui_locales=fr')).body), /Sign out\?/)
  } finally {
    await own.close()
  }
})
