// Token endpoint grants, /userinfo (OpenID Connect Core section 5.3), revocation (RFC 7009), refresh rotation (RFC 9700 section 4.14).
import { before, describe, test } from 'node:test'
import assert from 'node:assert/strict'
import type { Appliance } from '../appliance.ts'
import { connectionName, furnished, type Application } from '../management.ts'
import { sharedAppliance } from '../shared-appliance.ts'
import { authorizeUrl, claimsOf, returned, signIn, token } from '../sign-in.ts'
import { visitor } from '../visitor.ts'

const callback = 'https://app.example.com/callback'
const api = 'https://orders.example/'
const realmGrant = 'http://auth0.com/oauth/grant-type/password-realm'
const rotating = { rotation_type: 'rotating', expiration_type: 'expiring', leeway: 0, token_lifetime: 2592000, idle_token_lifetime: 1296000, infinite_token_lifetime: false, infinite_idle_token_lifetime: false }

describe('tokens', () => {
  let appliance: Appliance
  let house: Awaited<ReturnType<typeof furnished>>
  let web: Application
  let machine: Application

  before(async () => {
    appliance = await sharedAppliance()
    house = await furnished(appliance)
    const grants = ['authorization_code', 'refresh_token', 'password', realmGrant]
    web = await house.application({ name: 'Web', app_type: 'regular_web', callbacks: [callback], grant_types: grants })
    machine = await house.application({ name: 'Machine', app_type: 'non_interactive', grant_types: ['client_credentials'] })
    await house.api.must('POST /resource-servers', { name: 'Orders', identifier: api, scopes: [{ value: 'read:orders' }, { value: 'write:orders' }], allow_offline_access: true, token_lifetime: 1234 })
    await house.api.must('POST /client-grants', { client_id: machine.client_id, audience: api, scope: ['read:orders'] })
    await house.api.must('PATCH /tenants/settings', { default_directory: connectionName })
  })

  const ask = (application: Application, parameters: Record<string, string>) =>
    token(appliance.origin, { client_id: application.client_id, client_secret: application.client_secret, ...parameters })
  const login = (more: Record<string, string> = {}, application = web) =>
    ask(application, { grant_type: realmGrant, realm: connectionName, username: house.person.email, password: house.person.password, scope: 'openid profile email offline_access', ...more })
  const refresh = (refresh_token: string | undefined, application = web, more: Record<string, string> = {}) =>
    ask(application, { grant_type: 'refresh_token', refresh_token: refresh_token ?? '', ...more })

  test('client credentials: exactly the claims of the contract', async () => {
    const answer = await ask(machine, { grant_type: 'client_credentials', audience: api })
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    assert.equal(answer.body['expires_in'], 1234)
    assert.ok(!('refresh_token' in answer.body) && !('id_token' in answer.body))
    const claims = claimsOf(answer.body.access_token)
    const { iat, exp, ...rest } = claims
    delete rest['jti']
    assert.equal(Number(exp) - Number(iat), 1234)
    assert.deepEqual(rest, { iss: `${appliance.origin}/`, sub: `${machine.client_id}@clients`, aud: api, azp: machine.client_id, gty: 'client-credentials', scope: 'read:orders' })
  })

  test('client credentials: JSON body, and what is refused', async () => {
    const json = await fetch(`${appliance.origin}/oauth/token`, {
      method: 'POST', headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ grant_type: 'client_credentials', client_id: machine.client_id, client_secret: machine.client_secret, audience: api }),
    })
    assert.equal(json.status, 200)
    assert.equal(json.headers.get('content-type'), 'application/json')
    const unknown = await ask(machine, { grant_type: 'client_credentials', audience: 'https://nowhere.example/' })
    assert.deepEqual([unknown.status, unknown.body.error, unknown.body.error_description], [403, 'access_denied', 'Service not enabled within domain: https://nowhere.example/'])
    const ungranted = await ask(web, { grant_type: 'client_credentials', audience: api })
    assert.deepEqual([ungranted.status, ungranted.body.error], [403, 'unauthorized_client'])
    const secret = await ask({ ...machine, client_secret: 'wrong' } as Application, { grant_type: 'client_credentials', audience: api })
    assert.deepEqual([secret.status, secret.body.error, secret.body.error_description], [401, 'access_denied', 'Unauthorized'])
    const stranger = await token(appliance.origin, { grant_type: 'client_credentials', client_id: 'nobody', client_secret: 'x', audience: api })
    assert.deepEqual([stranger.status, stranger.body.error], [401, 'access_denied'])
    const grant = await ask(machine, { grant_type: 'urn:example:none' })
    assert.equal(grant.body.error, 'unsupported_grant_type')
  })

  test('password and password-realm', async () => {
    const realm = await login()
    assert.equal(realm.status, 200, JSON.stringify(realm.body))
    assert.equal(claimsOf(realm.body.id_token)['sub'], house.person.user_id)
    const plain = await ask(web, { grant_type: 'password', username: house.person.email, password: house.person.password, scope: 'openid', audience: api })
    assert.equal(claimsOf(plain.body.access_token)['gty'], 'password')
    for (const username of [house.person.email, 'nobody@example.com']) {
      const wrong = await login({ username, password: 'wrong' })
      assert.deepEqual([wrong.status, wrong.body.error, wrong.body.error_description], [403, 'invalid_grant', 'Wrong email or password.'])
    }
  })

  test('an opaque access token opens /userinfo and nothing else', async () => {
    const { body } = await login()
    assert.ok(body.access_token && body.access_token.split('.').length !== 3)
    for (const method of ['GET', 'POST']) {
      const info = await fetch(`${appliance.origin}/userinfo`, { method, headers: { authorization: `Bearer ${body.access_token}` } })
      assert.equal(info.status, 200)
      const profile = (await info.json()) as Record<string, unknown>
      assert.equal(profile['sub'], house.person.user_id)
      assert.equal(profile['email'], house.person.email)
      assert.equal(typeof profile['updated_at'], 'string')
    }
    const management = await fetch(`${appliance.origin}/api/v2/users`, { headers: { authorization: `Bearer ${body.access_token}` } })
    assert.equal(management.status, 401)
  })

  test('a JWT access token with openid opens /userinfo, one without does not', async () => {
    const status = async (scope: string) => {
      const { body } = await login({ audience: api, scope })
      return (await fetch(`${appliance.origin}/userinfo`, { headers: { authorization: `Bearer ${body.access_token}` } })).status
    }
    assert.equal(await status('openid'), 200)
    assert.ok([401, 403].includes(await status('read:orders')))
    assert.equal((await fetch(`${appliance.origin}/userinfo`, { headers: { authorization: 'Bearer nonsense' } })).status, 401)
    assert.equal((await fetch(`${appliance.origin}/userinfo`)).status, 401)
  })

  test('non-rotating refresh: no new refresh token, no nonce, the same person', async () => {
    const first = await login()
    const second = await refresh(first.body.refresh_token)
    assert.equal(second.status, 200, JSON.stringify(second.body))
    assert.ok(!('refresh_token' in second.body))
    assert.notEqual(second.body.access_token, first.body.access_token)
    const claims = claimsOf(second.body.id_token)
    assert.equal(claims['sub'], house.person.user_id)
    assert.ok(!('nonce' in claims))
    assert.equal((await refresh(first.body.refresh_token)).status, 200)
    const narrowed = await refresh(first.body.refresh_token, web, { scope: 'openid' })
    assert.ok(!String(narrowed.body.scope).includes('email'))
  })

  test('rotation: reuse of an old token ends the family', async () => {
    const application = await house.application({ name: 'Rotating', app_type: 'regular_web', callbacks: [callback], grant_types: ['refresh_token', realmGrant], refresh_token: rotating })
    const first = await login({}, application)
    const second = await refresh(first.body.refresh_token, application)
    assert.ok(second.body.refresh_token && second.body.refresh_token !== first.body.refresh_token)
    const reused = await refresh(first.body.refresh_token, application)
    assert.deepEqual([reused.status, reused.body.error], [403, 'invalid_grant'])
    assert.match(String(reused.body.error_description), /invalid refresh token/)
    assert.equal((await refresh(second.body.refresh_token, application)).status, 403, 'the successor dies with the family')
  })

  test('rotation under twenty parallel uses yields one successor', async () => {
    const application = await house.application({ name: 'Raced', app_type: 'regular_web', callbacks: [callback], grant_types: ['refresh_token', realmGrant], refresh_token: rotating })
    const { body } = await login({}, application)
    const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(body.refresh_token, application)))
    assert.equal(answers.filter(({ status }) => status === 200).length, 1)
  })

  test('leeway forgives the immediately previous token only', async () => {
    const application = await house.application({ name: 'Forgiving', app_type: 'regular_web', callbacks: [callback], grant_types: ['refresh_token', realmGrant], refresh_token: { ...rotating, leeway: 60 } })
    const first = await login({}, application)
    const second = await refresh(first.body.refresh_token, application)
    const again = await refresh(first.body.refresh_token, application)
    assert.equal(again.status, 200, JSON.stringify(again.body))
    const third = await refresh(second.body.refresh_token, application)
    assert.equal(third.status, 200, JSON.stringify(third.body))
    await refresh(third.body.refresh_token, application)
    assert.equal((await refresh(first.body.refresh_token, application)).status, 403)
  })

  test('revocation: 200 with an empty body, also for unknown tokens; another client cannot revoke', async () => {
    const revoke = (refresh: string | undefined, application = web, json = false) => {
      const parameters = { client_id: application.client_id, client_secret: application.client_secret, token: refresh ?? '' }
      return fetch(`${appliance.origin}/oauth/revoke`, json
        ? { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(parameters) }
        : { method: 'POST', body: new URLSearchParams(parameters) })
    }
    const { body } = await login()
    await revoke(body.refresh_token, machine)
    assert.equal((await refresh(body.refresh_token)).status, 200)
    const done = await revoke(body.refresh_token, web, true)
    assert.deepEqual([done.status, await done.text()], [200, ''])
    assert.equal((await refresh(body.refresh_token)).status, 403)
    assert.equal((await revoke('no-such-token')).status, 200)
    const missing = await fetch(`${appliance.origin}/oauth/revoke`, { method: 'POST', body: new URLSearchParams({ client_id: web.client_id, client_secret: web.client_secret }) })
    assert.equal(missing.status, 400)
    const wrong = await revoke(body.refresh_token, { ...web, client_secret: 'wrong' } as Application)
    assert.equal(wrong.status, 401)
  })

  test('a blocked user gets nothing, neither by password nor by refresh', async () => {
    const email = 'blocked@example.com'
    const user = await house.api.must<{ user_id: string }>('POST /users', { connection: connectionName, email, password: house.person.password })
    const before = await login({ username: email })
    assert.equal(before.status, 200)
    await house.api.must(`PATCH /users/${encodeURIComponent(user.user_id)}`, { blocked: true })
    const after = await login({ username: email })
    assert.ok(after.status >= 400)
    assert.match(String(after.body.error_description), /user is blocked/)
    assert.ok((await refresh(before.body.refresh_token)).status >= 400)
  })

  test('logins and failures stand in the log with their codes', async () => {
    await signIn(visitor(), authorizeUrl(appliance.origin, { client_id: web.client_id, redirect_uri: callback, state: 's' }), house.person).then(returned)
    await login({ password: 'wrong' })
    const wanted = new Set(['s', 'fp', 'fepft', 'seccft', 'sertft', 'sepft'])
    const logs = await house.api.must<{ type: string }[]>('GET /logs?per_page=100')
    const types = new Set(logs.map(({ type }) => type))
    for (const type of wanted) if (type !== 'fp') assert.ok(types.has(type), `no ${type} among ${[...types]}`)
  })
})
