import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { signUp } from '#connections/database/index.ts'
import { updateUser } from '#resources/users/index.ts'
import { Browser, formOf, goodPassword, logTypes, setting, text, withSettings, wrongPassword, type Setting } from './browser.fixture.ts'
import { finishLogin, resumeLogin } from './index.ts'

describe('signing in', () => {
  let test: Setting
  before(async () => {
    test = await setting()
    await signUp(test.ctx, test.connection, { email: 'ann@example.com', password: goodPassword })
  })
  after(() => test.close())

  const shown = async (browser: Browser, hints = {}) => browser.get(await browser.begin(test.client, hints))
  const resume = (browser: Browser, location: string) => resumeLogin(browser.context({ query: { state: new URL(location, 'https://x').searchParams.get('state')! } }))

  it('leads from the first page to the resumed login, once', async () => {
    const browser = new Browser(test)
    const first = await shown(browser, { loginHint: 'ann@example.com' })
    assert.equal(first.status, 200)
    assert.match(text(first), /value="ann@example.com"/)
    const done = await browser.submit(first, { username: ' Ann@Example.com', password: goodPassword })
    assert.equal(done.status, 302)
    assert.match(done.headers!['location']!, /^\/authorize\/resume\?state=/)
    const resumed = await resume(browser, done.headers!['location']!)
    assert.ok('result' in resumed)
    assert.match(resumed.result.userId, /^auth0\|/)
    assert.deepEqual(resumed.result.amr, ['pwd'])
    assert.equal(resumed.result.persistent, true)
    assert.equal(resumed.result.authenticatedAt.getTime(), test.clock.now().getTime())
    assert.deepEqual(resumed.protocol, { nonce: 'n' })
    const finishes = await Promise.all(Array.from({ length: 50 }, () => finishLogin(browser.context({}), resumed.state)))
    assert.equal(finishes.filter(Boolean).length, 1)
    const again = await resume(browser, done.headers!['location']!)
    assert.ok('status' in again && again.status === 400)
  })

  it('answers a wrong password and an unknown person with the same page', async () => {
    const browser = new Browser(test)
    const [wrong, unknown] = [
      await browser.submit(await shown(browser), { username: 'ann@example.com', password: 'nope' }),
      await browser.submit(await shown(browser), { username: 'bob@example.com', password: 'nope' }),
    ]
    for (const reply of [wrong, unknown]) {
      assert.equal(reply.status, 400)
      assert.match(text(reply), new RegExp(`role="alert"[^>]*>${wrongPassword}<`))
    }
    const without = (html: string) => html.replace(/nonce="[^"]*"|value="[^"]*"|state=[\w-]+/g, '')
    assert.equal(without(text(wrong)), without(text(unknown)))
    assert.deepEqual((await logTypes(test)).filter((type) => type.startsWith('f')), ['fp', 'fu'])
  })

  it('never puts a password back into a page', async () => {
    const browser = new Browser(test)
    const reply = await browser.submit(await shown(browser), { username: 'ann@example.com', password: 'visible-secret' })
    assert.doesNotMatch(text(reply), /visible-secret/)
  })

  it('tells a blocked person so, but only with the right password', async () => {
    const user = await signUp(test.ctx, test.connection, { email: 'eve@example.com', password: goodPassword })
    await updateUser(test.ctx, user.user_id, { blocked: true })
    const browser = new Browser(test)
    assert.match(text(await browser.submit(await shown(browser), { username: 'eve@example.com', password: 'nope' })), new RegExp(wrongPassword))
    const blocked = await browser.submit(await shown(browser), { username: 'eve@example.com', password: goodPassword })
    assert.equal(blocked.status, 400)
    assert.match(text(blocked), /this user is blocked/)
  })

  it('belongs to the browser that began it', async () => {
    const [mine, other] = [new Browser(test), new Browser(test)]
    const location = await mine.begin(test.client)
    await other.begin(test.client)
    const foreign = await other.get(location)
    assert.equal(foreign.status, 400)
    assert.doesNotMatch(text(foreign), /<form/)
    const nobody = await new Browser(test).get(location)
    assert.match(text(nobody), /cookie/i)
    // Not even with the whole form of the browser that began.
    const { action, hidden } = formOf(await mine.get(location))
    const posted = await other.post(action, { ...hidden, username: 'ann@example.com', password: goodPassword })
    assert.equal(posted.status, 400)
  })

  it('lets tabs of one browser go their ways', async () => {
    const browser = new Browser(test)
    const [one, two] = [await shown(browser), await shown(browser)]
    assert.equal((await browser.submit(two, { username: 'ann@example.com', password: goodPassword })).status, 302)
    assert.equal((await browser.submit(one, { username: 'ann@example.com', password: goodPassword })).status, 302)
  })

  it('takes no form from elsewhere', async () => {
    const browser = new Browser(test)
    const page = await shown(browser)
    const answers = { username: 'ann@example.com', password: goodPassword }
    for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }]) {
      assert.equal((await browser.submit(page, answers, headers as Record<string, string>)).status, 403, JSON.stringify(headers))
    }
    for (const csrf of ['', 'x', formOf(await shown(browser)).hidden['csrf']!]) {
      assert.equal((await browser.submit(page, { ...answers, csrf })).status, 403, csrf)
    }
    assert.equal((await browser.submit(page, answers, { 'sec-fetch-site': 'same-origin' })).status, 302)
  })

  it('ends with its hour', async () => {
    const own = await setting()
    const browser = new Browser(own)
    const location = await browser.begin(own.client)
    own.clock.advance(3599)
    assert.equal((await browser.get(location)).status, 200)
    own.clock.advance(2)
    assert.equal((await browser.get(location)).status, 400)
    await own.close()
  })

  it('escapes whatever it shows', async () => {
    const evil = `"><script>alert(1)</script>{{ brand.name }}{% raw %}'`
    const own = await setting({}, { client: { name: 'Shop & "Co" \'s' } })
    const ctx = await withSettings(own, { friendly_name: evil, picture_url: 'https://logo.example/"><script>x.png', support_url: 'javascript:alert(1)' })
    const browser = new Browser(own, ctx)
    browser.headers = { 'accept-language': '"><script>' }
    const page = await browser.get(await browser.begin(own.client, { loginHint: evil, uiLocales: evil }))
    const failed = await browser.submit(page, { username: evil, password: 'nope' })
    const lost = await browser.get('/u/login?state=%22%3E%3Cscript%3E')
    for (const reply of [page, failed, lost]) {
      assert.doesNotMatch(text(reply), /<script/i)
      assert.doesNotMatch(text(reply), /javascript:/)
      assert.match(text(reply), /&quot;&gt;&lt;script&gt;|&#34;&gt;&lt;script&gt;/)
      assert.match(text(reply), /\{\{ brand\.name \}\}/)
    }
    assert.match(text(page), /Shop &amp; (&#34;|&quot;)Co(&#34;|&quot;) &#39;s/)
    await own.close()
  })

  it('speaks the language that is wanted and enabled', async () => {
    const ctx = await withSettings(test, { enabled_locales: ['en', 'de'] })
    const browser = new Browser(test, ctx)
    assert.match(text(await browser.get(await browser.begin(test.client))), /<html lang="en">/)
    assert.match(text(await browser.get(await browser.begin(test.client, { uiLocales: 'fr-FR de-AT' }))), /<html lang="de">[^]*Passwort vergessen/)
    browser.headers = { 'accept-language': 'fr;q=0.9, de;q=0.8, en;q=0.1' }
    assert.match(text(await browser.get(await browser.begin(test.client))), /<html lang="de">/)
    await withSettings(test, {})
  })

  it('sends headers that let nothing in', async () => {
    const ctx = await withSettings(test, { picture_url: 'https://cdn.example/logo.png' })
    const browser = new Browser(test, ctx)
    const { headers } = await browser.get(await browser.begin(test.client))
    const policy = headers!['content-security-policy']!
    assert.match(policy, /default-src 'none'; style-src 'nonce-[\w-]+'; img-src 'self' data: https:\/\/cdn\.example; form-action /)
    assert.match(policy, /frame-ancestors 'none'/)
    assert.doesNotMatch(policy, /unsafe|script-src/)
    assert.equal(headers!['cache-control'], 'no-store')
    assert.equal(headers!['x-frame-options'], 'DENY')
    assert.equal(headers!['referrer-policy'], 'same-origin')
    await withSettings(test, {})
  })

  it('keeps its cookie from scripts and other sites, and off plain HTTP names', async () => {
    const { beginLogin } = await import('./index.ts')
    const over = async (secure: boolean) => (await beginLogin(test.withRequest({ secure }), { clientId: test.client.client_id, hints: {}, protocol: null })).cookies![0]!
    const [tls, plain] = [await over(true), await over(false)]
    assert.deepEqual([tls.name, tls.secure, tls.httpOnly, tls.sameSite, tls.path], ['__Host-bailiwick_login', true, true, 'Lax', '/'])
    assert.deepEqual([plain.name, plain.secure, plain.httpOnly, plain.sameSite], ['bailiwick_login_http', false, true, 'Lax'])
  })

  it('explains an application without a user database', async () => {
    const browser = new Browser(test)
    assert.match(text(await browser.get(await browser.begin(test.client, { connection: 'other' }))), /no user database/)
  })
})
