// `openid-client` 6 and `oauth4webapi` beneath it, unmodified: the strictest readers of RFCs there are.
import { before, describe, test } from 'node:test'
import assert from 'node:assert/strict'
import * as oauth from 'oauth4webapi'
import * as client from 'openid-client'
import type { Appliance } from '../appliance.ts'
import { furnished, type Application } from '../management.ts'
import { sharedAppliance } from '../shared-appliance.ts'
import { returned, signIn } from '../sign-in.ts'
import { visitor } from '../visitor.ts'

const callback = 'https://app.example.com/callback'
const bye = 'https://app.example.com/bye'

describe('openid-client', () => {
  let appliance: Appliance
  let house: Awaited<ReturnType<typeof furnished>>
  let web: Application

  before(async () => {
    appliance = await sharedAppliance()
    house = await furnished(appliance)
    web = await house.application({ name: 'Web', app_type: 'regular_web', callbacks: [callback], allowed_logout_urls: [bye], grant_types: ['authorization_code', 'refresh_token'] })
  })

  async function login(config: client.Configuration, scope = 'openid profile email offline_access') {
    const verifier = client.randomPKCECodeVerifier()
    const checks = { pkceCodeVerifier: verifier, expectedState: client.randomState(), expectedNonce: client.randomNonce(), idTokenExpected: true, maxAge: 900 }
    const url = client.buildAuthorizationUrl(config, {
      redirect_uri: callback, scope, state: checks.expectedState, nonce: checks.expectedNonce, max_age: '900',
      code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
    })
    const page = await signIn(visitor(), url, house.person)
    returned(page)
    return client.authorizationCodeGrant(config, page.left!, checks)
  }

  for (const [name, authentication] of [['basic', client.ClientSecretBasic], ['post', client.ClientSecretPost]] as const) {
    test(`discovery, code with PKCE (client_secret_${name}), verified signature, user info, refresh, revocation, logout`, async () => {
      const config = await client.discovery(new URL(appliance.origin), web.client_id, undefined, authentication(web.client_secret))
      client.enableNonRepudiationChecks(config)
      const tokens = await login(config)
      const sub = tokens.claims()?.sub ?? ''
      assert.equal(sub, house.person.user_id)
      const info = await client.fetchUserInfo(config, tokens.access_token, sub)
      assert.equal(info.email, house.person.email)
      const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '')
      assert.equal(refreshed.claims()?.sub, sub)
      await client.tokenRevocation(config, tokens.refresh_token ?? '')
      await assert.rejects(client.refreshTokenGrant(config, tokens.refresh_token ?? ''), (error) => error instanceof client.ResponseBodyError && error.error === 'invalid_grant')
      const logout = client.buildEndSessionUrl(config, { post_logout_redirect_uri: bye, id_token_hint: tokens.id_token ?? '' })
      assert.equal((await visitor().visit(logout)).left?.href.split('?')[0], bye)
    })
  }

  test('a public client without a secret', async () => {
    const spa = await house.application({ name: 'Public', app_type: 'native', token_endpoint_auth_method: 'none', callbacks: [callback], grant_types: ['authorization_code'] })
    const config = await client.discovery(new URL(appliance.origin), spa.client_id, undefined, client.None())
    assert.equal((await login(config, 'openid')).claims()?.sub, house.person.user_id)
  })

  test('over plain HTTP on loopback the issuer matches too', async () => {
    const config = await client.discovery(new URL(appliance.httpOrigin), web.client_id, undefined, client.ClientSecretPost(web.client_secret), { execute: [client.allowInsecureRequests] })
    assert.equal(config.serverMetadata().issuer, `${appliance.httpOrigin}/`)
    const tokens = await login(config)
    assert.equal(tokens.claims()?.iss, `${appliance.httpOrigin}/`)
  })

  test('oauth4webapi: a callback with an error, and client credentials refused with a readable body', async () => {
    const issuer = new URL(`${appliance.origin}/`)
    const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer))
    const response = await oauth.clientCredentialsGrantRequest(server, { client_id: web.client_id }, oauth.ClientSecretPost('wrong'), { audience: 'x' })
    await assert.rejects(oauth.processClientCredentialsResponse(server, { client_id: web.client_id }, response), (error) => error instanceof oauth.ResponseBodyError && error.status === 401 && error.error === 'access_denied')
    const state = oauth.generateRandomState()
    const url = new URL(server.authorization_endpoint ?? '')
    url.search = `${new URLSearchParams({ client_id: web.client_id, response_type: 'code', redirect_uri: callback, scope: 'openid', prompt: 'none', state })}`
    const page = await visitor().visit(url)
    assert.throws(() => oauth.validateAuthResponse(server, { client_id: web.client_id }, page.left!, state), (error) => error instanceof oauth.AuthorizationResponseError && error.error === 'login_required')
  })
})
