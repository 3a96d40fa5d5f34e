// A token is for one tenant, one application, one purpose: RFC 9700 sections 2.3, 4.10.2, 4.15; RFC 8725 sections 3.8 and 3.12.
import { before, describe, test } from 'node:test'
import assert from 'node:assert/strict'
import { connectionName, management } from '../management.ts'
import { claimsOf, random, token } from '../sign-in.ts'
import { visitor } from '../visitor.ts'
import { apiCall, callback, codeFor, goodbye, orders, realmGrant, redeem, refresh, request, said, stage, tokensFor, userinfo, type Stage } from './stage.ts'

const unknownRefresh = '403 invalid_grant Unknown or invalid refresh token.'

describe('token substitution', () => {
  let here: Stage
  let there: Stage['neighbour']
  before(async () => {
    here = await stage()
    there = here.neighbour
  })

  const machineToken = async (scope?: string) => (await token(here.origin, { grant_type: 'client_credentials', client_id: here.machine.client_id, client_secret: here.machine.client_secret, audience: orders, ...(scope && { scope }) }))
  const neighbourTokens = async () => {
    const answer = await token(there.origin, { grant_type: realmGrant, realm: connectionName, client_id: there.web.client_id, client_secret: there.web.client_secret, username: there.person.email, password: there.person.password, scope: 'openid profile offline_access', audience: orders })
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    return answer.body
  }

  test('[tenant isolation] access tokens of one tenant open nothing of another, opaque or JWT', async () => {
    const opaque = (await redeem(here, here.web, await codeFor(here, here.web))).body.access_token ?? ''
    const jwt = (await tokensFor(here, here.web)).access_token
    for (const bearer of [opaque, jwt]) {
      assert.equal((await userinfo(here.origin, bearer)).status, 200)
      assert.equal((await userinfo(there.origin, bearer)).status, 401)
      assert.equal((await apiCall(there.origin, bearer)).status, 401)
    }
  })

  test('[tenant isolation] Management API tokens are for their tenant, the root tenant\'s included', async () => {
    const root = await management(here.appliance.bootstrap.rta)
    for (const [bearer, home] of [[here.api.token, here.origin], [there.api.token, there.origin], [root.token, here.appliance.rootOrigin]] as const) {
      for (const origin of [here.origin, there.origin, here.appliance.rootOrigin]) assert.equal((await apiCall(origin, bearer)).status, origin === home ? 200 : 401, `${home} at ${origin}`)
    }
    assert.equal((await fetch(`${here.origin}/api/v2/tenants`, { method: 'POST', headers: { authorization: `Bearer ${root.token}`, 'content-type': 'application/json' }, body: '{"name":"x"}' })).status, 404)
  })

  test('[tenant isolation] applications cannot authenticate at another tenant, nor ask for another tenant\'s APIs', async () => {
    assert.match(said(await token(there.origin, { grant_type: 'client_credentials', client_id: here.machine.client_id, client_secret: here.machine.client_secret, audience: orders })), /^401 /)
    assert.match(said(await token(here.origin, { grant_type: 'client_credentials', client_id: here.machine.client_id, client_secret: here.machine.client_secret, audience: `${there.origin}/api/v2/` })), /^403 access_denied/)
  })

  test('[RFC 9700 4.14.2] a refresh token is bound to its application; a stranger\'s attempt does no harm', async () => {
    const { refresh_token } = await tokensFor(here, here.web)
    const foreign = await neighbourTokens()
    assert.equal(said(await refresh(here, here.spa, refresh_token)), unknownRefresh)
    assert.equal(said(await refresh({ origin: there.origin }, there.web, refresh_token)), unknownRefresh)
    assert.equal(said(await refresh(here, here.web, foreign.refresh_token)), unknownRefresh)
    const answer = await refresh(here, here.web, refresh_token)
    assert.equal(answer.status, 200)
    assert.equal((await refresh({ origin: there.origin }, there.web, foreign.refresh_token)).status, 200)
  })

  test('[RFC 9700 4.14.2] nobody can revoke another application\'s refresh token', async () => {
    const { refresh_token } = await tokensFor(here, here.web)
    for (const [origin, client_id, secret] of [[here.origin, here.spa.client_id, ''], [there.origin, there.web.client_id, there.web.client_secret]] as const) {
      const reply = await fetch(`${origin}/oauth/revoke`, { method: 'POST', body: new URLSearchParams({ client_id, ...(secret && { client_secret: secret }), token: refresh_token }) })
      assert.equal(reply.status, 200)
    }
    assert.equal((await fetch(`${here.origin}/oauth/revoke`, { method: 'POST', body: new URLSearchParams({ client_id: here.web.client_id, token: refresh_token }) })).status, 401)
    assert.equal((await refresh(here, here.web, refresh_token)).status, 200)
  })

  test('[RFC 8725 3.12] an ID token is no access token, a refresh token and a code neither', async () => {
    const tokens = await tokensFor(here, here.web)
    const code = await codeFor(here, here.web)
    for (const bearer of [tokens.id_token, tokens.refresh_token, code, here.web.client_secret]) {
      assert.equal((await userinfo(here.origin, bearer)).status, 401)
      assert.equal((await apiCall(here.origin, bearer)).status, 401)
    }
    for (const other of [tokens.id_token, tokens.access_token, code]) assert.equal(said(await refresh(here, here.web, other)), unknownRefresh)
    for (const other of [tokens.id_token, tokens.access_token, tokens.refresh_token]) assert.match(said(await redeem(here, here.web, other)), /invalid_grant/)
  })

  test('[RFC 9700 2.3] [RFC 9700 4.10.2] a token for one API is refused by the others', async () => {
    const forOrders = (await tokensFor(here, here.web)).access_token
    const reply = await apiCall(here.origin, forOrders)
    assert.equal(reply.status, 401)
    assert.match(await reply.text(), /Bad audience/)
    const machine = (await machineToken()).body.access_token ?? ''
    assert.equal(claimsOf(machine)['aud'], orders)
    assert.equal((await apiCall(here.origin, machine)).status, 401)
    assert.notEqual((await userinfo(here.origin, machine)).status, 200)
    assert.notEqual((await userinfo(here.origin, here.api.token)).status, 200)
    const withoutOpenid = await tokensFor(here, here.web, { scope: 'offline_access read:orders' })
    assert.notEqual((await userinfo(here.origin, withoutOpenid.access_token)).status, 200)
  })

  test('[RFC 9700 2.3] applications get no scope that nobody granted them', async () => {
    assert.match(said(await machineToken('write:orders')), /^403 access_denied Client has not been granted scopes: write:orders/)
    assert.match(said(await machineToken('read:orders openid delete:everything')), /^403 access_denied/)
    assert.equal((await machineToken()).body.scope, 'read:orders')
    const own = await token(here.origin, { grant_type: 'client_credentials', client_id: here.machine.client_id, client_secret: here.machine.client_secret, audience: `${here.origin}/api/v2/` })
    assert.match(said(own), /^403 access_denied/)
  })

  test('[RFC 9700 2.3] a person gets none of the Management API\'s scopes by asking', async () => {
    const audience = `${here.origin}/api/v2/`
    for (const name of [audience, `${here.appliance.httpOrigin}/api/v2/`, audience.replace('main.', '')]) {
      const { left, html } = await here.known.visit(request(here, here.web, { prompt: 'none', audience: name, scope: 'openid offline_access read:users update:users create:clients create:client_grants read:client_keys' }))
      const code = left?.searchParams.get('code')
      // Consent may be asked for, which prompt=none cannot; both are fine as long as no scope comes out.
      if (!code) {
        assert.match(left?.searchParams.get('error') ?? html, /consent_required|access_denied|mismatch/i, `${left}`)
        continue
      }
      const answer = await redeem(here, here.web, code)
      assert.doesNotMatch(answer.body.scope ?? '', /users|clients|grants|keys/)
      assert.equal((await apiCall(here.origin, answer.body.access_token ?? '')).status, 403)
    }
    const accepted = await here.known.visit(request(here, here.web, { audience, scope: 'openid read:users update:users' }))
    const done = accepted.left ? accepted : await here.known.submit(accepted, { action: 'accept' })
    const answer = await redeem(here, here.web, done.left?.searchParams.get('code') ?? '')
    if (answer.status === 200) {
      assert.doesNotMatch(answer.body.scope ?? '', /users/)
      assert.equal((await apiCall(here.origin, answer.body.access_token ?? '', '/users')).status, 403)
    }
  })

  test('[RFC 9700 2.3] an API cannot be registered under a name that the server itself answers to', async () => {
    for (const origin of [here.origin, here.appliance.httpOrigin, here.origin.replace('main.bailiwick.localhost', 'localhost')]) {
      for (const path of ['/api/v2/', '/userinfo', '/api/v2', '/me/', '/api/v2/users']) {
        const reply = await here.api.call('POST /resource-servers', { name: 'Fake', identifier: `${origin}${path}`, scopes: [{ value: 'read:users' }] })
        assert.ok(reply.status === 400 || reply.status === 409, `${origin}${path}: ${reply.status}`)
      }
    }
  })

  test('[RFC 9700 4.14.2] a refresh never widens scope or audience', async () => {
    const { refresh_token } = await tokensFor(here, here.web, { scope: 'openid offline_access read:orders' })
    const answer = await refresh(here, here.web, refresh_token, { scope: 'openid profile email read:orders write:orders read:users', audience: `${here.origin}/api/v2/` })
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    assert.deepEqual(new Set(answer.body.scope?.split(' ')), new Set(['openid', 'read:orders']))
    assert.deepEqual(claimsOf(answer.body.access_token)['aud'], [orders, `${here.origin}/userinfo`])
  })

  test('[RFC 9700 4.15.1] no application can have an id that is somebody\'s, nor the other way round', async () => {
    const machine = claimsOf((await machineToken()).body.access_token)
    assert.equal(machine['sub'], `${here.machine.client_id}@clients`)
    assert.equal((await here.api.call('POST /clients', { name: 'Impostor', client_id: here.person.user_id })).status, 400)
    const impostor = await here.api.call<{ user_id?: string }>('POST /users', { connection: connectionName, email: `${random().toLowerCase()}@example.com`, password: 'Correct-Horse-7-Battery', user_id: `${here.machine.client_id}@clients` })
    assert.ok(impostor.status >= 400 || impostor.body.user_id?.startsWith('auth0|'), JSON.stringify(impostor.body))
    const user = claimsOf((await tokensFor(here, here.web)).access_token)
    assert.ok(!('gty' in user) && machine['gty'] === 'client-credentials', 'and the two kinds say which they are')
  })

  test('[id_token_hint] of another tenant, of another application, or no ID token at all: refused, and the session stays', async () => {
    const tokens = await tokensFor(here, here.web)
    const foreign = await neighbourTokens()
    const logout = (more: Record<string, string>) => here.known.visit(`${here.origin}/oidc/logout?${new URLSearchParams({ post_logout_redirect_uri: goodbye, ...more })}`)
    for (const [what, more] of Object.entries({
      'another tenant': { id_token_hint: foreign.id_token ?? '' },
      'an access token': { id_token_hint: tokens.access_token },
      'another application': { id_token_hint: tokens.id_token, client_id: here.spa.client_id },
      'another session': { id_token_hint: tokens.id_token, logout_hint: random() },
      nonsense: { id_token_hint: 'a.b.c' },
    })) {
      const page = await logout(more)
      assert.deepEqual([page.status, page.left], [400, undefined], what)
    }
    assert.ok(await codeFor(here, here.web))
  })

  test('[tenant isolation] reset links and logins under way are of one tenant', async () => {
    const setup = new URL(here.appliance.bootstrap.admin.setup_url ?? '')
    for (const origin of [here.origin, there.origin]) {
      for (const path of ['/setup', '/u/reset-password', '/u/email-verification']) assert.equal((await visitor().visit(`${origin}${path}${setup.search}`)).status, 400, `${origin}${path}`)
    }
    const who = visitor()
    const page = await who.visit(request(here, here.web))
    assert.equal((await who.visit(`${there.origin}/u/login${page.url.search}`)).status, 400)
    assert.equal((await who.visit(`${there.origin}/authorize/resume${page.url.search}`)).status, 400)
  })

  test('[RFC 9700 4.6.1] access tokens through the browser are bound to the ID token beside them', async () => {
    const { left } = await here.known.visit(request(here, here.web, { prompt: 'none', response_type: 'token id_token', nonce: 'n' }))
    const answer = new URLSearchParams(left?.hash.slice(1))
    assert.equal(typeof claimsOf(answer.get('id_token') ?? '')['at_hash'], 'string')
    const both = await here.known.visit(request(here, here.web, { prompt: 'none', response_type: 'code id_token', nonce: 'n' }))
    assert.equal(typeof claimsOf(new URLSearchParams(both.left?.hash.slice(1)).get('id_token') ?? '')['c_hash'], 'string')
    assert.ok(callback.startsWith(both.left?.origin ?? 'x'))
  })
})
