// Codes: mix-up (RFC 9700 section 4.4), injection (4.5), replay (2.1.1), PKCE and its downgrade (4.8).
import { before, describe, test } from 'node:test'
import assert from 'node:assert/strict'
import { challengeOf, claimsOf, random, returned, token } from '../sign-in.ts'
import { formsIn, visitor } from '../visitor.ts'
import { callback, codeFor, orders, redeem, refresh, request, said, stage, tokensFor, verifier, type Stage } from './stage.ts'

const wrongCode = '403 invalid_grant Invalid authorization code'
const wrongVerifier = '403 invalid_grant Failed to verify code verifier'

describe('authorization codes', () => {
  let here: Stage
  before(async () => void (here = await stage()))

  const pkce = (challenge: string, method = 'S256') => ({ code_challenge: challenge, ...(method && { code_challenge_method: method }) })

  test('[RFC 9700 2.1] [RFC 9700 4.4.2.1] every answer, success or error, names its issuer, in every mode', async () => {
    const issuer = ((await (await fetch(`${here.origin}/.well-known/openid-configuration`)).json()) as Record<string, unknown>)
    assert.equal(issuer['authorization_response_iss_parameter_supported'], true)
    const iss = issuer['issuer']
    for (const [mode, more] of [['query', {}], ['fragment', {}], ['query', { prompt: 'none', max_age: '0' }], ['query', { audience: 'https://nowhere.example/' }], ['fragment', { response_type: 'token id_token', nonce: 'n' }], ['query', { response_type: 'nonsense' }]] as const) {
      const { left } = await here.known.visit(request(here, here.web, { prompt: 'none', response_mode: mode, ...more }))
      const answer = mode === 'fragment' ? new URLSearchParams(left?.hash.slice(1)) : left?.searchParams
      assert.equal(answer?.get('iss'), iss, `${mode} ${JSON.stringify(more)}: ${left}`)
      assert.equal(answer?.getAll('iss').length, 1)
    }
    const posted = await here.known.visit(request(here, here.web, { prompt: 'none', response_mode: 'form_post' }))
    assert.equal(formsIn(posted.html)[0]?.fields['iss'], iss)
    const messaged = await here.known.visit(request(here, here.web, { prompt: 'none', response_mode: 'web_message' }))
    assert.ok(messaged.html.includes(`"iss":"${iss}"`), messaged.html)
  })

  test('[RFC 9700 4.4.2.1] tenants are different issuers, and the ID token says the same one as the answer', async () => {
    const of = async (origin: string) => ((await (await fetch(`${origin}/.well-known/openid-configuration`)).json()) as { issuer: string }).issuer
    assert.notEqual(await of(here.origin), await of(here.neighbour.origin))
    assert.equal(claimsOf((await tokensFor(here, here.web)).id_token)['iss'], await of(here.origin))
  })

  test('[RFC 9700 2.1.1] a code works once; its replay fails and takes the refresh tokens of the first use with it', async () => {
    const code = await codeFor(here, here.web, { scope: 'openid offline_access read:orders', audience: orders })
    const first = await redeem(here, here.web, code)
    assert.equal(first.status, 200)
    const second = await refresh(here, here.web, first.body.refresh_token)
    assert.equal(second.status, 200)
    assert.equal(said(await redeem(here, here.web, code)), wrongCode)
    assert.equal(said(await refresh(here, here.web, second.body.refresh_token)), '403 invalid_grant Unknown or invalid refresh token.')
  })

  test('[RFC 9700 4.5] a code is worth nothing to another application, and its attempt does no harm', async () => {
    const code = await codeFor(here, here.web)
    assert.equal(said(await redeem(here, here.spa, code)), wrongCode)
    assert.equal(said(await redeem(here, here.spa, code, { code_verifier: '' })), wrongCode)
    assert.equal((await redeem(here, here.web, code)).status, 200)
  })

  test('[RFC 9700 4.5] a code is worth nothing at another tenant', async () => {
    const code = await codeFor(here, here.web)
    assert.equal(said(await redeem({ origin: here.neighbour.origin }, here.neighbour.web, code)), wrongCode)
    assert.match(said(await redeem({ origin: here.neighbour.origin }, here.web, code)), /^401 /)
    assert.equal((await redeem(here, here.web, code)).status, 200)
  })

  test('[RFC 9700 4.5] a confidential application must authenticate to redeem, and in the body or header only', async () => {
    for (const wrong of [{ client_secret: 'wrong' }, { client_secret: '' }, { client_secret: here.machine.client_secret }]) {
      assert.equal(said(await redeem(here, here.web, await codeFor(here, here.web), wrong)), '401 access_denied Unauthorized')
    }
    const code = await codeFor(here, here.web)
    const query = new URLSearchParams({ client_id: here.web.client_id, client_secret: here.web.client_secret })
    const inQuery = await fetch(`${here.origin}/oauth/token?${query}`, { method: 'POST', body: new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: callback, client_id: here.web.client_id }) })
    assert.equal(inQuery.status, 401)
  })

  test('[RFC 9700 4.5.3] the redirect URI of the token request is the one of the authorization request', async () => {
    for (const redirect_uri of ['https://evil.example/', `${callback}/`, '']) assert.match(said(await redeem(here, here.web, await codeFor(here, here.web), { redirect_uri })), /^403 invalid_grant The redirect URI is wrong/)
  })

  test('[RFC 9700 4.5.3.1] an injected code fails for want of its verifier, and cannot be tried again', async () => {
    const stolen = await codeFor(here, here.spa, pkce(challengeOf(random())))
    assert.equal(said(await redeem(here, here.spa, stolen)), wrongVerifier)
    assert.equal(said(await redeem(here, here.spa, stolen)), wrongCode)
  })

  test('[RFC 9700 4.5.3.2] the nonce comes back in the ID token exactly as sent', async () => {
    const nonce = `${Buffer.from(random()).toString('base64')}+/=`
    assert.equal(claimsOf((await tokensFor(here, here.web, { nonce })).id_token)['nonce'], nonce)
    assert.ok(!('nonce' in claimsOf((await tokensFor(here, here.web)).id_token)))
  })

  test('[RFC 9700 2.1.1] public applications get no code without PKCE', async () => {
    for (const without of [{ code_challenge: '', code_challenge_method: '' }, { code_challenge: '', code_challenge_method: 'S256' }, { code_challenge: 'short' }, { code_challenge: '', code_challenge_method: 'plain' }]) {
      const answer = returned(await here.known.visit(request(here, here.spa, { prompt: 'none', ...without })))
      assert.deepEqual([answer.get('error'), answer.get('code')], ['invalid_request', null], JSON.stringify(without))
    }
  })

  test('[RFC 9700 2.1.1] where a challenge was sent its verifier is required, also of confidential applications', async () => {
    const challenge = pkce(challengeOf(verifier))
    for (const application of [here.web, here.spa]) {
      assert.equal(said(await redeem(here, application, await codeFor(here, application, challenge), { code_verifier: '' })), wrongVerifier)
      assert.equal(said(await redeem(here, application, await codeFor(here, application, challenge), { code_verifier: random() })), wrongVerifier)
      assert.equal((await redeem(here, application, await codeFor(here, application, challenge), { code_verifier: verifier })).status, 200)
    }
  })

  test('[RFC 9700 4.8.2] a verifier for a code that was asked for without challenge is refused', async () => {
    assert.equal(said(await redeem(here, here.web, await codeFor(here, here.web), { code_verifier: verifier })), wrongVerifier)
  })

  test('[RFC 9700 4.8.2] S256 is not taken for plain, nor plain for S256', async () => {
    await here.api.must(`PATCH /clients/${here.web.client_id}`, { allow_plain_code_challenge: true })
    const challenge = challengeOf(verifier)
    const trial = async (asked: Record<string, string>, code_verifier: string) => said(await redeem(here, here.web, await codeFor(here, here.web, asked), { code_verifier }))
    assert.equal(await trial(pkce(challenge), challenge), wrongVerifier, 'the challenge itself as verifier')
    const long = verifier.padEnd(43, 'x')
    assert.equal(await trial(pkce(challengeOf(long), 'plain'), long), wrongVerifier, 'plain means the value itself')
    assert.equal(await trial(pkce(challengeOf(long), ''), long), wrongVerifier, 'no method means plain, RFC 7636 section 4.3')
    assert.equal((await trial(pkce(long, 'plain'), long)).split(' ')[0], '200')
    for (const method of ['s256', 'none', 'S512', 'S256 plain']) {
      const answer = returned(await here.known.visit(request(here, here.web, { prompt: 'none', ...pkce(challenge, method) })))
      assert.equal(answer.get('error'), 'invalid_request', method)
    }
  })

  test('[RFC 9700 2.1.1] [RFC 9700 2.6] clients can find out that PKCE with S256 is there', async () => {
    for (const path of ['openid-configuration', 'oauth-authorization-server']) {
      const metadata = (await (await fetch(`${here.origin}/.well-known/${path}`)).json()) as { code_challenge_methods_supported: string[] }
      assert.ok(metadata.code_challenge_methods_supported.includes('S256'))
    }
  })

  test('[RFC 9700 4.3.1] codes, states and issuers are not reused between answers', async () => {
    const codes = await Promise.all(Array.from({ length: 20 }, () => codeFor(here, here.web)))
    assert.equal(new Set(codes).size, 20)
    for (const code of codes) assert.ok(Buffer.from(code, 'base64url').length >= 32, code)
  })

  test('[RFC 9700 4.12] what follows a form with a password is a 302 or 303, never a 307 or 308 that would send it on', async () => {
    const who = visitor()
    let page = await who.visit(request(here, here.web))
    const form = page.forms.find(({ fields }) => 'password' in fields)
    assert.ok(form)
    const statuses: number[] = []
    let response = await who.request(new URL(form.action, page.url), { method: 'POST', headers: { origin: here.origin }, body: new URLSearchParams({ ...form.fields, username: here.person.email, password: here.person.password }) })
    for (;;) {
      statuses.push(response.status)
      const next = new URL(response.headers.get('location') ?? '', page.url)
      if (next.origin !== here.origin) break
      response = await who.request(next)
    }
    assert.ok(statuses.length >= 2 && statuses.every((status) => status === 302 || status === 303), statuses.join())
  })

  test('[RFC 9700 2.1.2] tokens through the browser need a registration for it, a nonce, and never travel in a query', async () => {
    const plain = await here.api.must<typeof here.web>('POST /clients', { name: 'Code only', app_type: 'regular_web', callbacks: [callback], grant_types: ['authorization_code'] })
    const error = async (application: typeof here.web, more: Record<string, string>) => {
      const { left } = await here.known.visit(request(here, application, { prompt: 'none', ...more }))
      const answer = left?.hash ? new URLSearchParams(left.hash.slice(1)) : left?.searchParams
      assert.ok(!answer?.has('access_token') && !answer?.has('id_token'), `${left}`)
      return answer?.get('error')
    }
    for (const response_type of ['token', 'id_token', 'token id_token', 'code token', 'code id_token', 'code token id_token']) assert.equal(await error(plain, { response_type, nonce: 'n' }), 'unauthorized_client', response_type)
    assert.equal(await error(here.web, { response_type: 'id_token' }), 'invalid_request')
    assert.equal(await error(here.web, { response_type: 'token', response_mode: 'query' }), 'invalid_request')
    const { left } = await here.known.visit(request(here, here.web, { prompt: 'none', response_type: 'token' }))
    assert.ok(left?.search === '' && left.hash.includes('access_token='), `${left}`)
  })

  test('[RFC 9700 2.4] an application has the password grant only when somebody gave it', async () => {
    const fresh = await here.api.must<typeof here.web>('POST /clients', { name: 'As it comes', app_type: 'regular_web' })
    for (const grant_type of ['password', 'http://auth0.com/oauth/grant-type/password-realm']) {
      const answer = await token(here.origin, { grant_type, client_id: fresh.client_id, client_secret: fresh.client_secret, username: here.person.email, password: here.person.password, realm: 'Username-Password-Authentication' })
      assert.match(said(answer), /^403 unauthorized_client/)
    }
  })
})
