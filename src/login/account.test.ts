/** Sign-up, forgotten passwords and confirmations, as people walk through them. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { authenticate, signUp } from '#connections/database/index.ts'
import { findUser, findUserByLogin, updateUser } from '#resources/users/index.ts'
import { Browser, goodPassword, linkIn, logTypes, setting, text, withSettings, type Setting } from './browser.fixture.ts'
import { resumeLogin } from './index.ts'

const pathOf = (link: string) => link.replace(/^https?:\/\/[^/]+/, '')

describe('signing up', () => {
  let test: Setting
  before(async () => void (test = await setting()))
  after(() => test.close())
  const shown = async (browser: Browser, hints = {}) => browser.get(await browser.begin(test.client, { screenHint: 'signup', ...hints }))

  it('starts on the sign-up page, signs the new person in and sends a confirmation', async () => {
    const browser = new Browser(test)
    const page = await shown(browser, { loginHint: 'new@example.com' })
    assert.match(text(page), /Create your account[^]*value="new@example.com"/)
    const done = await browser.submit(page, { email: 'new@example.com', password: goodPassword })
    assert.equal(done.status, 302)
    const state = new URL(done.headers!['location']!, 'https://x').searchParams.get('state')!
    const resumed = await resumeLogin(browser.context({ query: { state } }))
    assert.ok('result' in resumed)
    const link = await linkIn(test, /email-verification/)
    assert.ok(link.startsWith(`${test.ctx.origin}/u/email-verification?ticket=`))
    assert.equal((await findUser(test.ctx, resumed.result.userId))!.email_verified, false)

    const visits = await Promise.all(Array.from({ length: 50 }, () => new Browser(test).get(pathOf(link))))
    assert.equal((await findUser(test.ctx, resumed.result.userId))!.email_verified, true)
    assert.equal(visits.filter((visit) => text(visit).includes('Your email address is confirmed')).length, 1)
    const late = await new Browser(test).get(pathOf(link))
    assert.match(text(late), /Already confirmed/)
    const types = await logTypes(test)
    assert.equal(types.filter((type) => type === 'sv').length, 1)
    assert.ok(types.includes('ss') && types.includes('svr'))
  })

  it('says what is wrong beside the field and keeps what was typed', async () => {
    const browser = new Browser(test)
    const reply = await browser.submit(await shown(browser), { email: 'not an address', password: goodPassword })
    assert.equal(reply.status, 400)
    assert.match(text(reply), /value="not an address"[^>]*aria-describedby="email-error"[^>]*aria-invalid="true"[^>]*autofocus/)
    assert.match(text(await browser.submit(await shown(browser), { email: 'x@example.com', password: 'short' })), /id="password-error">This password is too weak/)
    assert.match(text(await browser.submit(await shown(browser), { email: '', password: '' })), /id="email-error"[^]*id="password-error"/)
  })

  it('does not say that an address is taken', async () => {
    await signUp(test.ctx, test.connection, { email: 'taken@example.com', password: goodPassword })
    const browser = new Browser(test)
    const reply = await browser.submit(await shown(browser), { email: 'TAKEN@example.com', password: goodPassword })
    assert.equal(reply.status, 400)
    assert.match(text(reply), /could not be created/)
    assert.doesNotMatch(text(reply), /exists|taken(?!@)|in use/)
  })

  it('is one account however often the button is pressed', async () => {
    const browser = new Browser(test)
    const page = await shown(browser)
    const replies = await Promise.all(Array.from({ length: 10 }, () => browser.submit(page, { email: 'once@example.com', password: goodPassword })))
    const { count } = await test.process.db.one<{ count: number }>("SELECT count(*)::int AS count FROM users WHERE email = 'once@example.com'")
    assert.equal(count, 1)
    assert.ok(replies.some((reply) => reply.status === 302))
  })

  it('is refused where the connection has it off, and not offered', async () => {
    const own = await setting({ disable_signup: true })
    const browser = new Browser(own)
    const reply = await browser.get(await browser.begin(own.client, { screenHint: 'signup' }))
    assert.equal(reply.status, 403)
    assert.doesNotMatch(text(await browser.get(await browser.begin(own.client))), /u\/signup/)
    await own.close()
  })

  it('asks for a user name where the connection uses them', async () => {
    const own = await setting({ requires_username: true, validation: { username: { min: 3, max: 8 } } })
    const browser = new Browser(own)
    const page = async () => browser.get(await browser.begin(own.client, { screenHint: 'signup' }))
    assert.match(text(await page()), /name="username" type="text" autocomplete="username"/)
    assert.match(text(await browser.submit(await page(), { email: 'u@example.com', username: 'ab', password: goodPassword })), /3 to 8 characters/)
    assert.equal((await browser.submit(await page(), { email: 'u@example.com', username: 'Ursula', password: goodPassword })).status, 302)
    assert.match(text(await browser.submit(await page(), { email: 'v@example.com', username: 'ursula', password: goodPassword })), /id="username-error"/)
    const login = await browser.submit(await browser.get(await browser.begin(own.client)), { username: 'URSULA', password: goodPassword })
    assert.equal(login.status, 302)
    await own.close()
  })
})

describe('a forgotten password', () => {
  let test: Setting
  before(async () => {
    test = await setting()
    await signUp(test.ctx, test.connection, { email: 'ann@example.com', password: goodPassword })
  })
  after(() => test.close())
  const signsIn = async (password: string) => 'user' in (await authenticate(test.ctx, test.connection, { identifier: 'ann@example.com', password }))

  async function ask(browser: Browser, username: string) {
    const login = await browser.get(await browser.begin(test.client))
    const href = /href="(\/u\/reset-password\/request\?state=[\w-]+)"/.exec(text(login))![1]!
    const began = performance.now()
    const reply = await browser.submit(await browser.get(href), { username })
    return { reply, took: performance.now() - began, page: await browser.get(reply.headers!['location']!) }
  }

  it('answers everybody alike and in the same time', async () => {
    const browser = new Browser(test)
    const [known, unknown] = [await ask(browser, 'ann@example.com'), await ask(browser, 'nobody@example.com')]
    const plain = (reply: { body?: unknown }) => String(reply.body).replace(/nonce="[^"]*"|state=[\w-]+/g, '')
    assert.equal(known.reply.status, unknown.reply.status)
    assert.equal(plain(known.page), plain(unknown.page))
    assert.ok(Math.min(known.took, unknown.took) >= 240)
    await linkIn(test, /reset-password/)
    assert.equal((await test.outbox()).filter((message) => message.includes('nobody@')).length, 0)
  })

  it('sets a new password by a link that works once, and signs out everywhere', async () => {
    const { process: { db }, ctx } = test
    const user = (await findUserByLogin(ctx, test.connection.name, { email: 'ann@example.com' }))!
    await db.execute(
      `INSERT INTO sessions (tenant_id, id, secret_hash, user_id, connection, idle_expires_at, expires_at) VALUES ($1, 's1', '\\x01', $2, 'c', now() + interval '1 day', now() + interval '1 day')`,
      [ctx.tenant.id, user.user_id],
    )
    await db.execute('INSERT INTO refresh_families (tenant_id, id, client_id, user_id, rotating) VALUES ($1, $2, $3, $4, true)', [ctx.tenant.id, 'f1', test.client.client_id, user.user_id])
    // Somebody who knows the old password stands one step before the end.
    const thief = new Browser(test)
    const half = await thief.submit(await thief.get(await thief.begin(test.client)), { username: 'ann@example.com', password: goodPassword })

    const link = pathOf(await linkIn(test, /reset-password/))
    const browser = new Browser(test)
    const page = await browser.get(link)
    assert.equal(page.status, 200)
    assert.match(text(page), /for ann@example.com[^]*autocomplete="new-password"/)
    assert.match(text(await browser.submit(page, { password: 'Neu-Gewaehlt-77', repeat: 'other' })), /id="repeat-error"/)
    assert.match(text(await browser.submit(page, { password: 'weak', repeat: 'weak' })), /too weak/)
    test.clock.advance(1)
    const replies = await Promise.all(Array.from({ length: 50 }, () => browser.submit(page, { password: 'Neu-Gewaehlt-77', repeat: 'Neu-Gewaehlt-77' })))
    assert.equal(replies.filter((reply) => reply.status === 200).length, 1)
    assert.equal(replies.filter((reply) => reply.status === 400).length, 49)
    assert.equal(await signsIn(goodPassword), false)
    assert.equal(await signsIn('Neu-Gewaehlt-77'), true)
    assert.equal((await db.rows('SELECT 1 FROM sessions WHERE user_id = $1', [user.user_id])).length, 0)
    assert.equal((await db.rows('SELECT 1 FROM refresh_families WHERE user_id = $1 AND revoked_at IS NULL', [user.user_id])).length, 0)
    assert.equal((await findUser(ctx, user.user_id))!.email_verified, true)
    const state = new URL(half.headers!['location']!, 'https://x').searchParams.get('state')!
    assert.ok('status' in (await resumeLogin(thief.context({ query: { state } }))))
    assert.equal((await browser.get(link)).status, 400)
    assert.equal((await logTypes(test)).filter((type) => type === 'scp').length, 1)
  })

  it('takes a form only from the page it showed to this browser', async () => {
    await ask(new Browser(test), 'ann@example.com')
    const link = pathOf(await linkIn(test, /reset-password/))
    const [browser, other] = [new Browser(test), new Browser(test)]
    const page = await browser.get(link)
    const answers = { password: 'Neu-Gewaehlt-78', repeat: 'Neu-Gewaehlt-78' }
    assert.equal((await other.submit(page, answers)).status, 400)
    await other.get(link)
    assert.equal((await other.submit(page, answers)).status, 403)
    assert.equal((await browser.submit(page, answers, { origin: 'https://evil.example' })).status, 403)
    assert.equal((await browser.submit(page, answers)).status, 200)
  })

  it('voids a link by a newer one, by time and by a new address', async () => {
    const links = []
    for (let count = 0; count < 2; count += 1) {
      const before = (await test.outbox()).length
      await ask(new Browser(test), 'ann@example.com')
      while ((await test.outbox()).length === before) await new Promise((resolve) => setTimeout(resolve, 20))
      links.push(pathOf(await linkIn(test, /reset-password/)))
      test.clock.advance(1)
    }
    assert.notEqual(links[0], links[1])
    assert.equal((await new Browser(test).get(links[0]!)).status, 400)
    assert.equal((await new Browser(test).get(links[1]!)).status, 200)
    const user = (await findUserByLogin(test.ctx, test.connection.name, { email: 'ann@example.com' }))!
    await updateUser(test.ctx, user.user_id, { email: 'anna@example.com' })
    assert.equal((await new Browser(test).get(links[1]!)).status, 400)
    await updateUser(test.ctx, user.user_id, { email: 'ann@example.com' })
    assert.equal((await new Browser(test).get(links[1]!)).status, 200)
    test.clock.advance(432_001)
    assert.equal((await new Browser(test).get(links[1]!)).status, 400)
    assert.equal((await new Browser(test).get('/u/reset-password?ticket=x')).status, 400)
  })

  it('puts the tenant’s own host into the link, whatever the Host header says', async () => {
    const origin = 'https://evil.example'
    const settings = await withSettings(test, { friendly_name: 'Acme\r\nBcc: x@example.com' })
    const ctx = { ...settings, origin, request: { ...settings.request, origin } }
    await ask(new Browser(test, ctx), 'ann@example.com')
    const link = await linkIn(test, /reset-password/)
    assert.ok(link.startsWith('https://main.bailiwick.localhost:8443/'), link)
    assert.ok((await test.outbox()).every((message) => !/^Bcc:/m.test(message)))
  })
})
