// RFC 6749 section 4.1, RFC 7636, RFC 9700, OpenID Connect Core section 3.1, against the started product.
import { before, describe, test } from 'node:test'
import assert from 'node:assert/strict'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import type { Appliance } from '../appliance.ts'
import { furnished, type Application } from '../management.ts'
import { sharedAppliance } from '../shared-appliance.ts'
import { authorizeUrl, challengeOf, claimsOf, headerOf, random, returned, signIn, token } from '../sign-in.ts'
import { visitor } from '../visitor.ts'

const callback = 'https://app.example.com/callback'

describe('authorization code', () => {
  let appliance: Appliance
  let house: Awaited<ReturnType<typeof furnished>>
  let web: Application
  let spa: Application

  before(async () => {
    appliance = await sharedAppliance()
    house = await furnished(appliance)
    web = await house.application({ name: 'Web', app_type: 'regular_web', callbacks: [callback, `${callback}?tenant=a`], grant_types: ['authorization_code', 'refresh_token'] })
    spa = await house.application({ name: 'Single page', app_type: 'spa', token_endpoint_auth_method: 'none', callbacks: [callback], web_origins: ['https://app.example.com'], grant_types: ['authorization_code', 'refresh_token'] })
  })

  async function code(application: Application, more: Record<string, string> = {}, who = visitor()) {
    const answer = returned(await signIn(who, authorizeUrl(appliance.origin, { client_id: application.client_id, redirect_uri: callback, state: 's', ...more }), house.person))
    const value = answer.get('code')
    assert.ok(value, `no code: ${answer}`)
    return value
  }
  const redeem = (application: Application, value: string, more: Record<string, string> = {}) =>
    token(appliance.origin, { grant_type: 'authorization_code', client_id: application.client_id, client_secret: application.client_secret, code: value, redirect_uri: callback, ...more })

  test('a confidential client gets a verifiable ID token', async () => {
    const nonce = random()
    const answer = await redeem(web, await code(web, { nonce, max_age: '3600' }))
    assert.equal(answer.status, 200)
    assert.equal(answer.headers.get('cache-control'), 'no-store')
    assert.match(answer.headers.get('content-type') ?? '', /^application\/json/)
    assert.equal(answer.body['token_type'], 'Bearer')
    assert.ok(!('refresh_token' in answer.body), 'no refresh token without offline_access')
    const issuer = `${appliance.origin}/`
    const keys = createRemoteJWKSet(new URL('/.well-known/jwks.json', appliance.origin))
    const { payload, protectedHeader } = await jwtVerify(answer.body.id_token ?? '', keys, { issuer, audience: web.client_id, algorithms: ['RS256'] })
    assert.equal(payload['nonce'], nonce)
    assert.equal(payload.sub, house.person.user_id)
    assert.equal(payload['email'], house.person.email)
    assert.equal(payload['email_verified'], true)
    assert.equal(payload['name'], 'Ada Example')
    assert.equal(typeof payload['auth_time'], 'number')
    assert.equal(typeof payload['sid'], 'string')
    assert.match(String(payload['updated_at']), /^\d{4}-\d\d-\d\dT/)
    assert.equal(payload.exp, (payload.iat ?? 0) + 36000)
    assert.equal(protectedHeader.typ, 'JWT')
  })

  test('state comes back byte for byte', async () => {
    const state = 'pad+ded/state==& ü'
    const page = await signIn(visitor(), authorizeUrl(appliance.origin, { client_id: web.client_id, redirect_uri: callback, state }), house.person)
    assert.equal(returned(page).get('state'), state)
  })

  test('a callback with a query of its own keeps it', async () => {
    const page = await signIn(visitor(), authorizeUrl(appliance.origin, { client_id: web.client_id, redirect_uri: `${callback}?tenant=a`, state: 'x' }), house.person)
    assert.equal(returned(page).get('tenant'), 'a')
    assert.ok(returned(page).get('code'))
  })

  test('PKCE: the right verifier, a wrong one, none', async () => {
    const verifier = random() + random()
    const pkce = { code_challenge: challengeOf(verifier), code_challenge_method: 'S256' }
    const good = await redeem(spa, await code(spa, pkce), { client_secret: '', code_verifier: verifier })
    assert.equal(good.status, 200, JSON.stringify(good.body))
    const wrong = await redeem(spa, await code(spa, pkce), { client_secret: '', code_verifier: random() + random() })
    assert.deepEqual([wrong.status, wrong.body.error, wrong.body.error_description], [403, 'invalid_grant', 'Failed to verify code verifier'])
    const none = await redeem(spa, await code(spa, pkce), { client_secret: '' })
    assert.ok(none.status >= 400 && none.body.access_token === undefined)
    const downgrade = await redeem(web, await code(web), { code_verifier: verifier })
    assert.equal(downgrade.status, 403, 'a verifier without a challenge is an attack (RFC 9700 section 2.1.1)')
  })

  test('a code is worth one exchange, also when redeemed twenty times at once', async () => {
    const value = await code(web, { scope: 'openid offline_access' })
    const answers = await Promise.all(Array.from({ length: 20 }, () => redeem(web, value)))
    assert.equal(answers.filter(({ status }) => status === 200).length, 1)
    for (const answer of answers.filter(({ status }) => status !== 200)) {
      assert.deepEqual([answer.status, answer.body.error, answer.body.error_description], [403, 'invalid_grant', 'Invalid authorization code'])
    }
  })

  test('a code of another client, another redirect_uri, a wrong secret', async () => {
    const other = await redeem({ ...web, client_id: spa.client_id, client_secret: '' } as Application, await code(web))
    assert.equal(other.status, 403)
    assert.equal(other.body.error, 'invalid_grant')
    assert.equal((await redeem(web, await code(web), { redirect_uri: `${callback}?tenant=a` })).status, 403)
    const secret = await redeem({ ...web, client_secret: 'wrong' } as Application, await code(web))
    assert.deepEqual([secret.status, secret.body.error], [401, 'access_denied'])
    assert.equal(secret.headers.get('www-authenticate'), null)
  })

  test('Basic credentials are decoded as RFC 6749 section 2.3.1 says', async () => {
    const credentials = Buffer.from(`${encodeURIComponent(web.client_id)}:${encodeURIComponent(web.client_secret)}`).toString('base64')
    const answer = await token(appliance.origin, { grant_type: 'authorization_code', code: await code(web), redirect_uri: callback }, { authorization: `Basic ${credentials}` })
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
  })

  test('an unregistered callback or client gets a page, never a redirect', async () => {
    for (const [client_id, redirect_uri] of [[web.client_id, 'http://evil.example/'], [web.client_id, `${callback}/..`], ['nobody', callback]] as const) {
      const page = await visitor().visit(authorizeUrl(appliance.origin, { client_id, redirect_uri, state: 's' }))
      assert.equal(page.left, undefined, `redirected to ${page.left}`)
      assert.ok(page.status === 403 || page.status === 400, `HTTP ${page.status}`)
      assert.match(page.headers.get('content-type') ?? '', /text\/html/)
    }
  })

  test('other faults go back to the application with state', async () => {
    const cases: [Record<string, string>, string][] = [
      [{ response_type: 'nonsense' }, 'unsupported_response_type'],
      [{ audience: 'https://no.such.api/' }, 'access_denied'],
      [{ code_challenge: 'abc', code_challenge_method: 'S256' }, 'invalid_request'],
    ]
    for (const [parameters, error] of cases) {
      const page = await visitor().visit(authorizeUrl(appliance.origin, { client_id: web.client_id, redirect_uri: callback, state: 'keep', ...parameters }))
      assert.deepEqual([returned(page).get('error'), returned(page).get('state')], [error, 'keep'], `${page.left}`)
    }
  })

  test('a wrong password shows the page again with 400', async () => {
    const page = await signIn(visitor(), authorizeUrl(appliance.origin, { client_id: web.client_id, redirect_uri: callback, state: 's' }), { ...house.person, password: 'wrong' })
    assert.equal(page.left, undefined)
    assert.equal(page.status, 400)
    assert.match(page.html, /Wrong email or password/)
  })

  test('the session spares the second login; prompt=login and max_age=0 ask again', async () => {
    const who = visitor()
    await code(web, {}, who)
    const url = (more: Record<string, string>) => authorizeUrl(appliance.origin, { client_id: web.client_id, redirect_uri: callback, state: 's', ...more })
    assert.ok(returned(await who.visit(url({}))).get('code'))
    for (const more of [{ prompt: 'login' }, { max_age: '0' }] as Record<string, string>[]) {
      const page = await who.visit(url(more))
      assert.equal(page.left, undefined)
      assert.match(page.url.pathname, /^\/u\/login/)
    }
  })

  test('form_post hands the answer over in a self-submitting form', async () => {
    const page = await signIn(visitor(), authorizeUrl(appliance.origin, { client_id: web.client_id, redirect_uri: callback, state: 'f"<', response_mode: 'form_post' }), house.person)
    const form = page.forms.find(({ action }) => action === callback)
    assert.ok(form, page.html)
    assert.equal(form.method, 'POST')
    assert.equal(form.fields['state'], 'f"<')
    assert.ok(form.fields['code'])
  })

  test('prompt=none answers by web_message, with and without a session', async () => {
    const silent = (state: string) => authorizeUrl(appliance.origin, { client_id: spa.client_id, redirect_uri: callback, state, prompt: 'none', response_mode: 'web_message', code_challenge: challengeOf(random() + random()), code_challenge_method: 'S256' })
    const stranger = await visitor().visit(silent('one'))
    assert.equal(stranger.status, 200)
    assert.equal(stranger.headers.get('x-frame-options'), null)
    assert.match(stranger.html, /login_required/)
    assert.match(stranger.html, /Login required/)
    const who = visitor()
    await code(spa, { code_challenge: challengeOf('x'.repeat(43)), code_challenge_method: 'S256' }, who)
    const known = await who.visit(silent('two'))
    assert.match(known.html, /authorization_response/)
    assert.doesNotMatch(known.html, /login_required/)
    const query = await visitor().visit(authorizeUrl(appliance.origin, { client_id: web.client_id, redirect_uri: callback, state: 'three', prompt: 'none' }))
    assert.deepEqual([returned(query).get('error'), returned(query).get('error_description'), returned(query).get('state')], ['login_required', 'Login required', 'three'])
  })

  test('login_hint fills the field, screen_hint=signup opens the sign-up page', async () => {
    const url = (more: Record<string, string>) => authorizeUrl(appliance.origin, { client_id: web.client_id, redirect_uri: callback, state: 's', ...more })
    const hinted = await visitor().visit(url({ login_hint: 'hinted@example.com' }))
    assert.ok(hinted.forms.some(({ fields }) => fields['username'] === 'hinted@example.com'), hinted.html)
    assert.match((await visitor().visit(url({ screen_hint: 'signup' }))).url.pathname, /^\/u\/signup/)
  })

  test('an API audience makes a JWT access token with its claims', async () => {
    const api = `https://orders.example/${random()}`
    await house.api.must('POST /resource-servers', { name: 'Orders', identifier: api, scopes: [{ value: 'read:orders', description: 'Read orders' }], allow_offline_access: true })
    const answer = await redeem(web, await code(web, { audience: api, scope: 'openid profile read:orders offline_access write:everything' }))
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    const claims = claimsOf(answer.body.access_token)
    assert.deepEqual(claims['aud'], [api, `${appliance.origin}/userinfo`])
    assert.equal(claims['iss'], `${appliance.origin}/`)
    assert.equal(claims['sub'], house.person.user_id)
    assert.equal(claims['azp'], web.client_id)
    assert.deepEqual(new Set(String(claims['scope']).split(' ')), new Set(['openid', 'profile', 'read:orders', 'offline_access']))
    assert.ok(!('gty' in claims))
    assert.equal(headerOf(answer.body.access_token ?? '')['typ'], 'JWT')
    assert.ok(answer.body.refresh_token)
  })
})
