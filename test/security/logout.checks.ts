// Who may end a session: not any page on the web (OpenID Connect RP-Initiated Logout 1.0, sections 2 and 6).
import { before, describe, test } from 'node:test'
import assert from 'node:assert/strict'
import { connectionName } from '../management.ts'
import { claimsOf, random, returned, signIn, token } from '../sign-in.ts'
import { visitor, type Visitor } from '../visitor.ts'
import { callback, goodbye, realmGrant, request, stage, type Stage } from './stage.ts'

describe('logout', () => {
  let here: Stage
  before(async () => void (here = await stage()))

  const signedIn = async (): Promise<{ who: Visitor; idToken: string }> => {
    const who = visitor()
    const code = returned(await signIn(who, request(here, here.web), here.person)).get('code') ?? ''
    const { body } = await token(here.origin, { grant_type: 'authorization_code', client_id: here.web.client_id, client_secret: here.web.client_secret, code, redirect_uri: callback })
    return { who, idToken: body.id_token ?? '' }
  }
  const known = async (who: Visitor) => returned(await who.visit(request(here, here.web, { prompt: 'none' }))).get('code') !== null
  const logout = (who: Visitor, parameters: Record<string, string>) => who.visit(`${here.origin}/oidc/logout?${new URLSearchParams(parameters)}`)

  test('[logout CSRF] /oidc/logout without proof of the session asks the person, by GET and by POST', async () => {
    const { who } = await signedIn()
    for (const parameters of [{}, { client_id: here.web.client_id }, { client_id: here.web.client_id, post_logout_redirect_uri: goodbye }, { client_id: here.web.client_id, logout_hint: random() }, { action: 'logout' }, { action: 'logout', csrf: random() }]) {
      assert.equal((await logout(who, parameters as Record<string, string>)).left, undefined, JSON.stringify(parameters))
      await who.request(`${here.origin}/oidc/logout`, { method: 'POST', headers: { origin: 'https://evil.example' }, body: new URLSearchParams(parameters as Record<string, string>) })
      await who.request(`${here.origin}/oidc/logout`, { method: 'POST', body: new URLSearchParams(parameters as Record<string, string>) })
      assert.ok(await known(who), JSON.stringify(parameters))
    }
  })

  test('[logout CSRF] the ID token of an attacker\'s own session does not end the victim\'s', async () => {
    const { who } = await signedIn()
    const attacker = await token(here.origin, { grant_type: realmGrant, realm: connectionName, client_id: here.web.client_id, client_secret: here.web.client_secret, username: here.person.email, password: here.person.password, scope: 'openid' })
    const other = await signedIn()
    for (const id_token_hint of [attacker.body.id_token ?? '', other.idToken]) {
      const page = await logout(who, { id_token_hint, post_logout_redirect_uri: goodbye })
      assert.equal(page.left, undefined)
      assert.ok(await known(who))
    }
    assert.ok(await known(other.who))
  })

  test('[logout CSRF] the confirmation is a form of this browser and this session, good for nothing else', async () => {
    const { who } = await signedIn()
    const { who: other } = await signedIn()
    const page = await logout(who, { client_id: here.web.client_id, post_logout_redirect_uri: goodbye })
    const form = page.forms[0]
    assert.ok(form?.fields['csrf'])
    const body = new URLSearchParams({ ...form.fields, action: 'logout' })
    await other.request(`${here.origin}/oidc/logout`, { method: 'POST', headers: { origin: here.origin }, body })
    assert.ok(await known(other), 'the form of another browser')
    await who.request(`${here.origin}/oidc/logout`, { method: 'POST', headers: { origin: 'https://evil.example' }, body })
    await who.request(`${here.origin}/oidc/logout`, { method: 'POST', headers: { origin: here.origin, 'sec-fetch-site': 'cross-site' }, body })
    assert.ok(await known(who), 'from another site')
    const confirmed = await who.submit(page, { csrf: form.fields['csrf'], action: 'logout' })
    assert.ok(confirmed.left?.href.startsWith(goodbye))
    assert.ok(!(await known(who)))
  })

  test('[logout] with the session\'s own ID token there is nothing to ask, and the cookie is worth nothing afterwards', async () => {
    const { who, idToken } = await signedIn()
    const secret = who.cookies(here.origin)['auth0'] ?? ''
    const page = await logout(who, { id_token_hint: idToken, post_logout_redirect_uri: goodbye, state: 'a&b=c#d' })
    assert.equal(page.left?.searchParams.get('state'), 'a&b=c#d')
    assert.deepEqual(Object.keys(who.cookies(here.origin)).filter((name) => name.startsWith('auth0')), [])
    const replayed = await fetch(request(here, here.web, { prompt: 'none' }), { redirect: 'manual', headers: { cookie: `auth0=${secret}` } })
    assert.equal(new URL(replayed.headers.get('location') ?? '').searchParams.get('error'), 'login_required')
    assert.equal(typeof claimsOf(idToken)['sid'], 'string')
  })

  test('[logout CSRF] /v2/logout ends the session without a question, as documented: it can annoy, and lead nowhere else', async () => {
    const { who } = await signedIn()
    const page = await who.visit(`${here.origin}/v2/logout?${new URLSearchParams({ returnTo: 'https://evil.example/', client_id: here.web.client_id })}`)
    assert.deepEqual([page.status, page.left], [400, undefined])
    assert.ok(await known(who), 'a refused logout is none')
    assert.equal((await who.request(`${here.origin}/v2/logout`, { method: 'POST' })).status, 405)
    const framed = await who.request(`${here.origin}/v2/logout?client_id=${here.web.client_id}`)
    assert.equal(framed.status, 302)
  })
})
