// `auth0/legacy` (AuthenticationClient, which verifies ID token signatures) and `@auth0/auth0-auth-js`, unmodified.
import { before, describe, test } from 'node:test'
import assert from 'node:assert/strict'
import { AuthClient } from '@auth0/auth0-auth-js'
import { AuthApiError, AuthenticationClient, UserInfoClient } from 'auth0/legacy'
import type { Appliance } from '../appliance.ts'
import { connectionName, furnished, type Application } from '../management.ts'
import { sharedAppliance } from '../shared-appliance.ts'
import { authorizeUrl, random, returned, signIn } from '../sign-in.ts'
import { visitor } from '../visitor.ts'

const callback = 'https://app.example.com/callback'
const bye = 'https://app.example.com/bye'
const api = 'https://classic.example/'

describe('authentication clients', () => {
  let appliance: Appliance
  let house: Awaited<ReturnType<typeof furnished>>
  let web: Application
  let legacy: AuthenticationClient

  before(async () => {
    appliance = await sharedAppliance()
    house = await furnished(appliance)
    web = await house.application({
      name: 'Web', app_type: 'regular_web', callbacks: [callback], allowed_logout_urls: [bye],
      grant_types: ['authorization_code', 'refresh_token', 'client_credentials', 'password', 'http://auth0.com/oauth/grant-type/password-realm'],
    })
    await house.api.must('POST /resource-servers', { name: 'Orders', identifier: api, scopes: [{ value: 'read:orders' }], allow_offline_access: true })
    await house.api.must('POST /client-grants', { client_id: web.client_id, audience: api, scope: ['read:orders'] })
    // `password` without a realm, which is what auth0-auth-js sends whatever realm it is given, needs a default directory.
    await house.api.must('PATCH /tenants/settings', { default_directory: connectionName })
    legacy = new AuthenticationClient({ domain: appliance.main.domain, clientId: web.client_id, clientSecret: web.client_secret })
  })

  test('auth0/legacy: code exchange with a verified ID token, refresh, user info, revoke', async () => {
    const nonce = random()
    const url = authorizeUrl(appliance.origin, { client_id: web.client_id, redirect_uri: callback, state: 's', nonce, max_age: '600', scope: 'openid profile email offline_access' })
    const code = returned(await signIn(visitor(), url, house.person)).get('code') ?? ''
    const { data } = await legacy.oauth.authorizationCodeGrant({ code, redirect_uri: callback }, { idTokenValidateOptions: { nonce, maxAge: 600 } })
    assert.ok(data.id_token && data.refresh_token)
    const refreshed = await legacy.oauth.refreshTokenGrant({ refresh_token: data.refresh_token })
    assert.ok(refreshed.data.id_token)
    const info = await new UserInfoClient({ domain: appliance.main.domain }).getUserInfo(data.access_token)
    assert.equal(info.data.sub, house.person.user_id)
    await legacy.oauth.revokeRefreshToken({ token: data.refresh_token })
    await assert.rejects(legacy.oauth.refreshTokenGrant({ refresh_token: data.refresh_token }), (error) => error instanceof AuthApiError && error.error === 'invalid_grant' && error.statusCode === 403)
  })

  test('auth0/legacy: client credentials and passwords', async () => {
    assert.ok((await legacy.oauth.clientCredentialsGrant({ audience: api })).data.access_token)
    const { data } = await legacy.oauth.passwordGrant({ username: house.person.email, password: house.person.password, realm: connectionName, scope: 'openid' })
    assert.ok(data.id_token)
    await assert.rejects(legacy.oauth.passwordGrant({ username: house.person.email, password: 'wrong', realm: connectionName }), (error) => error instanceof AuthApiError && error.error_description === 'Wrong email or password.')
  })

  test('auth0/legacy: sign-up and forgotten password', async () => {
    const { data } = await legacy.database.signUp({ email: 'new@example.com', password: 'Correct-Horse-7-Battery', connection: connectionName })
    assert.equal(data.email, 'new@example.com')
    assert.equal(data.email_verified, false)
    await assert.rejects(legacy.database.signUp({ email: 'new@example.com', password: 'Correct-Horse-7-Battery', connection: connectionName }), (error) => error instanceof AuthApiError && error.statusCode === 400)
    const text = await legacy.database.changePassword({ email: 'new@example.com', connection: connectionName })
    assert.equal(text.data, "We've just sent you an email to reset your password.")
  })

  test('auth0-auth-js: authorization URL, code, refresh, revoke, logout', async () => {
    const client = new AuthClient({ domain: appliance.main.domain, clientId: web.client_id, clientSecret: web.client_secret, authorizationParams: { redirect_uri: callback, scope: 'openid profile email offline_access' } })
    const { authorizationUrl, codeVerifier } = await client.buildAuthorizationUrl()
    const page = await signIn(visitor(), authorizationUrl, house.person)
    returned(page)
    const tokens = await client.getTokenByCode(page.left!, { codeVerifier })
    assert.equal(tokens.claims?.sub, house.person.user_id)
    assert.ok(tokens.refreshToken)
    const refreshed = await client.getTokenByRefreshToken({ refreshToken: tokens.refreshToken })
    assert.equal(refreshed.claims?.sub, house.person.user_id)
    await client.revokeToken({ token: tokens.refreshToken })
    await assert.rejects(client.getTokenByRefreshToken({ refreshToken: tokens.refreshToken }))
    const logout = await client.buildLogoutUrl({ returnTo: bye })
    assert.equal(logout.origin, appliance.origin)
    const gone = await visitor().visit(logout)
    assert.ok(gone.status < 500)
  })

  test('auth0-auth-js: client credentials, password', async () => {
    const client = new AuthClient({ domain: appliance.main.domain, clientId: web.client_id, clientSecret: web.client_secret })
    assert.ok((await client.getTokenByClientCredentials({ audience: api })).accessToken)
    const tokens = await client.getTokenByPassword({ username: house.person.email, password: house.person.password, scope: 'openid' })
    assert.equal(tokens.claims?.sub, house.person.user_id)
  })
})
