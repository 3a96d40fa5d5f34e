// Session fixation, and what cookies are allowed to do.
import { before, describe, test } from 'node:test'
import assert from 'node:assert/strict'
import { connectionName } from '../management.ts'
import { random, returned, signIn } from '../sign-in.ts'
import { visitor } from '../visitor.ts'
import { request, stage, type Stage } from './stage.ts'

describe('sessions and cookies', () => {
  let here: Stage
  before(async () => void (here = await stage()))

  const url = (more: Record<string, string> = {}, origin = here.origin) => request({ origin }, here.web, more)
  const silent = async (cookie: string, origin = here.origin, client = here.web) => {
    const response = await fetch(request({ origin }, client, { prompt: 'none' }), { redirect: 'manual', headers: { cookie } })
    return new URL(response.headers.get('location') ?? '').searchParams
  }
  const sessionOf = async () => {
    const who = visitor()
    assert.ok(returned(await signIn(who, url(), here.person)).get('code'))
    return { who, secret: who.cookies(here.origin)['auth0'] ?? '' }
  }

  test('[session fixation] a session cookie planted before the login is not the one after it, and opens nothing', async () => {
    const planted = random().padEnd(43, 'x').slice(0, 43)
    const who = visitor({ cookie: `auth0=${planted}; auth0_compat=${planted}` })
    const page = await who.visit(url())
    const cookie = Object.entries(who.cookies(here.origin)).map(([name, value]) => `${name}=${value}`).join('; ')
    const form = page.forms.find(({ fields }) => 'password' in fields)
    const submitted = await who.request(new URL(form?.action ?? '', page.url), {
      method: 'POST', headers: { origin: here.origin, cookie: `${cookie}; auth0=${planted}` }, body: new URLSearchParams({ ...form?.fields, username: here.person.email, password: here.person.password }),
    })
    const resumed = await who.request(new URL(submitted.headers.get('location') ?? '', page.url), { headers: { cookie: `${cookie}; auth0=${planted}` } })
    const set = resumed.headers.getSetCookie().find((line) => line.startsWith('auth0='))
    assert.ok(set && !set.includes(planted), String(set))
    assert.equal((await silent(`auth0=${planted}`)).get('error'), 'login_required')
  })

  test('[session fixation] a new login gives a new cookie and ends the old one', async () => {
    const { who, secret } = await sessionOf()
    assert.ok((await silent(`auth0=${secret}`)).get('code'))
    assert.ok(returned(await signIn(who, url({ prompt: 'login' }), here.person)).get('code'))
    const now = who.cookies(here.origin)['auth0'] ?? ''
    assert.notEqual(now, secret)
    assert.ok((await silent(`auth0=${now}`)).get('code'))
    assert.equal((await silent(`auth0=${secret}`)).get('error'), 'login_required')
  })

  test('[session fixation] the login\'s own cookie is bound to the host, and forged ones are ignored', async () => {
    const first = await fetch(url(), { redirect: 'manual' })
    const [line] = first.headers.getSetCookie()
    assert.match(line ?? '', /^__Host-bailiwick_login=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
    for (const value of ['', 'short', "' OR 1=1 --", 'x'.repeat(5000), '%00', random()]) {
      const reply = await fetch(url(), { redirect: 'manual', headers: { cookie: `__Host-bailiwick_login=${value}; auth0=${value}` } })
      assert.equal(reply.status, 302, JSON.stringify(value))
      assert.match(reply.headers.get('location') ?? '', /^\/u\/login\?state=/)
    }
  })

  test('[cookie flags] over TLS: Secure, HttpOnly, host-only, a stated SameSite', async () => {
    const who = visitor()
    const page = await who.visit(url())
    const form = page.forms.find(({ fields }) => 'password' in fields)
    const submitted = await who.request(new URL(form?.action ?? '', page.url), { method: 'POST', headers: { origin: here.origin }, body: new URLSearchParams({ ...form?.fields, username: here.person.email, password: here.person.password }) })
    const resumed = await who.request(new URL(submitted.headers.get('location') ?? '', page.url))
    const lines = resumed.headers.getSetCookie()
    assert.ok(lines.length >= 2)
    for (const line of lines) {
      assert.match(line, /; HttpOnly/, line)
      assert.match(line, /; Secure/, line)
      assert.match(line, /; SameSite=(None|Lax|Strict)/, line)
      assert.match(line, /; Path=\//, line)
      assert.doesNotMatch(line, /; Domain=/i, line)
    }
  })

  test('[cookie flags] over plain loopback HTTP other names, so that a Secure cookie is never sent or overwritten there', async () => {
    const who = visitor()
    const person = here.person
    assert.ok(returned(await signIn(who, url({}, here.appliance.httpOrigin), person)).get('code'))
    const names = Object.keys(who.cookies(here.appliance.httpOrigin))
    assert.ok(names.includes('auth0_http') && !names.includes('auth0'), names.join())
    const { secret } = await sessionOf()
    assert.equal((await silent(`auth0=${secret}`, here.appliance.httpOrigin)).get('error'), 'login_required')
  })

  test('[session secrecy] the session id in tokens is not the secret in the cookie', async () => {
    const { secret } = await sessionOf()
    const silently = await silent(`auth0=${secret}`)
    assert.ok(silently.get('code'))
    const sessions = await here.api.call<unknown>(`GET /users/${encodeURIComponent(here.person.user_id)}/sessions`)
    assert.ok(!JSON.stringify(sessions.body ?? '').includes(secret))
    const user = await here.api.must<unknown>(`GET /users/${encodeURIComponent(here.person.user_id)}`)
    assert.ok(!JSON.stringify(user).includes(secret))
    assert.ok(!here.appliance.output().includes(secret), 'not in the log either')
  })

  test('[tenant isolation] a session of one tenant is none of another', async () => {
    const { secret } = await sessionOf()
    assert.equal((await silent(`auth0=${secret}; auth0_compat=${secret}`, here.neighbour.origin, here.neighbour.web)).get('error'), 'login_required')
  })

  test('[session end] a new password ends the sessions and refresh tokens of before', async () => {
    const email = `leaver-${random().toLowerCase()}@example.com`
    const user = await here.api.must<{ user_id: string }>('POST /users', { connection: connectionName, email, password: 'Correct-Horse-7-Battery', email_verified: true })
    const who = visitor()
    assert.ok(returned(await signIn(who, url(), { email, password: 'Correct-Horse-7-Battery' })).get('code'))
    const secret = who.cookies(here.origin)['auth0'] ?? ''
    await here.api.must(`PATCH /users/${encodeURIComponent(user.user_id)}`, { connection: connectionName, password: 'Another-Horse-8-Battery' })
    assert.equal((await silent(`auth0=${secret}`)).get('error'), 'login_required')
  })

  test('[session end] a blocked or deleted person gets nothing from a session of before', async () => {
    for (const act of ['block', 'delete'] as const) {
      const email = `${act}-${random().toLowerCase()}@example.com`
      const { user_id } = await here.api.must<{ user_id: string }>('POST /users', { connection: connectionName, email, password: 'Correct-Horse-7-Battery', email_verified: true })
      const who = visitor()
      assert.ok(returned(await signIn(who, url(), { email, password: 'Correct-Horse-7-Battery' })).get('code'))
      if (act === 'block') await here.api.must(`PATCH /users/${encodeURIComponent(user_id)}`, { blocked: true })
      else await here.api.must(`DELETE /users/${encodeURIComponent(user_id)}`)
      const answer = returned(await who.visit(url({ prompt: 'none' })))
      assert.equal(answer.get('code'), null)
      assert.ok(['unauthorized', 'login_required'].includes(answer.get('error') ?? ''), `${answer}`)
    }
  })
})
