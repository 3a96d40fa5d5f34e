// Cross-site request forgery at every form and at the way back (RFC 9700 section 4.7), and CORS where a browser must not help (section 2.6).
import { before, describe, test } from 'node:test'
import assert from 'node:assert/strict'
import { outbox } from '../outbox.ts'
import { connectionName } from '../management.ts'
import { claimsOf, random, returned, signIn } from '../sign-in.ts'
import { visitor, type Form, type Page, type Visitor } from '../visitor.ts'
import { callback, request, stage, tokensFor, type Stage } from './stage.ts'

describe('forged requests', () => {
  let here: Stage
  before(async () => void (here = await stage()))

  const url = (more: Record<string, string> = {}) => request(here, here.web, more)
  const formOf = (page: Page, field: string): Form => {
    const form = page.forms.find(({ fields }) => field in fields)
    assert.ok(form, page.html.slice(0, 1000))
    return form
  }
  const send = (who: Visitor, page: Page, form: Form, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    who.request(new URL(form.action, page.url), { method: 'POST', headers: { origin: here.origin, ...headers }, body: new URLSearchParams({ ...form.fields, ...fields }) })
  const password = () => ({ username: here.person.email, password: here.person.password })

  /** Every way in which a form may come from somewhere else. */
  const fromElsewhere: [what: string, fields: Record<string, string>, headers: Record<string, string>][] = [
    ['no token', { csrf: '' }, {}],
    ['a made-up token', { csrf: random() }, {}],
    ['a foreign Origin', {}, { origin: 'https://evil.example' }],
    ['an opaque Origin', {}, { origin: 'null' }],
    ['another tenant as Origin', {}, { origin: 'https://neighbour.bailiwick.localhost' }],
    ['the same host with another scheme', {}, { origin: 'http://main.bailiwick.localhost' }],
    ['Sec-Fetch-Site cross-site', {}, { 'sec-fetch-site': 'cross-site' }],
    ['Sec-Fetch-Site same-site', {}, { 'sec-fetch-site': 'same-site' }],
  ]

  test('[RFC 9700 4.7.1] the login form is taken only from the page this browser was shown', async () => {
    const who = visitor()
    const page = await who.visit(url())
    const form = formOf(page, 'password')
    for (const [what, fields, headers] of fromElsewhere) {
      const response = await send(who, page, form, { ...password(), ...fields }, headers)
      assert.equal(response.status, 403, what)
      assert.equal(response.headers.get('location'), null, what)
    }
    const other = visitor()
    const otherPage = await other.visit(url())
    const stranger = await send(who, page, form, { ...password(), csrf: formOf(otherPage, 'password').fields['csrf'] ?? '' })
    assert.equal(stranger.status, 403, 'the token of another browser')
    assert.equal((await send(who, page, form, password())).status, 302, 'the page itself')
  })

  test('[RFC 9700 4.7.1] a login begun in one browser cannot be finished in another: nobody is signed in to somebody else\'s account', async () => {
    const attacker = visitor()
    const page = await attacker.visit(url())
    const form = formOf(page, 'password')
    const victim = visitor()
    await victim.visit(url())
    for (const path of ['/u/login', '/u/signup', '/authorize/resume', '/u/consent', '/u/reset-password/request']) {
      const lured = await victim.visit(`${here.origin}${path}?state=${form.fields['state']}`)
      assert.equal(lured.status, 400, path)
      assert.equal(lured.left, undefined)
    }
    assert.equal((await send(victim, page, form, password())).status, 400)
    // Also after the attacker has signed in and only the last step is left.
    const submitted = await send(attacker, page, form, password())
    const resume = new URL(submitted.headers.get('location') ?? '', page.url)
    assert.equal(resume.pathname, '/authorize/resume')
    assert.equal((await victim.visit(resume)).left, undefined)
    assert.equal(returned(await victim.visit(url({ prompt: 'none' }))).get('error'), 'login_required')
    assert.ok(returned(await attacker.visit(resume)).get('code'))
    const again = await attacker.visit(resume)
    assert.equal(again.left, undefined, 'a finished login is over')
  })

  test('[RFC 9700 4.7.1] names and passwords in an address are not a login', async () => {
    const who = visitor()
    const page = await who.visit(url())
    const got = await who.visit(`${page.url}&${new URLSearchParams({ ...password(), csrf: formOf(page, 'password').fields['csrf'] ?? '' })}`)
    assert.equal(got.status, 200)
    assert.equal(got.left, undefined)
  })

  test('[RFC 9700 4.7.1] sign-up and reset forms are guarded alike', async () => {
    for (const [hint, field] of [['signup', 'password'], ['reset-password', 'username']] as const) {
      const who = visitor()
      const page = await who.visit(url({ screen_hint: hint }))
      const form = formOf(page, field)
      for (const [what, fields, headers] of fromElsewhere) {
        assert.equal((await send(who, page, form, { email: `forged-${random()}@example.com`, username: here.person.email, password: 'Correct-Horse-7-Battery', ...fields }, headers)).status, 403, `${hint}: ${what}`)
      }
    }
    assert.deepEqual(await here.api.must('GET /users?q=email%3Aforged-*'), [])
  })

  test('[RFC 9700 4.7.1] the form behind a reset link is guarded alike, and the link does not suffice', async () => {
    const email = `reset-${random().toLowerCase()}@example.com`
    await here.api.must('POST /users', { connection: connectionName, email, password: 'Correct-Horse-7-Battery' })
    await fetch(`${here.origin}/dbconnections/change_password`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ client_id: here.web.client_id, connection: connectionName, email }) })
    const link = await mailedLink(here, email)
    const who = visitor()
    const page = await who.visit(link)
    const form = formOf(page, 'password')
    const chosen = { password: 'Another-Horse-8-Battery', repeat: 'Another-Horse-8-Battery' }
    for (const [what, fields, headers] of fromElsewhere) assert.equal((await send(who, page, form, { ...chosen, ...fields }, headers)).status, 403, what)
    assert.notEqual((await send(visitor(), page, form, chosen)).status, 200, 'a browser that was shown nothing')
    assert.equal((await send(who, page, form, chosen)).status, 200)
    assert.equal((await send(who, page, form, chosen)).status, 400, 'the link is used up')
  })

  test('[RFC 9700 4.7.1] the set-up form is guarded alike', async () => {
    const setup = here.appliance.bootstrap.admin.setup_url
    assert.ok(setup)
    const who = visitor()
    const page = await who.visit(setup)
    const form = formOf(page, 'password')
    const origin = page.url.origin
    for (const [what, fields, headers] of fromElsewhere) {
      const answers = { email: 'evil@example.com', password: 'Correct-Horse-7-Battery', repeat: 'Correct-Horse-7-Battery', ...fields }
      assert.equal((await send(who, page, form, answers, { origin, ...headers })).status, 403, what)
    }
  })

  test('[RFC 9700 4.7.1] state comes back byte for byte, on success and on error', async () => {
    const state = `${Buffer.from(random()).toString('base64')}==/+ &?#%25"<>\u00e9`
    for (const more of [{}, { max_age: '0' }, { response_type: 'nonsense' }]) {
      assert.equal(returned(await here.known.visit(url({ prompt: 'none', state, ...more }))).get('state'), state)
    }
  })

  test('[RFC 9700 4.7.1] consent is given on its page or not at all', async () => {
    const third = await here.api.must<typeof here.web>('POST /clients', { name: 'Third', app_type: 'regular_web', is_first_party: false, callbacks: [callback], grant_types: ['authorization_code'] })
    await here.api.call(`PATCH /connections/${(await here.api.must<{ id: string }[]>('GET /connections'))[0]?.id}`, { enabled_clients: [here.web.client_id, here.spa.client_id, third.client_id] })
    const silent = await here.known.visit(request(here, third, { prompt: 'none' }))
    assert.equal(returned(silent).get('error'), 'consent_required')
    const who = visitor()
    const page = await signIn(who, request(here, third), here.person)
    assert.equal(page.url.pathname, '/u/consent', page.html)
    const form = formOf(page, 'action')
    for (const [what, fields, headers] of fromElsewhere) assert.equal((await send(who, page, form, { action: 'accept', ...fields }, headers)).status, 403, what)
    const resumed = await who.visit(`${here.origin}/authorize/resume?state=${form.fields['state']}&action=accept&consent=accepted`)
    assert.equal(resumed.url.pathname, '/u/consent', 'the step cannot be skipped')
    assert.equal(returned(await who.submit(page, { action: 'deny' })).get('error'), 'access_denied')
  })

  test('[RFC 9700 2.6] the authorization endpoint and the login pages are closed to scripts of other origins', async () => {
    const page = await visitor().visit(url())
    for (const address of [url({ prompt: 'none' }), url(), page.url, `${here.origin}/authorize/resume?state=x`, `${here.origin}/v2/logout`, `${here.origin}/oidc/logout`]) {
      for (const origin of ['https://app.example.com', 'https://evil.example', 'null']) {
        const asked = await fetch(address, { redirect: 'manual', headers: { origin } })
        assert.equal(asked.headers.get('access-control-allow-origin'), null, `${address} ${origin}`)
        const preflight = await fetch(address, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'GET' } })
        assert.equal(preflight.headers.get('access-control-allow-origin'), null, `${address} ${origin}`)
      }
    }
  })

  test('[RFC 9700 2.6] tokens may be fetched by scripts of registered origins only', async () => {
    const preflight = (origin: string) => fetch(`${here.origin}/oauth/token`, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } })
    assert.equal((await preflight('https://app.example.com')).headers.get('access-control-allow-origin'), 'https://app.example.com')
    for (const origin of ['https://evil.example', 'null', 'https://app.example.com.evil.example', 'http://app.example.com', 'https://app.example.com:8443', 'https://evilapp.example.com', 'https://APP.example.com', 'file://']) {
      const reply = await preflight(origin)
      assert.equal(reply.headers.get('access-control-allow-origin'), null, origin)
      assert.equal(reply.headers.get('access-control-allow-credentials'), null, origin)
    }
  })

  test('[RFC 9700 4.17.2] a web message goes to one registered origin and is framed by it alone', async () => {
    const page = await here.known.visit(request(here, here.web, { prompt: 'none', response_mode: 'web_message' }))
    assert.match(page.html, /postMessage\(\{.*\}, "https:\/\/app\.example\.com"\)/s)
    assert.doesNotMatch(page.html, /postMessage\([^)]*['"]\*['"]\)/)
    assert.match(page.headers.get('content-security-policy') ?? '', /frame-ancestors https:\/\/app\.example\.com(;|$)/)
    assert.doesNotMatch(page.html, /addEventListener/, 'nothing is listened to')
    const elsewhere = await here.known.visit(request(here, here.web, { prompt: 'none', response_mode: 'web_message', redirect_uri: 'https://evil.example/callback' }))
    assert.equal(elsewhere.status, 403)
    assert.doesNotMatch(elsewhere.html, /postMessage|<script/)
  })

  test('[RFC 9700 4.17.2] what a web message carries cannot end its script', async () => {
    const state = '</script><script>alert(1)</script>\u2028\u2029<!--'
    const page = await here.known.visit(request(here, here.web, { prompt: 'none', response_mode: 'web_message', state }))
    assert.equal(page.html.match(/<\/script>/g)?.length, 1)
    assert.doesNotMatch(page.html, /alert\(1\)<|<!--|\u2028/)
  })

  test('[RFC 9700 4.7] a session\'s tokens name the person who signed in, whatever hint came with the request', async () => {
    const tokens = await tokensFor(here, here.web, { login_hint: 'somebody.else@example.com' })
    assert.equal(claimsOf(tokens.id_token)['sub'], here.person.user_id)
  })
})

/** The reset link in the message to this address, waited for. */
async function mailedLink({ appliance }: Stage, to: string): Promise<string> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    for (const text of outbox(appliance.dataDir)) {
      const link = text.toLowerCase().includes(`to: ${to.toLowerCase()}`) ? /https?:\/\/[^\s"<>]*\/u\/reset-password\?ticket=[A-Za-z0-9_-]{43}/.exec(text)?.[0] : undefined
      if (link) return link
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`no message to ${to}`)
}
