// /v2/logout and /oidc/logout (OpenID Connect RP-Initiated Logout 1.0), discovery, JWKS.
import { before, describe, test } from 'node:test'
import assert from 'node:assert/strict'
import type { Appliance } from '../appliance.ts'
import { furnished, type Application } from '../management.ts'
import { sharedAppliance } from '../shared-appliance.ts'
import { authorizeUrl, claimsOf, returned, signIn, token } from '../sign-in.ts'
import { visitor, type Visitor } from '../visitor.ts'

const callback = 'https://app.example.com/callback'
const bye = 'https://app.example.com/bye'

describe('discovery and logout', () => {
  let appliance: Appliance
  let house: Awaited<ReturnType<typeof furnished>>
  let web: Application

  before(async () => {
    appliance = await sharedAppliance()
    house = await furnished(appliance)
    web = await house.application({ name: 'Web', app_type: 'regular_web', callbacks: [callback], allowed_logout_urls: [bye], grant_types: ['authorization_code'] })
  })

  const url = (more: Record<string, string> = {}) => authorizeUrl(appliance.origin, { client_id: web.client_id, redirect_uri: callback, state: 's', ...more })
  const signedIn = async (): Promise<{ who: Visitor; idToken: string }> => {
    const who = visitor()
    const code = returned(await signIn(who, url(), house.person)).get('code') ?? ''
    const { body } = await token(appliance.origin, { grant_type: 'authorization_code', client_id: web.client_id, client_secret: web.client_secret, code, redirect_uri: callback })
    return { who, idToken: body.id_token ?? '' }
  }
  const known = async (who: Visitor) => returned(await who.visit(url({ prompt: 'none' }))).get('error') === null

  test('discovery says what is there, on the origin asked', async () => {
    for (const origin of [appliance.origin, appliance.httpOrigin]) {
      for (const path of ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server']) {
        const response = await fetch(`${origin}${path}`)
        assert.equal(response.status, 200)
        assert.match(response.headers.get('content-type') ?? '', /^application\/json/)
        assert.equal(response.headers.get('access-control-allow-origin'), '*')
        const metadata = (await response.json()) as Record<string, unknown>
        assert.equal(metadata['issuer'], `${origin}/`)
        for (const [name, value] of Object.entries(metadata)) {
          if (/_(endpoint|uri)$/.test(name) && typeof value === 'string') assert.ok(value.startsWith(`${origin}/`), `${name}: ${value}`)
        }
        assert.equal(metadata['token_endpoint'], `${origin}/oauth/token`)
        assert.equal(metadata['end_session_endpoint'], `${origin}/oidc/logout`)
        assert.ok(!('authorization_response_iss_parameter_supported' in metadata) || metadata['authorization_response_iss_parameter_supported'] === true)
      }
    }
  })

  test('JWKS carries the certificate; each tenant has keys of its own', async () => {
    const keysOf = async (origin: string) => ((await (await fetch(`${origin}/.well-known/jwks.json`)).json()) as { keys: Record<string, unknown>[] }).keys
    const keys = await keysOf(appliance.origin)
    assert.ok(keys.length >= 2, 'current and next')
    for (const key of keys) {
      assert.deepEqual([key['kty'], key['use'], key['alg'], key['e']], ['RSA', 'sig', 'RS256', 'AQAB'])
      assert.equal(Buffer.from(String(key['n']), 'base64url').length, 256)
      assert.ok(Array.isArray(key['x5c']) && typeof key['x5t'] === 'string' && typeof key['kid'] === 'string')
      assert.ok(!('d' in key))
    }
    const root = await keysOf(appliance.rootOrigin)
    assert.ok(!root.some(({ kid }) => keys.some((key) => key['kid'] === kid)))
  })

  test('/v2/logout ends the session and goes where the client allows', async () => {
    const { who } = await signedIn()
    assert.ok(await known(who))
    const page = await who.visit(`${appliance.origin}/v2/logout?${new URLSearchParams({ client_id: web.client_id, returnTo: bye })}`)
    assert.equal(page.left?.href, bye)
    assert.ok(!(await known(who)))
  })

  test('/v2/logout: query of returnTo is ignored, another place is refused with 400, none answers OK', async () => {
    const logout = (parameters: Record<string, string>) => visitor().visit(`${appliance.origin}/v2/logout?${new URLSearchParams(parameters)}`)
    assert.equal((await logout({ client_id: web.client_id, returnTo: `${bye}?why=done` })).left?.href, `${bye}?why=done`)
    const evil = await logout({ client_id: web.client_id, returnTo: 'https://evil.example/' })
    assert.deepEqual([evil.status, evil.left], [400, undefined])
    const tenantWide = await logout({ returnTo: bye })
    assert.equal(tenantWide.status, 400)
    const plain = await logout({})
    assert.deepEqual([plain.status, plain.html], [200, 'OK'])
    assert.equal((await logout({ client_id: web.client_id })).left?.href, bye)
  })

  test('/oidc/logout with an id_token_hint returns with state', async () => {
    const { who, idToken } = await signedIn()
    const query = new URLSearchParams({ id_token_hint: idToken, post_logout_redirect_uri: bye, state: 'a/b+c' })
    const page = await who.visit(`${appliance.origin}/oidc/logout?${query}`)
    assert.equal(page.left?.origin, new URL(bye).origin)
    assert.equal(page.left?.searchParams.get('state'), 'a/b+c')
    assert.ok(!(await known(who)))
  })

  test('/oidc/logout with logout_hint, and with client_id that contradicts the hint', async () => {
    const { who, idToken } = await signedIn()
    const contradiction = await who.visit(`${appliance.origin}/oidc/logout?${new URLSearchParams({ id_token_hint: idToken, client_id: 'another', post_logout_redirect_uri: bye })}`)
    assert.equal(contradiction.status, 400)
    assert.ok(await known(who))
    const sid = String(claimsOf(idToken)['sid'])
    const page = await who.visit(`${appliance.origin}/oidc/logout?${new URLSearchParams({ logout_hint: sid, client_id: web.client_id, post_logout_redirect_uri: bye })}`)
    assert.equal(page.left?.href.split('?')[0], bye)
    assert.ok(!(await known(who)))
  })

  test('/oidc/logout without any hint asks the person first', async () => {
    const { who } = await signedIn()
    const page = await who.visit(`${appliance.origin}/oidc/logout`)
    assert.equal(page.left, undefined)
    assert.ok(page.forms.length > 0, page.html)
    assert.ok(await known(who), 'nothing has been confirmed yet')
  })
})
