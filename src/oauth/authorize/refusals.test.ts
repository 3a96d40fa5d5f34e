import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { apiIdentifier, authorizeUrl, callback, hiddenFields, password, pkce, returned, startEngine, type Engine } from '../engine.fixture.ts'

let e: Engine
before(async () => {
  e = await startEngine()
})
after(() => e.close())

const base = (): Record<string, string | undefined> => ({ client_id: e.web.client_id, response_type: 'code', redirect_uri: callback, scope: 'openid', state: 's' })
const go = (over: Record<string, string | undefined>) => e.browser().go(authorizeUrl({ ...base(), ...over }))

test('what cannot be trusted is shown on a page and never redirected', async () => {
  const table: [over: Record<string, string | undefined>, status: number, words: string][] = [
    [{ client_id: undefined }, 400, 'Missing required parameter: client_id'],
    [{ client_id: 'nobody' }, 400, 'Unknown client: nobody'],
    [{ redirect_uri: 'https://evil.example/' }, 403, 'Callback URL mismatch.'],
    [{ redirect_uri: `${callback}/` }, 403, 'Callback URL mismatch.'],
    [{ redirect_uri: `${callback}?x=1` }, 403, 'Callback URL mismatch.'],
    [{ redirect_uri: `${callback}#x` }, 403, 'Callback URL mismatch.'],
    [{ redirect_uri: callback.toUpperCase() }, 403, 'Callback URL mismatch.'],
    [{ redirect_uri: 'https://app.example.com@evil.example/callback' }, 403, 'Callback URL mismatch.'],
    [{ redirect_uri: 'javascript:alert(1)' }, 403, 'Callback URL mismatch.'],
  ]
  for (const [over, status, words] of table) {
    const reply = await go(over)
    assert.equal(reply.status, status, words)
    assert.equal(reply.headers?.['location'], undefined)
    assert.match(String(reply.body), new RegExp(words.replace(/[.]/g, '\\.')))
    assert.match(String(reply.body), new RegExp(e.ctx.request.id))
  }
  for (const twice of ['client_id', 'redirect_uri']) {
    const reply = await e.browser().go(`${authorizeUrl(base())}&${twice}=https%3A%2F%2Fevil.example`)
    assert.equal(reply.status, 400, twice)
    assert.match(String(reply.body), /must not be sent more than once/)
  }
  const none = await e.client({ app_type: 'regular_web', callbacks: [] })
  assert.match(String((await go({ client_id: none.client_id, redirect_uri: undefined })).body), /The request is missing a required parameter: redirect_uri/)
})

test('everything else is told to the application, with its state', async () => {
  const limited = await e.client({ app_type: 'regular_web', grant_types: ['client_credentials'] })
  await e.api({ identifier: 'urn:machines-only', subject_type_authorization: { user: { policy: 'deny_all' }, client: { policy: 'require_client_grant' } } })
  const table: [over: Record<string, string | undefined>, error: string, description: string, where?: 'fragment'][] = [
    [{ response_type: undefined }, 'invalid_request', 'Missing required parameter: response_type'],
    [{ response_type: 'magic' }, 'unsupported_response_type', 'Unsupported response type: magic'],
    [{ response_type: 'code code' }, 'unsupported_response_type', 'Unsupported response type: code code'],
    [{ client_id: limited.client_id }, 'unauthorized_client', "Grant type 'authorization_code' not allowed for the client."],
    [{ client_id: limited.client_id, response_type: 'id_token', nonce: 'n' }, 'unauthorized_client', "Grant type 'implicit' not allowed for the client.", 'fragment'],
    [{ response_mode: 'magic' }, 'invalid_request', 'Unsupported response mode: magic'],
    [{ response_type: 'token', response_mode: 'query' }, 'invalid_request', 'Response mode query is not allowed when tokens are returned.', 'fragment'],
    [{ response_type: 'id_token' }, 'invalid_request', 'Missing required parameter: nonce', 'fragment'],
    [{ code_challenge: 'short', code_challenge_method: 'S256' }, 'invalid_request', 'Parameter code_challenge is malformed.'],
    [{ code_challenge: pkce().challenge, code_challenge_method: 'S1' }, 'invalid_request', 'Unsupported code_challenge_method: S1'],
    [{ code_challenge_method: 'S256' }, 'invalid_request', 'Missing required parameter: code_challenge'],
    [{ audience: 'urn:none' }, 'access_denied', 'Service not found: urn:none'],
    [{ audience: 'urn:machines-only' }, 'access_denied', `Client ${e.web.client_id} is not authorized to access resource server "urn:machines-only" on behalf of users.`],
    [{ prompt: 'none' }, 'login_required', 'Login required'],
    [{ prompt: 'none login' }, 'invalid_request', 'prompt=none must not be combined with other prompts.'],
    [{ max_age: 'soon' }, 'invalid_request', 'Parameter max_age must be a number of seconds.'],
    [{ connection: 'nowhere' }, 'invalid_request', 'the connection was not found'],
    [{ connection: 'Username-Password-Authentication' }, 'invalid_request', 'the connection is not enabled for this client'],
    [{ request: 'eyJ' }, 'request_not_supported', 'The request parameter is not supported.'],
    [{ request_uri: 'urn:x' }, 'request_uri_not_supported', 'The request_uri parameter is not supported.'],
  ]
  for (const [over, error, description, where] of table) {
    const reply = await go(over)
    const { to, parameters } = returned(reply)
    assert.equal(to, callback)
    assert.deepEqual(parameters, { error, error_description: description, state: 's', iss: e.ctx.issuer })
    assert.equal(reply.headers!['location']!.includes('#'), where === 'fragment', description)
  }
  const twice = returned(await e.browser().go(`${authorizeUrl(base())}&scope=email`))
  assert.deepEqual([twice.parameters['error'], twice.parameters['error_description']], ['invalid_request', 'Parameter must not be sent more than once: scope'])
  const events = await e.events()
  assert.ok(events.includes('f') && events.includes('fsa'))
})

