// What browsers may do with our answers: framing (RFC 9700 section 4.16), Referer (4.2), history and caches (4.3); scripts, and what errors say.
import { before, describe, test } from 'node:test'
import assert from 'node:assert/strict'
import { signIn } from '../sign-in.ts'
import { formsIn, visitor, type Page } from '../visitor.ts'
import { callback, request, stage, tokensFor, type Stage } from './stage.ts'

const probe = `"'><xss-probe onx=1></textarea></title></style></script>{{7*191}}{% raw %}&lt;`

describe('pages', () => {
  let here: Stage
  let pages: [name: string, page: Page][]

  before(async () => {
    here = await stage()
    const third = await here.api.must<typeof here.web>('POST /clients', { name: 'Third', app_type: 'regular_web', is_first_party: false, callbacks: [callback], grant_types: ['authorization_code'] })
    const setup = here.appliance.bootstrap.admin.setup_url ?? ''
    const at = async (more: Record<string, string>) => visitor().visit(request(here, here.web, more))
    const login = await at({})
    const wrong = visitor()
    pages = [
      ['login', login],
      ['login refused', await wrong.submit(await wrong.visit(request(here, here.web)), { username: 'nobody@example.com', password: 'wrong' })],
      ['sign-up', await at({ screen_hint: 'signup' })],
      ['reset', await at({ screen_hint: 'reset-password' })],
      ['consent', await signIn(here.known, request(here, third), here.person)],
      ['logout confirmation', await here.known.visit(`${here.origin}/oidc/logout`)],
      ['set-up', await visitor().visit(setup)],
      ['void link', await visitor().visit(`${here.origin}/u/reset-password?ticket=x`)],
      ['void confirmation', await visitor().visit(`${here.origin}/u/email-verification?ticket=x`)],
      ['unknown application', await at({ client_id: 'x' })],
      ['foreign callback', await at({ redirect_uri: 'https://evil.example/' })],
      ['lost login', await visitor().visit(`${here.origin}/u/login?state=x`)],
      ['no such page', await visitor({ accept: 'text/html' }).visit(`${here.origin}/nothing`)],
      ['wrong method', await visitor({ accept: 'text/html' }).visit(`${here.origin}/userinfo`, { method: 'DELETE' })],
      ['no such tenant', await visitor({ accept: 'text/html' }).visit(here.origin.replace('main.', 'nobody.'))],
      ['dashboard', await visitor({ accept: 'text/html' }).visit(here.appliance.manageOrigin)],
    ]
  })

  test('[RFC 9700 4.16] no page may be framed', () => {
    for (const [name, { headers, html }] of pages) {
      assert.match(headers.get('content-type') ?? '', /^text\/html/, `${name}: ${html.slice(0, 200)}`)
      assert.match(headers.get('content-security-policy') ?? '', /(^|; )frame-ancestors 'none'(;|$)/, name)
    }
  })

  test('[RFC 9700 4.16] browsers without Content Security Policy are told as well on every page that has a form', () => {
    for (const [name, { headers, forms }] of pages) if (forms.length > 0) assert.equal(headers.get('x-frame-options'), 'DENY', name)
  })

  test('[RFC 9700 4.2.4] no page of the login names another site to load from or to link to, and none tells a Referer', () => {
    for (const [name, { headers, html }] of pages) {
      assert.match(headers.get('referrer-policy') ?? '', /^(no-referrer|same-origin|strict-origin)$/, name)
      assert.doesNotMatch(html, /<(?:script|link|iframe|object|embed)\b[^>]*(?:src|href|data)\s*=\s*["']?https?:/i, name)
      assert.doesNotMatch(html, /<img\b[^>]*src\s*=\s*["']?https?:/i, name)
    }
  })

  test('[RFC 9700 4.2.4] the redirect that carries the answer tells no Referer and is not cached', async () => {
    for (const more of [{}, { response_mode: 'fragment' }, { max_age: '0' }, { response_type: 'token', response_mode: 'fragment' }]) {
      const response = await here.known.request(request(here, here.web, { prompt: 'none', ...more }))
      assert.equal(response.status, 302)
      assert.equal(response.headers.get('referrer-policy'), 'no-referrer')
      assert.match(response.headers.get('cache-control') ?? '', /no-store/)
    }
  })

  test('[cache headers] nothing that carries a secret, a token or a person is kept by a cache', async () => {
    for (const [name, { headers }] of pages) assert.match(headers.get('cache-control') ?? '', /no-store/, name)
    const { access_token: bearer } = await tokensFor(here, here.web)
    const authorization = { authorization: `Bearer ${here.api.token}` }
    const replies: [string, Response][] = [
      ['token', await fetch(`${here.origin}/oauth/token`, { method: 'POST', body: new URLSearchParams({ grant_type: 'client_credentials', client_id: here.machine.client_id, client_secret: here.machine.client_secret, audience: 'https://orders.example/' }) })],
      ['token refused', await fetch(`${here.origin}/oauth/token`, { method: 'POST', body: new URLSearchParams({ grant_type: 'nonsense' }) })],
      ['userinfo', await fetch(`${here.origin}/userinfo`, { headers: { authorization: `Bearer ${bearer}` } })],
      ['revoke', await fetch(`${here.origin}/oauth/revoke`, { method: 'POST', body: new URLSearchParams({ client_id: here.spa.client_id, token: 'x' }) })],
      ['client', await fetch(`${here.origin}/api/v2/clients/${here.web.client_id}`, { headers: authorization })],
      ['users', await fetch(`${here.origin}/api/v2/users`, { headers: authorization })],
      ['change password', await fetch(`${here.origin}/dbconnections/change_password`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })],
    ]
    for (const [name, { headers }] of replies) assert.match(headers.get('cache-control') ?? '', /no-store/, name)
    assert.equal(replies[0]?.[1].headers.get('pragma'), 'no-cache')
  })

  test('[RFC 9700 4.3.2] access tokens in addresses are not looked at', async () => {
    const { access_token: bearer } = await tokensFor(here, here.web)
    for (const path of [`/userinfo?access_token=${bearer}`, `/userinfo?token=${bearer}`, `/api/v2/clients?access_token=${here.api.token}`]) assert.equal((await fetch(`${here.origin}${path}`)).status, 401, path)
  })

  test('[scripts] no page runs a script but those that hand an answer over, and those run one of ours by nonce', async () => {
    for (const [name, { headers, html }] of pages) {
      if (name === 'dashboard') continue
      assert.doesNotMatch(html, /<script|\son[a-z]+\s*=|javascript:/i, name)
      const policy = headers.get('content-security-policy') ?? ''
      assert.match(policy, /default-src 'none'/, name)
      assert.doesNotMatch(policy, /unsafe|script-src/, name)
      assert.equal(headers.get('x-content-type-options'), 'nosniff', name)
    }
    const nonces = new Set<string>()
    for (const mode of ['form_post', 'web_message', 'form_post']) {
      const { headers, html } = await here.known.visit(request(here, here.web, { prompt: 'none', response_mode: mode }))
      const [, nonce] = /script-src 'nonce-([^']+)'/.exec(headers.get('content-security-policy') ?? '') ?? []
      assert.ok(nonce && html.includes(`<script nonce="${nonce}">`))
      nonces.add(nonce)
    }
    assert.equal(nonces.size, 3, 'a nonce is used once')
  })

  const unharmed = (page: Page, what: string) => {
    assert.doesNotMatch(page.html, /<xss-probe/i, what)
    assert.doesNotMatch(page.html, /1337/, `${what}: evaluated as a template`)
    assert.ok(page.status < 500, what)
  }

  test('[reflection] whatever comes with an authorization request is text on the page', async () => {
    const names = ['client_id', 'response_type', 'redirect_uri', 'scope', 'audience', 'state', 'nonce', 'response_mode', 'code_challenge', 'code_challenge_method', 'prompt', 'max_age', 'connection', 'screen_hint', 'login_hint', 'ui_locales', 'organization', 'invitation', 'request', 'request_uri', 'acr_values', 'claims', 'display', 'id_token_hint', 'auth0Client']
    for (const name of names) {
      unharmed(await visitor().visit(request(here, here.web, { [name]: probe })), name)
      unharmed(await here.known.visit(request(here, here.web, { prompt: 'none', response_mode: 'form_post', [name]: probe })), `${name} by form_post`)
      unharmed(await here.known.visit(request(here, here.web, { prompt: 'none', response_mode: 'web_message', [name]: probe })), `${name} by web_message`)
    }
    const posted = await here.known.visit(request(here, here.web, { prompt: 'none', response_mode: 'form_post', state: probe }))
    assert.equal(formsIn(posted.html)[0]?.fields['state'], probe)
  })

  test('[reflection] whatever comes with logout, links and unknown addresses', async () => {
    const text = encodeURIComponent(probe)
    for (const path of [`/v2/logout?returnTo=${text}`, `/v2/logout?client_id=${text}&returnTo=x`, `/oidc/logout?post_logout_redirect_uri=${text}`, `/oidc/logout?state=${text}`, `/oidc/logout?id_token_hint=${text}`, `/oidc/logout?client_id=${text}`, `/oidc/logout?logout_hint=${text}&state=${text}`, `/u/login?state=${text}`, `/u/reset-password?ticket=${text}`, `/u/email-verification?ticket=${text}`, `/setup?ticket=${text}`, `/${text}`, `/u/${text}?${text}=${text}`, `/activate?user_code=${text}`]) {
      unharmed(await here.known.visit(`${here.origin}${path}`, { headers: { accept: 'text/html' } }), path)
    }
  })

  test('[reflection] what people type comes back as text', async () => {
    for (const [hint, fields] of [['', { username: `${probe}@example.com`, password: 'wrong' }], ['signup', { email: `${probe}@example.com`, password: probe }], ['reset-password', { username: probe }]] as const) {
      const who = visitor()
      unharmed(await who.submit(await who.visit(request(here, here.web, { screen_hint: hint })), fields), hint)
    }
  })

  test('[reflection] what administrators name comes out as text, too', async () => {
    await here.api.must('PATCH /tenants/settings', { friendly_name: `Acme ${probe}`.slice(0, 100) })
    const identifier = 'https://probe.example/'
    await here.api.must('POST /resource-servers', { name: 'Probe', identifier, scopes: [{ value: 'read:probe', description: probe }], skip_consent_for_verifiable_first_party_clients: false })
    const consent = await here.known.visit(request(here, here.web, { audience: identifier, scope: 'openid read:probe' }))
    assert.equal(consent.url.pathname, '/u/consent')
    unharmed(consent, 'consent')
    assert.match(consent.html, /xss-probe/, 'it is there, as text')
    await here.api.must('PATCH /tenants/settings', { friendly_name: 'Acme' })
  })

  test('[disclosure] errors name neither code nor database nor software', async () => {
    const telling = /node_modules|\.ts[:)]|\bat [A-Za-z.]+ \(|postgres|SELECT |INSERT |relation "|syntax error at|fastify|TypeError|\/work\/|\/home\/|ECONN/i
    const bodies: [string, Response][] = [
      ['broken JSON', await fetch(`${here.origin}/oauth/token`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"a":' })],
      ['strange type', await fetch(`${here.origin}/oauth/token`, { method: 'POST', headers: { 'content-type': 'image/png' }, body: 'x' })],
      ['API', await fetch(`${here.origin}/api/v2/users/%00`, { headers: { authorization: `Bearer ${here.api.token}` } })],
      ['API search', await fetch(`${here.origin}/api/v2/users?search_engine=v3&q=${encodeURIComponent("name:'; DROP TABLE users --\"")}`, { headers: { authorization: `Bearer ${here.api.token}` } })],
      ['encoding', await fetch(`${here.origin}/%ff%fe%`)],
      ['sort', await fetch(`${here.origin}/api/v2/users?sort=${encodeURIComponent('email:1; SELECT 1')}`, { headers: { authorization: `Bearer ${here.api.token}` } })],
    ]
    for (const [name, response] of bodies) {
      const text = await response.text()
      assert.ok(response.status >= 400 && response.status < 500, `${name}: ${response.status} ${text}`)
      assert.doesNotMatch(text, telling, name)
      for (const header of ['server', 'x-powered-by', 'via']) assert.equal(response.headers.get(header), null, name)
    }
    for (const [name, { html }] of pages) assert.doesNotMatch(html, telling, name)
  })

  test('[disclosure] what is logged of a request carries no code, token, password or secret', async () => {
    const tokens = await tokensFor(here, here.web)
    const output = here.appliance.output()
    for (const [what, secret] of Object.entries({ access: tokens.access_token, refresh: tokens.refresh_token, id: tokens.id_token, password: here.person.password, client: here.web.client_secret, api: here.api.token })) {
      assert.ok(!output.includes(secret), what)
    }
    const logs = JSON.stringify(await here.api.must('GET /logs?per_page=100'))
    for (const secret of [tokens.access_token, tokens.refresh_token, here.person.password, here.web.client_secret, here.api.token]) assert.ok(!logs.includes(secret))
  })
})
