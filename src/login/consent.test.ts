import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { signUp } from '#connections/database/index.ts'
import { Browser, goodPassword, setting, text, type Setting } from './browser.fixture.ts'
import { askConsent, createSetupTicket, errorPage, resumeLogin } from './index.ts'

describe('consent', () => {
  let test: Setting
  let userId: string
  before(async () => {
    test = await setting()
    userId = (await signUp(test.ctx, test.connection, { email: 'ann@example.com', password: goodPassword })).user_id
  })
  after(() => test.close())
  const asked = { audience: 'https://api.example/', scopes: [{ name: 'openid' }, { name: 'read:x', description: '<b>Read</b> x' }] }
  const person = () => ({ userId, connection: test.connection.name, authenticatedAt: test.clock.now(), amr: ['pwd'], persistent: true })
  const resume = (browser: Browser, location: string) => resumeLogin(browser.context({ query: { state: new URL(location, 'https://x').searchParams.get('state')! } }))

  for (const [action, consent] of [['accept', 'accepted'], ['deny', 'denied'], ['', 'denied']] as const) {
    it(`answers ${consent} to "${action}"`, async () => {
      const browser = new Browser(test)
      const location = await browser.begin(test.client, {}, { person: person(), consent: asked })
      assert.match(location, /^\/u\/consent/)
      const waiting = await resume(browser, location)
      assert.ok('status' in waiting && waiting.headers!['location'] === location, 'no way around the question')
      const page = await browser.get(location)
      assert.match(text(page), /Shop would like to use your account ann@example.com/)
      assert.match(text(page), /&lt;b&gt;Read&lt;\/b&gt; x/)
      const done = await browser.submit(page, { action })
      assert.match(done.headers!['location']!, /^\/authorize\/resume/)
      const resumed = await resume(browser, done.headers!['location']!)
      assert.ok('result' in resumed)
      assert.deepEqual(resumed.consent, { answer: consent, scopes: ['openid', 'read:x'] })
    })
  }

  it('asks again for what an earlier answer did not cover', async () => {
    const browser = new Browser(test)
    const location = await browser.begin(test.client, {}, { person: person(), consent: asked })
    const done = await browser.submit(await browser.get(location), { action: 'accept' })
    const state = new URL(done.headers!['location']!, 'https://x').searchParams.get('state')!
    const again = await askConsent(browser.context({ query: { state } }), state, { audience: 'https://other.example/', scopes: [{ name: 'all' }] })
    assert.match(again.headers!['location']!, /^\/u\/consent/)
    const waiting = await resume(browser, again.headers!['location']!)
    assert.ok('status' in waiting)
  })

  it('keeps people who are not known from the page', async () => {
    const browser = new Browser(test)
    const location = await browser.begin(test.client)
    const reply = await browser.get(location.replace('/u/login', '/u/consent'))
    assert.equal(reply.headers!['location'], location)
  })
})

describe('setting up', () => {
  it('creates one administrator by the printed link', async () => {
    const test = await setting({ disable_signup: true }, { tenant: 'config', isRoot: true, connection: 'Initial-Connection' })
    await test.process.db.execute("INSERT INTO roles (tenant_id, id, name) VALUES ($1, 'rol_a', 'Everything')", [test.ctx.tenant.id])
    const link = await createSetupTicket(test.ctx)
    const path = link.replace(test.ctx.origin, '')
    const browser = new Browser(test)
    const page = await browser.get(path)
    assert.equal(page.status, 200)
    assert.match(text(await browser.submit(page, { email: 'root', password: 'x', repeat: 'y' })), /id="email-error"[^]*id="repeat-error"/)
    const answers = { email: 'Root@Example.com', password: goodPassword, repeat: goodPassword }
    const replies = await Promise.all(Array.from({ length: 50 }, () => browser.submit(page, answers)))
    assert.equal(replies.filter((reply) => reply.status === 200).length, 1)
    assert.match(text(replies.find((reply) => reply.status === 200)!), /root@example.com[^]*href="https:\/\/manage\.bailiwick\.localhost:8443"/)
    assert.deepEqual(await test.process.db.rows('SELECT connection, email, email_verified FROM users'), [{ connection: 'Initial-Connection', email: 'root@example.com', email_verified: true }])
    assert.deepEqual(await test.process.db.rows('SELECT role_id FROM user_roles'), [{ role_id: 'rol_a' }])
    assert.match(text(await browser.get(path)), /is set up/)
    const login = await browser.submit(await browser.get(await browser.begin(test.client)), { username: 'root@example.com', password: goodPassword })
    assert.equal(login.status, 302)
    await test.close()
  })

  it('expires after a day, and a newer link replaces it', async () => {
    const test = await setting({}, { tenant: 'config', isRoot: true, connection: 'Initial-Connection' })
    const [first, second] = [await createSetupTicket(test.ctx), await createSetupTicket(test.ctx)]
    const status = async (link: string) => (await new Browser(test).get(link.replace(test.ctx.origin, ''))).status
    assert.equal(await status(first), 400)
    assert.equal(await status(second), 200)
    test.clock.advance(86_401)
    assert.equal(await status(second), 400)
    await test.close()
  })

  it('exists on the root tenant authority alone', async () => {
    const test = await setting({}, { connection: 'Initial-Connection' })
    const link = await createSetupTicket(test.ctx)
    assert.equal((await new Browser(test).get(link.replace(test.ctx.origin, ''))).status, 400)
    await test.close()
  })
})

describe('error pages', () => {
  it('carry the reference id and escape the protocol’s words', async () => {
    const test = await setting()
    const reply = errorPage(test.ctx, { status: 403, title: 'Callback URL mismatch.', sentence: 'No.', error: 'invalid_request', description: '<script>x</script>' })
    assert.equal(reply.status, 403)
    assert.match(text(reply), /test-request/)
    assert.match(text(reply), /invalid_request/)
    assert.doesNotMatch(text(reply), /<script/)
    await test.close()
  })
})