test('unknown parameters and prompts, and what libraries say of themselves, are passed over', async () => {
  const reply = await go({ auth0Client: 'e30=', prompt: 'whatever', 'ext-x': '1', anything: 'else' })
  assert.match(reply.headers!['location']!, /^\/u\/login/)
})

test('a callback with a query gets the answer appended', async () => {
  const client = await e.client({ app_type: 'regular_web', callbacks: [`${callback}?tenant=1`] })
  const reply = await go({ client_id: client.client_id, redirect_uri: undefined, prompt: 'none' })
  assert.match(reply.headers!['location']!, /^https:\/\/app\.example\.com\/callback\?tenant=1&error=login_required&/)
})

test('prompt=login, select_account and max_age ask again; the session of another connection does not serve', async () => {
  const browser = e.browser()
  returned(await browser.travel(authorizeUrl(base())))
  const asks = async (over: Record<string, string>) => (await browser.go(authorizeUrl({ ...base(), ...over }))).headers!['location']!.startsWith('/u/login')
  assert.equal(await asks({}), false)
  assert.equal(await asks({ prompt: 'login' }), true)
  assert.equal(await asks({ prompt: 'select_account' }), true)
  assert.equal(await asks({ max_age: '0' }), true)
  assert.equal(await asks({ max_age: '100' }), false)
  assert.equal(await asks({ connection: 'people' }), false)
  e.t.clock.advance(101)
  assert.equal(await asks({ max_age: '100' }), true)
  const silent = returned(await browser.go(authorizeUrl({ ...base(), max_age: '100', prompt: 'none' })))
  assert.equal(silent.parameters['error'], 'login_required')
  // Having logged in once more satisfies each of them.
  returned(await browser.travel(authorizeUrl({ ...base(), prompt: 'login', max_age: '0' })))
})

test('a login cannot be completed twice, nor in another browser', async () => {
  const browser = e.browser()
  let reply = await browser.go(authorizeUrl(base()))
  const page = await browser.go(reply.headers!['location']!)
  const action = /action="([^"]*)"/.exec(String(page.body))![1]!.replaceAll('&amp;', '&')
  const hidden = Object.fromEntries([...String(page.body).matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(([, name, value]) => [name!, value!]))
  const { password } = await import('../engine.fixture.ts')
  reply = await browser.go(action, { ...hidden, username: 'jane@example.com', password, action: 'default' })
  const resume = reply.headers!['location']!
  assert.match(resume, /^\/authorize\/resume\?state=/)
  const stranger = await e.browser().go(resume)
  assert.equal(stranger.status, 400)
  const both = await Promise.all([browser.go(resume), browser.go(resume)])
  assert.equal(both.filter((each) => each.headers?.['location']?.startsWith(callback)).length, 1)
  assert.equal((await browser.go(resume)).status, 400)
})

test('a session secret planted before the login is worth nothing after it', async () => {
  const attacker = e.browser()
  returned(await attacker.travel(authorizeUrl(base())))
  const planted = attacker.cookies.get('auth0')!
  const victim = e.browser()
  victim.cookies.set('auth0', planted)
  returned(await victim.travel(authorizeUrl({ ...base(), prompt: 'login' })))
  assert.notEqual(victim.cookies.get('auth0'), planted)
  assert.equal(returned(await attacker.go(authorizeUrl({ ...base(), prompt: 'none' }))).parameters['error'], 'login_required')
})

