// `openid-client` 6, unmodified: the other ways to authenticate and to be granted tokens, with its strict checks on.
import { before, describe, test } from 'node:test'
import assert from 'node:assert/strict'
import type { webcrypto } from 'node:crypto'
import * as client from 'openid-client'
import { outbox } from '../outbox.ts'
import type { Appliance } from '../appliance.ts'
import { connectionName, furnished, type Application } from '../management.ts'
import { sharedAppliance } from '../shared-appliance.ts'
import { claimsOf, headerOf, returned, signIn, throughPages } from '../sign-in.ts'
import { visitor } from '../visitor.ts'

const callback = 'https://app.example.com/callback'
const api = 'https://orders.example/'
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'
const cibaGrant = 'urn:openid:params:grant-type:ciba'
const exchangeGrant = 'urn:ietf:params:oauth:grant-type:token-exchange'
const algorithms = { RS256: 'RSASSA-PKCS1-v1_5', PS256: 'RSA-PSS', ES256: 'ECDSA' } as const

async function keyPair(alg: keyof typeof algorithms): Promise<{ key: webcrypto.CryptoKey; pem: string }> {
  const how = alg === 'ES256' ? { name: 'ECDSA', namedCurve: 'P-256' } : { name: algorithms[alg], hash: 'SHA-256', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) }
  const { privateKey, publicKey } = (await crypto.subtle.generateKey(how, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair
  const spki = Buffer.from(await crypto.subtle.exportKey('spki', publicKey)).toString('base64')
  return { key: privateKey, pem: `-----BEGIN PUBLIC KEY-----\n${spki.match(/.{1,64}/g)?.join('\n')}\n-----END PUBLIC KEY-----\n` }
}

describe('openid-client, the other grants', () => {
  let appliance: Appliance
  let house: Awaited<ReturnType<typeof furnished>>

  before(async () => {
    appliance = await sharedAppliance()
    house = await furnished(appliance)
    await house.api.must('POST /resource-servers', { name: 'Orders', identifier: api, scopes: [{ value: 'read:orders' }], allow_offline_access: true, signing_alg: 'ES256' })
  })

  const discover = (application: Application, authentication: client.ClientAuth) => client.discovery(new URL(appliance.origin), application.client_id, undefined, authentication)
  const machine = async (body: Record<string, unknown>): Promise<Application> => {
    const application = await house.application({ name: 'Machine', app_type: 'non_interactive', grant_types: ['client_credentials'], ...body })
    await house.api.must('POST /client-grants', { client_id: application.client_id, audience: api, scope: ['read:orders'] })
    return application
  }

  for (const alg of ['RS256', 'PS256'] as const) {
    test(`private_key_jwt with ${alg}; the API's own algorithm signs the token`, async () => {
      const { key, pem } = await keyPair(alg)
      const application = await machine({ client_authentication_methods: { private_key_jwt: { credentials: [{ credential_type: 'public_key', name: 'key', pem, alg }] } } })
      const config = await discover(application, client.PrivateKeyJwt(key))
      const tokens = await client.clientCredentialsGrant(config, { audience: api })
      assert.equal(headerOf(tokens.access_token)['alg'], 'ES256')
      const stranger = await discover(application, client.PrivateKeyJwt((await keyPair(alg)).key))
      await assert.rejects(client.clientCredentialsGrant(stranger, { audience: api }), (error) => error instanceof client.ResponseBodyError && error.error === 'invalid_client')
    })
  }

  test('client_secret_jwt', async () => {
    const application = await machine({ token_endpoint_auth_method: 'client_secret_jwt' })
    const tokens = await client.clientCredentialsGrant(await discover(application, client.ClientSecretJwt(application.client_secret)), { audience: api })
    assert.equal(claimsOf(tokens.access_token)['azp'], application.client_id)
  })

  test('DPoP: a public client, its nonce learnt on the way, user info, refresh', async () => {
    const application = await house.application({ name: 'Bound', app_type: 'native', token_endpoint_auth_method: 'none', callbacks: [callback], grant_types: ['authorization_code', 'refresh_token'] })
    const config = await discover(application, client.None())
    const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'))
    const verifier = client.randomPKCECodeVerifier()
    const url = client.buildAuthorizationUrl(config, {
      redirect_uri: callback, scope: 'openid offline_access', code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
      dpop_jkt: await DPoP.calculateThumbprint(),
    })
    const page = await signIn(visitor(), url, house.person)
    returned(page)
    const tokens = await client.authorizationCodeGrant(config, page.left!, { pkceCodeVerifier: verifier, idTokenExpected: true }, undefined, { DPoP })
    assert.equal(tokens.token_type, 'dpop')
    const sub = tokens.claims()?.sub ?? ''
    assert.equal((await client.fetchUserInfo(config, tokens.access_token, sub, { DPoP })).sub, sub)
    const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '', undefined, { DPoP })
    assert.equal(refreshed.token_type, 'dpop')
    const thief = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'))
    await assert.rejects(client.refreshTokenGrant(config, refreshed.refresh_token ?? tokens.refresh_token ?? '', undefined, { DPoP: thief }), (error) => error instanceof client.ResponseBodyError && error.error === 'invalid_grant')
    await assert.rejects(client.fetchUserInfo(config, tokens.access_token, sub))
  })

  test('the device flow: polling while a person confirms', async () => {
    const application = await house.application({ name: 'Television', app_type: 'native', token_endpoint_auth_method: 'none', grant_types: [deviceGrant, 'refresh_token'] })
    const config = await discover(application, client.None())
    const device = await client.initiateDeviceAuthorization(config, { scope: 'openid email offline_access' })
    const polling = client.pollDeviceAuthorizationGrant(config, device)
    const person = visitor()
    const entry = await person.visit(device.verification_uri_complete ?? '')
    const confirm = await person.submit(entry, { user_code: device.user_code })
    assert.match(confirm.html, /Television/)
    const done = await throughPages(person, await person.submit(confirm, { action: 'accept' }), house.person)
    assert.match(done.html, /Your device is connected/)
    const tokens = await polling
    assert.equal(tokens.claims()?.sub, house.person.user_id)
    assert.ok(tokens.refresh_token)
  })

  test('CIBA: polling while a person approves by the link in their mail', async () => {
    const application = await house.application({ name: 'Till', app_type: 'regular_web', grant_types: [cibaGrant] })
    const config = await discover(application, client.ClientSecretPost(application.client_secret))
    const request = await client.initiateBackchannelAuthentication(config, {
      scope: 'openid', binding_message: 'ACME-17', login_hint: JSON.stringify({ format: 'iss_sub', iss: `${appliance.origin}/`, sub: house.person.user_id }),
    })
    const polling = client.pollBackchannelAuthenticationGrant(config, request)
    const person = visitor()
    const asked = await person.visit(approvalLink())
    assert.match(asked.html, /Till[^]*ACME-17/)
    const done = await throughPages(person, await person.submit(asked, { action: 'accept' }), house.person)
    assert.match(done.html, /Approved/)
    assert.equal((await polling).claims()?.sub, house.person.user_id)
  })

  function approvalLink(): string {
    const links = outbox(appliance.dataDir).flatMap((plain) => /https:\/\/[^\s"<]+\/approve\?ticket=[\w-]{43}/.exec(plain)?.[0] ?? [])
    assert.ok(links.length > 0, 'no message with a link to approve')
    return links.at(-1)!
  }

  test('dynamic registration, where the tenant has it on', async () => {
    await house.api.must('PATCH /tenants/settings', { flags: { enable_dynamic_client_registration: true } })
    const config = await client.dynamicClientRegistration(new URL(appliance.origin), { client_name: 'Newcomer', redirect_uris: [callback], grant_types: ['authorization_code'] }, client.ClientSecretBasic())
    assert.equal(config.clientMetadata()['client_name'], 'Newcomer')
    const stored = await house.api.must(`GET /clients/${config.clientMetadata().client_id}`)
    assert.deepEqual([stored['is_first_party'], stored['token_endpoint_auth_method']], [false, 'client_secret_basic'])
  })

  test('token exchange: one API calls another on behalf of a person', async () => {
    const inner = 'https://inner.example/'
    await house.api.must('POST /resource-servers', { name: 'Inner', identifier: inner, scopes: [{ value: 'read:stock' }] })
    const realm = 'http://auth0.com/oauth/grant-type/password-realm'
    const web = await house.application({ name: 'Web', app_type: 'regular_web', grant_types: [realm] })
    const orders = await house.application({
      name: 'Orders API', app_type: 'resource_server', resource_server_identifier: api, token_endpoint_auth_method: 'client_secret_post', grant_types: [exchangeGrant],
      token_exchange: { allow_any_profile_of_type: ['on_behalf_of_token_exchange'] },
    })
    await house.api.must('POST /client-grants', { client_id: orders.client_id, audience: inner, scope: ['read:stock'], subject_type: 'user' })
    const first = await client.genericGrantRequest(await discover(web, client.ClientSecretPost(web.client_secret)), realm, {
      realm: connectionName, username: house.person.email, password: house.person.password, audience: api, scope: 'openid read:orders',
    })
    const second = await client.genericGrantRequest(await discover(orders, client.ClientSecretPost(orders.client_secret)), exchangeGrant, {
      subject_token: first.access_token, subject_token_type: 'urn:ietf:params:oauth:token-type:access_token', audience: inner,
    })
    assert.deepEqual([claimsOf(second.access_token)['sub'], claimsOf(second.access_token)['act']], [house.person.user_id, { sub: orders.client_id }])
  })

  test('an ID token by PS256 verifies with the published keys', async () => {
    const application = await house.application({ name: 'Careful', app_type: 'regular_web', callbacks: [callback], grant_types: ['authorization_code'], jwt_configuration: { alg: 'PS256' } })
    const config = await client.discovery(new URL(appliance.origin), application.client_id, { id_token_signed_response_alg: 'PS256' }, client.ClientSecretPost(application.client_secret))
    client.enableNonRepudiationChecks(config)
    const verifier = client.randomPKCECodeVerifier()
    const url = client.buildAuthorizationUrl(config, { redirect_uri: callback, scope: 'openid', code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' })
    const page = await signIn(visitor(), url, house.person)
    returned(page)
    const tokens = await client.authorizationCodeGrant(config, page.left!, { pkceCodeVerifier: verifier, idTokenExpected: true })
    assert.equal(headerOf(tokens.id_token ?? '')['alg'], 'PS256')
  })
})
