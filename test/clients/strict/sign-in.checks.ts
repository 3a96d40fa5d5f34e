// Everything that brings a person back: code, pushed, signed, answered by JWT, hybrid; user info, refresh, revocation, logout.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import * as o from 'oauth4webapi'
import { jwtVerify, createRemoteJWKSet } from 'jose'
import { visitor } from '../../visitor.ts'
import { bye, callback, orders, refusedAs, withNonce, type Asked, type StrictStage } from './stage.ts'

const publicPem = async (key: CryptoKey) => `-----BEGIN PUBLIC KEY-----\n${Buffer.from(await crypto.subtle.exportKey('spki', key)).toString('base64')}\n-----END PUBLIC KEY-----`

export function signInChecks(stage: () => StrictStage): void {
  const house = () => stage().house

  /** The code for tokens, the ID token held against claims, nonce, times, and, by the published keys, its signature. */
  async function redeem(as: o.AuthorizationServer, client: o.Client, auth: o.ClientAuth, answer: URLSearchParams, asked: Asked, options: o.DPoPRequestOptions = {}) {
    const response = await o.authorizationCodeGrantRequest(as, client, auth, answer, callback, asked.verifier, options)
    const tokens = await o.processAuthorizationCodeResponse(as, client, response, { expectedNonce: asked.nonce, requireIdToken: true })
    await o.validateApplicationLevelSignature(as, response)
    return tokens
  }

  for (const how of ['basic', 'post', 'none'] as const) {
    test(`code with PKCE, ${how === 'none' ? 'public' : `client_secret_${how}`}: signature, user info, RFC 9068 token, refresh, revocation, logout`, async () => {
      const as = await stage().discover()
      const application = await stage().application({ name: 'Web', ...(how === 'none' && { app_type: 'native', token_endpoint_auth_method: 'none' }) })
      const client: o.Client = { client_id: application.client_id, require_auth_time: true, default_max_age: 900 }
      const auth = how === 'none' ? o.None() : how === 'basic' ? o.ClientSecretBasic(application.client_secret) : o.ClientSecretPost(application.client_secret)
      const asked = await stage().ask(application, { scope: 'openid profile email offline_access read:orders', audience: orders, max_age: '900' })
      const answer = o.validateAuthResponse(as, client, await stage().browse(as, asked.parameters), asked.state)
      const tokens = await redeem(as, client, auth, answer, asked)
      const sub = o.getValidatedIdTokenClaims(tokens)!.sub
      assert.equal(sub, house().person.user_id)
      const info = await o.processUserInfoResponse(as, client, sub, await o.userInfoRequest(as, client, tokens.access_token))
      assert.deepEqual([info.email, info.email_verified, info.name], [house().person.email, true, 'Ada Example'])
      const claims = await o.validateJwtAccessToken(as, new Request('https://orders.example/', { headers: { authorization: `Bearer ${tokens.access_token}` } }), orders)
      assert.deepEqual([claims.client_id, claims.sub, String(claims.scope).split(' ').includes('read:orders')], [application.client_id, sub, true])
      const refreshed = await o.processRefreshTokenResponse(as, client, await o.refreshTokenGrantRequest(as, client, auth, tokens.refresh_token!))
      assert.equal(o.getValidatedIdTokenClaims(refreshed)?.sub, sub)
      const last = refreshed.refresh_token ?? tokens.refresh_token!
      await o.processRevocationResponse(await o.revocationRequest(as, client, auth, last))
      await assert.rejects(o.refreshTokenGrantRequest(as, client, auth, last).then((response) => o.processRefreshTokenResponse(as, client, response)), refusedAs('invalid_grant', 403))
      const logout = new URL(as.end_session_endpoint!)
      logout.search = new URLSearchParams({ id_token_hint: tokens.id_token!, post_logout_redirect_uri: bye, state: 'kept' }).toString()
      assert.equal((await visitor().visit(logout)).left?.href, `${bye}?state=kept`)
    })
  }

  test('an answer for another state, from another issuer, or for another nonce is not taken', async () => {
    const as = await stage().discover()
    const application = await stage().application({ name: 'Wary' })
    const client: o.Client = { client_id: application.client_id }
    const asked = await stage().ask(application)
    const url = await stage().browse(as, asked.parameters)
    assert.throws(() => o.validateAuthResponse(as, client, url, 'another'))
    const mixed = new URL(url)
    mixed.searchParams.set('iss', 'https://other.example/')
    assert.throws(() => o.validateAuthResponse(as, client, mixed, asked.state))
    const response = await o.authorizationCodeGrantRequest(as, client, o.ClientSecretPost(application.client_secret), o.validateAuthResponse(as, client, url, asked.state), callback, asked.verifier)
    await assert.rejects(o.processAuthorizationCodeResponse(as, client, response, { expectedNonce: 'another' }))
  })

  test('an error comes back with state and issuer', async () => {
    const as = await stage().discover()
    const application = await stage().application({ name: 'Silent' })
    const asked = await stage().ask(application, { prompt: 'none' })
    const url = await stage().browse(as, asked.parameters)
    assert.throws(() => o.validateAuthResponse(as, { client_id: application.client_id }, url, asked.state), (error) => error instanceof o.AuthorizationResponseError && error.error === 'login_required')
  })

  test('pushed (RFC 9126), signed (RFC 9101), both, and answered by a JWT (JARM), also through a form', async () => {
    const as = await stage().discover()
    const keys = await o.generateKeyPair('PS256', { extractable: true })
    const application = await stage().application({ name: 'Hardened', signed_request_object: { credentials: [{ credential_type: 'public_key', alg: 'PS256', pem: await publicPem(keys.publicKey) }] } })
    const client: o.Client = { client_id: application.client_id }
    const auth = o.ClientSecretPost(application.client_secret)
    const push = async (parameters: Record<string, string>) => {
      const { request_uri } = await o.processPushedAuthorizationResponse(as, client, await o.pushedAuthorizationRequest(as, client, auth, parameters))
      return { client_id: application.client_id, request_uri }
    }
    const sign = async (parameters: Record<string, string>) => ({ client_id: application.client_id, request: await o.issueRequestObject(as, client, parameters, keys.privateKey) })
    for (const pack of [push, sign, async (parameters: Record<string, string>) => push(await sign(parameters))]) {
      for (const mode of [undefined, 'jwt', 'query.jwt']) {
        const asked = await stage().ask(application, mode === undefined ? {} : { response_mode: mode })
        const url = await stage().browse(as, await pack(asked.parameters))
        const answer = mode === undefined ? o.validateAuthResponse(as, client, url, asked.state) : await o.validateJwtAuthResponse(as, client, url, asked.state)
        assert.equal(o.getValidatedIdTokenClaims(await redeem(as, client, auth, answer, asked))?.sub, house().person.user_id)
      }
    }
  })

  test('hybrid: the ID token in the fragment vouches for the code (c_hash) and, in its detached form, for the state', async () => {
    const as = await stage().discover()
    const application = await stage().application({ name: 'Hybrid', grant_types: ['authorization_code', 'implicit'] })
    const client: o.Client = { client_id: application.client_id }
    const asked = await stage().ask(application, { response_type: 'code id_token' })
    const url = await stage().browse(as, asked.parameters)
    const answer = await o.validateCodeIdTokenResponse(as, client, url, asked.nonce, asked.state)
    await redeem(as, client, o.ClientSecretPost(application.client_secret), answer, asked)
    const forged = new URL(url)
    forged.hash = url.hash.replace(/code=[^&]+/, 'code=stolen')
    await assert.rejects(o.validateCodeIdTokenResponse(as, client, forged, asked.nonce, asked.state))
  })

  test('the other response types, with the fragment read by hand: at_hash and c_hash, a nonce, no refresh token; none gives nothing', async () => {
    const as = await stage().discover()
    const application = await stage().application({ name: 'Implicit', grant_types: ['authorization_code', 'implicit'] })
    const keys = createRemoteJWKSet(new URL(as.jwks_uri!))
    const half = async (text: string) => Buffer.from(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))).subarray(0, 16).toString('base64url')
    for (const type of ['id_token', 'token', 'token id_token', 'code token', 'code token id_token', 'none']) {
      const asked = await stage().ask(application, { response_type: type, response_mode: 'fragment' })
      const { hash, search } = await stage().browse(as, asked.parameters)
      const answer = new URLSearchParams(hash.slice(1))
      assert.equal(search, '')
      assert.deepEqual([answer.get('state'), answer.get('iss')], [asked.state, as.issuer])
      for (const [word, name] of [['code', 'code'], ['token', 'access_token'], ['id_token', 'id_token']] as const) assert.equal(answer.has(name), type.split(' ').includes(word), `${type}: ${name}`)
      assert.ok(!answer.has('refresh_token'))
      const idToken = answer.get('id_token')
      if (idToken === null) continue
      const { payload } = await jwtVerify(idToken, keys, { issuer: as.issuer, audience: application.client_id, algorithms: ['RS256'] })
      assert.equal(payload['nonce'], asked.nonce)
      assert.equal(payload['at_hash'], answer.has('access_token') ? await half(answer.get('access_token')!) : undefined)
      assert.equal(payload['c_hash'], answer.has('code') ? await half(answer.get('code')!) : undefined)
    }
  })

  test('DPoP (RFC 9449) with the nonce a public client is asked for: code, user info, refresh; another key gets nothing', async () => {
    const as = await stage().discover()
    const application = await stage().application({ name: 'Bound', app_type: 'native', token_endpoint_auth_method: 'none' })
    const client: o.Client = { client_id: application.client_id }
    const [mine, stolen] = [o.DPoP(client, await o.generateKeyPair('ES256')), o.DPoP(client, await o.generateKeyPair('ES256'))]
    const asked = await stage().ask(application, { scope: 'openid offline_access', dpop_jkt: await mine.calculateThumbprint() })
    const answer = o.validateAuthResponse(as, client, await stage().browse(as, asked.parameters), asked.state)
    const tokens = await withNonce(() => redeem(as, client, o.None(), answer, asked, { DPoP: mine }))
    assert.equal(tokens.token_type, 'dpop')
    const sub = o.getValidatedIdTokenClaims(tokens)!.sub
    const info = await withNonce(async () => o.processUserInfoResponse(as, client, sub, await o.userInfoRequest(as, client, tokens.access_token, { DPoP: mine })))
    assert.equal(info.sub, sub)
    const refresh = (DPoP: o.DPoPHandle) => withNonce(async () => o.processRefreshTokenResponse(as, client, await o.refreshTokenGrantRequest(as, client, o.None(), tokens.refresh_token!, { DPoP })))
    await assert.rejects(refresh(stolen), refusedAs('invalid_grant'))
    assert.equal((await refresh(mine)).token_type, 'dpop')
  })

  test('an ID token by PS256, and one by HS256 with the secret', async () => {
    const as = await stage().discover()
    const application = await stage().application({ name: 'PS', jwt_configuration: { alg: 'PS256' } })
    const client: o.Client = { client_id: application.client_id, id_token_signed_response_alg: 'PS256' }
    const asked = await stage().ask(application)
    const answer = o.validateAuthResponse(as, client, await stage().browse(as, asked.parameters), asked.state)
    await redeem(as, client, o.ClientSecretBasic(application.client_secret), answer, asked)
    const old = await stage().application({ name: 'HS', jwt_configuration: { alg: 'HS256' } })
    const again = await stage().ask(old)
    const url = await stage().browse(as, again.parameters)
    const response = await o.authorizationCodeGrantRequest(as, { client_id: old.client_id }, o.ClientSecretPost(old.client_secret), o.validateAuthResponse(as, { client_id: old.client_id }, url, again.state), callback, again.verifier)
    const { id_token } = (await response.json()) as { id_token: string }
    const { payload } = await jwtVerify(id_token, new TextEncoder().encode(old.client_secret), { issuer: as.issuer, audience: old.client_id, algorithms: ['HS256'] })
    assert.equal(payload['nonce'], again.nonce)
  })

  test('dynamic registration (RFC 7591): the newcomer signs somebody in', async () => {
    const as = await stage().discover()
    const metadata = { client_name: 'Newcomer', redirect_uris: [callback], grant_types: ['authorization_code'], token_endpoint_auth_method: 'client_secret_post' }
    const registered = await o.processDynamicClientRegistrationResponse(await o.dynamicClientRegistrationRequest(as, metadata))
    assert.equal(registered['client_name'], 'Newcomer')
    await assert.rejects(o.dynamicClientRegistrationRequest(as, { ...metadata, redirect_uris: ['http://app.example.com/callback'] }).then(o.processDynamicClientRegistrationResponse), refusedAs('invalid_redirect_uri'))
  })
}