test('consent: third parties always ask, and it is remembered for what was asked', async () => {
  const third = await e.client({ app_type: 'regular_web', is_first_party: false })
  const url = (over: Record<string, string | undefined> = {}) => authorizeUrl({ ...base(), client_id: third.client_id, audience: apiIdentifier, scope: 'openid read:things', ...over })
  const browser = e.browser()
  const denied = returned(await browser.travel(url(), { consent: 'deny' }))
  assert.deepEqual([denied.parameters['error'], denied.parameters['state']], ['access_denied', 's'])
  const silent = async (over = {}) => returned(await browser.go(url({ prompt: 'none', ...over }))).parameters
  assert.ok(returned(await browser.travel(url())).parameters['code'])
  assert.ok((await silent())['code'])
  const wider = await silent({ scope: 'openid read:things write:things' })
  assert.deepEqual([wider['error'], wider['error_description']], ['consent_required', 'Consent required'])
  assert.ok(returned(await browser.travel(url({ scope: 'openid read:things write:things' }))).parameters['code'])
  assert.ok((await silent({ scope: 'openid read:things write:things' }))['code'])
})

test('consent: a first party asks for an API that insists, and always at localhost; being asked is no new login', async () => {
  await e.api({ identifier: 'urn:insists', skip_consent_for_verifiable_first_party_clients: false })
  const local = await e.client({ app_type: 'regular_web', callbacks: ['http://localhost:3000/cb'] })
  const browser = e.browser()
  returned(await browser.travel(authorizeUrl(base())))
  const secret = browser.cookies.get('auth0')
  const silent = async (over: Record<string, string>) => returned(await browser.go(authorizeUrl({ ...base(), prompt: 'none', ...over }))).parameters['error']
  assert.equal(await silent({ audience: apiIdentifier }), undefined)
  assert.equal(await silent({ audience: 'urn:insists' }), 'consent_required')
  const localhost = { client_id: local.client_id, redirect_uri: 'http://localhost:3000/cb' }
  assert.equal(await silent({ ...localhost, audience: apiIdentifier }), 'consent_required')
  assert.equal(await silent(localhost), undefined)
  assert.ok(returned(await browser.travel(authorizeUrl({ ...base(), audience: 'urn:insists' }))).parameters['code'])
  assert.equal(browser.cookies.get('auth0'), secret)
  assert.equal(await silent({ audience: 'urn:insists' }), undefined)
})

test('consent: what was not on the page is asked for, and never kept as allowed', async () => {
  const identifier = 'urn:grows'
  await e.api({ identifier, scopes: [{ value: 'read:things' }] })
  const third = await e.client({ app_type: 'regular_web', is_first_party: false })
  const browser = e.browser()
  returned(await browser.travel(authorizeUrl(base())))
  const first = await browser.go(authorizeUrl({ ...base(), client_id: third.client_id, audience: identifier, scope: 'openid read:things write:things' }))
  const page = await browser.go(first.headers!['location']!)
  assert.doesNotMatch(String(page.body), /write:things/)
  // While the page is open the API gets a scope that the application has asked for.
  await e.ctx.db.execute('UPDATE resource_servers SET scopes = $3 WHERE tenant_id = $1 AND identifier = $2', [e.ctx.tenant.id, identifier, JSON.stringify([{ value: 'read:things' }, { value: 'write:things' }])])
  await e.ctx.cache.settled(e.ctx.tenant.id)
  const resume = await browser.go(first.headers!['location']!, { ...hiddenFields(String(page.body)), action: 'accept' })
  const again = await browser.go(resume.headers!['location']!)
  assert.match(again.headers!['location']!, /^\/u\/consent/)
  assert.match(String((await browser.go(again.headers!['location']!)).body), /write:things/)
})

test('a person who may not come in now gets neither a code nor a token', async () => {
  const refusal = 'The provider comes in only while a window is open.'
  e.ctx.refusesPerson = async (userId) => (userId === e.user.user_id ? refusal : undefined)
  try {
    const { parameters } = returned(await e.browser().travel(authorizeUrl(base())))
    assert.deepEqual([parameters['error'], parameters['error_description'], parameters['code']], ['access_denied', refusal, undefined])
    const token = await e.token({ grant_type: 'http://auth0.com/oauth/grant-type/password-realm', realm: 'people', client_id: e.web.client_id, client_secret: e.web.client_secret!, username: 'jane@example.com', password })
    assert.deepEqual([token.status, token.body['error'], token.body['error_description']], [403, 'access_denied', refusal])
  } finally {
    delete e.ctx.refusesPerson
  }
  assert.ok(returned(await e.browser().travel(authorizeUrl(base()))).parameters['code'])
})
