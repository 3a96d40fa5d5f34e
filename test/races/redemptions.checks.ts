// Things that are good for one use, used by many at once over four processes: one winner each (RFC 9700 sections 2.1.1 and 4.14.2).
import { before, describe, test } from 'node:test'
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { SignJWT, type JWK } from 'jose'
import { outbox } from '../outbox.ts'
import { connectionName, management, type Application } from '../management.ts'
import { random, token } from '../sign-in.ts'
import { visitor } from '../visitor.ts'
import { codeFor, orders, realmGrant, redeem, refresh, request, said, stage, tokensFor, type Stage } from '../security/stage.ts'

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'
const strong = (index: number) => `Correct-Horse-${index}-Battery`

describe('one winner', () => {
  let here: Stage
  before(async () => void (here = await stage(4)))

  const together = <T>(times: number, act: (index: number) => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: times }, (_, index) => act(index)))
  const tally = (words: string[]): Record<string, number> => Object.fromEntries([...new Set(words)].sort().map((word) => [word, words.filter((each) => each === word).length]))
  const newcomer = () => `${random().toLowerCase().replaceAll(/[^a-z0-9]/g, '')}@example.com`
  const json = (path: string, body: Record<string, unknown>) => fetch(`${here.origin}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ client_id: here.web.client_id, connection: connectionName, ...body }) })
  const mailed = async (to: string, path: string): Promise<string> => {
    for (let attempt = 0; attempt < 300; attempt += 1) {
      for (const text of outbox(here.appliance.dataDir)) {
        const link = text.toLowerCase().includes(`to: ${to}`) ? new RegExp(`https?://[^\\s"<>]*${path}\\?ticket=[A-Za-z0-9_-]{43}`).exec(text)?.[0] : undefined
        if (link) return link
      }
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    throw new Error(`no message to ${to}`)
  }
  const pids = () => new Set([...here.appliance.output().matchAll(/"role":"worker","pid":(\d+)/g)].map((match) => match[1]))

  test('one code redeemed fifty times: one token set, and its refresh token is revoked because of the replays', async () => {
    const code = await codeFor(here, here.web, { scope: 'openid offline_access' })
    const answers = await together(50, () => redeem(here, here.web, code))
    const won = answers.filter(({ status }) => status === 200)
    assert.equal(won.length, 1, JSON.stringify(tally(answers.map(said))))
    assert.deepEqual(tally(answers.filter(({ status }) => status !== 200).map(said)), { '403 invalid_grant Invalid authorization code': 49 })
    assert.match(said(await refresh(here, here.web, won[0]?.body.refresh_token)), /^403 invalid_grant/)
  })

  test('one code with PKCE redeemed fifty times, right and wrong verifiers mixed: at most one token set', async () => {
    const code = await codeFor(here, here.spa)
    const answers = await together(50, (index) => redeem(here, here.spa, code, index % 2 ? {} : { code_verifier: random() }))
    assert.ok(answers.filter(({ status }) => status === 200).length <= 1)
  })

  test('one refresh token used fifty times without leeway: one next token, and the reuse ends the family', async () => {
    for (const application of [here.web, here.spa]) {
      const { refresh_token } = await tokensFor(here, application)
      const answers = await together(50, () => refresh(here, application, refresh_token))
      const won = answers.filter(({ status }) => status === 200)
      assert.equal(won.length, 1, JSON.stringify(tally(answers.map(said))))
      assert.deepEqual(tally(answers.filter(({ status }) => status !== 200).map(said)), { '403 invalid_grant Unknown or invalid refresh token.': 49 })
      assert.match(said(await refresh(here, application, won[0]?.body.refresh_token)), /^403 invalid_grant/)
    }
  })

  test('within a leeway all fifty get a token of their own, and the next use of one ends the others', async () => {
    const application = await here.api.must<Application>('POST /clients', {
      name: 'Lenient', app_type: 'regular_web', callbacks: ['https://app.example.com/callback'], grant_types: ['authorization_code', 'refresh_token'],
      refresh_token: { rotation_type: 'rotating', expiration_type: 'expiring', leeway: 60, token_lifetime: 2592000, idle_token_lifetime: 1296000 },
    })
    const { refresh_token } = await tokensFor(here, application)
    const answers = await together(50, () => refresh(here, application, refresh_token))
    assert.deepEqual(tally(answers.map(({ status }) => String(status))), { 200: 50 })
    const next = answers.map(({ body }) => body.refresh_token)
    assert.equal(new Set(next).size, 50)
    assert.equal((await refresh(here, application, next[7])).status, 200)
  })

  test('a refresh and a revocation of the same token at once: afterwards nothing of the family works', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { refresh_token } = await tokensFor(here, here.web)
      const revoke = () => fetch(`${here.origin}/oauth/revoke`, { method: 'POST', body: new URLSearchParams({ client_id: here.web.client_id, client_secret: here.web.client_secret, token: refresh_token }) })
      const [answer] = await Promise.all([refresh(here, here.web, refresh_token), revoke()])
      for (const each of [answer.body.refresh_token, refresh_token]) if (each) assert.equal((await refresh(here, here.web, each)).status, 403)
    }
  })

  test('one login resumed twenty times: one code', async () => {
    const who = visitor()
    const page = await who.visit(request(here, here.web))
    const form = page.forms.find(({ fields }) => 'password' in fields)
    const submitted = await who.request(new URL(form?.action ?? '', page.url), { method: 'POST', headers: { origin: here.origin }, body: new URLSearchParams({ ...form?.fields, username: here.person.email, password: here.person.password }) })
    const resume = new URL(submitted.headers.get('location') ?? '', page.url)
    const locations = await together(20, async () => (await who.request(resume)).headers.get('location') ?? '')
    assert.equal(locations.filter((location) => location.includes('code=')).length, 1, locations.join('\n'))
  })

  test('one reset link used twenty times with different passwords: one of them counts', async () => {
    const email = newcomer()
    await here.api.must('POST /users', { connection: connectionName, email, password: strong(100), email_verified: true })
    await json('/dbconnections/change_password', { email })
    const who = visitor()
    const page = await who.visit(await mailed(email, '/u/reset-password'))
    const form = page.forms.find(({ fields }) => 'password' in fields)
    const statuses = await together(20, async (index) => (await who.request(new URL(form?.action ?? '', page.url), { method: 'POST', headers: { origin: page.url.origin }, body: new URLSearchParams({ ...form?.fields, password: strong(index), repeat: strong(index) }) })).status)
    assert.deepEqual(tally(statuses.map(String)), { 200: 1, 400: 19 })
    const signIn = (password: string) => token(here.origin, { grant_type: realmGrant, realm: connectionName, client_id: here.web.client_id, client_secret: here.web.client_secret, username: email, password, scope: 'openid' })
    // The winner first, and not all of the others: guessing is limited.
    const winner = statuses.indexOf(200)
    assert.equal((await signIn(strong(winner))).status, 200)
    for (const index of [100, winner === 0 ? 1 : 0, winner === 19 ? 18 : 19]) assert.equal((await signIn(strong(index))).status, 403)
  })

  test('reset links asked for twenty times at once: no more than one of them works', async () => {
    const email = newcomer()
    await here.api.must('POST /users', { connection: connectionName, email, password: strong(100), email_verified: true })
    await together(20, () => json('/dbconnections/change_password', { email }))
    const links = () => outbox(here.appliance.dataDir).filter((text) => text.toLowerCase().includes(`to: ${email}`)).map((text) => /https?:\/\/[^\s"<>]*\/u\/reset-password\?ticket=[A-Za-z0-9_-]{43}/.exec(text)?.[0]).filter((link) => link !== undefined)
    for (let attempt = 0; attempt < 100 && links().length < 20; attempt += 1) await new Promise((resolve) => setTimeout(resolve, 50))
    assert.ok(links().length >= 1)
    const open = await Promise.all(links().map(async (link) => (await visitor().visit(link)).status === 200))
    assert.ok(open.filter(Boolean).length <= 1, `${open.filter(Boolean).length} of ${open.length} links are open`)
  })

  test('one confirmation link opened fifty times: confirmed once, told once', async () => {
    const email = newcomer()
    assert.equal((await json('/dbconnections/signup', { email, password: strong(1) })).status, 200)
    const link = await mailed(email, '/u/email-verification')
    const pages = await together(50, async () => (await fetch(link)).status)
    assert.ok(pages.every((status) => status === 200 || status === 400), JSON.stringify(tally(pages.map(String))))
    const [user] = await here.api.must<{ email_verified: boolean; user_id: string }[]>(`GET /users-by-email?email=${encodeURIComponent(email)}`)
    assert.equal(user?.email_verified, true)
    const events = await here.api.must<{ type: string; user_id: string }[]>('GET /logs?per_page=100')
    assert.equal(events.filter((event) => event.type === 'sv' && event.user_id === user?.user_id).length, 1)
  })

  test('the set-up link used twenty times with different addresses: one administrator', async () => {
    const who = visitor()
    const page = await who.visit(here.appliance.bootstrap.admin.setup_url ?? '')
    const form = page.forms.find(({ fields }) => 'password' in fields)
    const statuses = await together(20, async (index) => (await who.request(new URL(form?.action ?? '', page.url), { method: 'POST', headers: { origin: page.url.origin }, body: new URLSearchParams({ ...form?.fields, email: `admin${index}@example.com`, password: strong(index), repeat: strong(index) }) })).status)
    assert.deepEqual(tally(statuses.map(String)), { 200: 1, 400: 19 })
    const root = await management(here.appliance.bootstrap.rta)
    assert.equal((await root.must<unknown[]>('GET /users')).length, 1)
  })

  test('one address signed up twenty times: one account', async () => {
    const email = newcomer()
    const statuses = await together(20, async (index) => (await json('/dbconnections/signup', { email: index % 2 ? email.toUpperCase() : email, password: strong(index) })).status)
    assert.deepEqual(tally(statuses.map(String)), { 200: 1, 400: 19 })
    assert.equal((await here.api.must<unknown[]>(`GET /users-by-email?email=${encodeURIComponent(email)}`)).length, 1)
  })

  test('one device code polled fifty times after the person said yes: one token set', async () => {
    const tv = await here.api.must<Application>('POST /clients', { name: 'Television', app_type: 'native', token_endpoint_auth_method: 'none', grant_types: [deviceGrant, 'refresh_token'] })
    const device = (await (await fetch(`${here.origin}/oauth/device/code`, { method: 'POST', body: new URLSearchParams({ client_id: tv.client_id, scope: 'openid' }) })).json()) as { device_code: string; verification_uri_complete: string }
    let page = await here.known.visit(device.verification_uri_complete)
    page = await here.known.submit(page, { user_code: page.forms.find(({ fields }) => 'user_code' in fields)?.fields['user_code'] ?? '' })
    page = await here.known.submit(page, { action: 'accept' })
    assert.equal(page.status, 200, page.html)
    const answers = await together(50, () => token(here.origin, { grant_type: deviceGrant, client_id: tv.client_id, device_code: device.device_code }))
    assert.equal(answers.filter(({ status }) => status === 200).length, 1, JSON.stringify(tally(answers.map(said))))
  })

  test('one backchannel request polled fifty times after the person said yes: one token set', async () => {
    const cibaGrant = 'urn:openid:params:grant-type:ciba'
    const till = await here.api.must<Application>('POST /clients', { name: 'Till', app_type: 'regular_web', grant_types: [cibaGrant] })
    const own = { client_id: till.client_id, client_secret: till.client_secret }
    const hint = JSON.stringify({ format: 'iss_sub', iss: `${here.origin}/`, sub: here.person.user_id })
    const asked = (await (await fetch(`${here.origin}/bc-authorize`, { method: 'POST', body: new URLSearchParams({ ...own, scope: 'openid', binding_message: 'one', login_hint: hint }) })).json()) as { auth_req_id: string }
    const page = await here.known.visit(await mailed(here.person.email.toLowerCase(), '/approve'))
    assert.equal((await here.known.submit(page, { action: 'accept' })).status, 200)
    const answers = await together(50, () => token(here.origin, { grant_type: cibaGrant, ...own, auth_req_id: asked.auth_req_id }))
    assert.equal(answers.filter(({ status }) => status === 200).length, 1, JSON.stringify(tally(answers.map(said))))
  })

  test('all of this met four processes', () => assert.equal(pids().size, 4))

  test('one pushed request used fifty times: one login begins', async () => {
    await here.api.must('PATCH /tenants/settings', { pushed_authorization_requests_supported: true })
    const pushed = await fetch(`${here.origin}/oauth/par`, { method: 'POST', body: new URLSearchParams({ client_id: here.web.client_id, client_secret: here.web.client_secret, response_type: 'code', redirect_uri: 'https://app.example.com/callback', scope: 'openid', prompt: 'none' }) })
    const { request_uri } = (await pushed.json()) as { request_uri: string }
    assert.equal(pushed.status, 201)
    const url = `${here.origin}/authorize?${new URLSearchParams({ client_id: here.web.client_id, request_uri })}`
    const locations = await together(50, async () => (await here.known.request(url)).headers.get('location') ?? '')
    assert.equal(locations.filter((location) => location.includes('code=')).length, 1, JSON.stringify(tally(locations.map((location) => location.slice(0, 80)))))
  })

  test('one client assertion used fifty times: one token', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const pem = publicKey.export({ type: 'spki', format: 'pem' })
    const application = await here.api.must<Application>('POST /clients', { name: 'Assertive', app_type: 'non_interactive', grant_types: ['client_credentials'], client_authentication_methods: { private_key_jwt: { credentials: [{ credential_type: 'public_key', pem }] } } })
    await here.api.must('POST /client-grants', { client_id: application.client_id, audience: orders, scope: ['read:orders'] })
    const assertion = await new SignJWT().setProtectedHeader({ alg: 'RS256' }).setIssuer(application.client_id).setSubject(application.client_id).setAudience(`${here.origin}/`).setIssuedAt().setExpirationTime('1m').setJti(random()).sign(privateKey)
    const answers = await together(50, () => token(here.origin, { grant_type: 'client_credentials', audience: orders, client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', client_assertion: assertion }))
    assert.deepEqual(tally(answers.map(({ status, body }) => `${status} ${body.error}`)), { '200 undefined': 1, '401 invalid_client': 49 })
  })

  test('one DPoP proof used fifty times: one token', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const proof = await new SignJWT({ htm: 'POST', htu: `${here.origin}/oauth/token` }).setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk: publicKey.export({ format: 'jwk' }) as JWK }).setIssuedAt().setJti(random()).sign(privateKey)
    const answers = await together(50, () => token(here.origin, { grant_type: 'client_credentials', client_id: here.machine.client_id, client_secret: here.machine.client_secret, audience: orders }, { dpop: proof }))
    assert.deepEqual(tally(answers.map(({ status, body }) => `${status} ${body.error}`)), { '200 undefined': 1, '400 invalid_dpop_proof': 49 })
  })
})
