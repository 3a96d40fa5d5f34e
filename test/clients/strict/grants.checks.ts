// Grants that no browser comes back from: client credentials by every kind of client authentication, device, CIBA, token exchange.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import * as o from 'oauth4webapi'
import { throughPages } from '../../sign-in.ts'
import { visitor } from '../../visitor.ts'
import { connectionName } from '../../management.ts'
import { orders, refusedAs, withNonce, type StrictStage } from './stage.ts'

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'
const cibaGrant = 'urn:openid:params:grant-type:ciba'
const exchangeGrant = 'urn:ietf:params:oauth:grant-type:token-exchange'

const pem = async (key: CryptoKey) => `-----BEGIN PUBLIC KEY-----\n${Buffer.from(await crypto.subtle.exportKey('spki', key)).toString('base64')}\n-----END PUBLIC KEY-----`

export function grantChecks(stage: () => StrictStage): void {
  const house = () => stage().house
  const credentials = async (client: o.Client, auth: o.ClientAuth, options: o.ClientCredentialsGrantRequestOptions = {}) => {
    const as = await stage().discover()
    return withNonce(async () => o.processClientCredentialsResponse(as, client, await o.clientCredentialsGrantRequest(as, client, auth, { audience: orders }, options)))
  }

  test('client credentials by secret in the header, in the body, and as key of an assertion', async () => {
    const basic = await stage().machine({})
    for (const auth of [o.ClientSecretBasic, o.ClientSecretPost]) {
      assert.equal((await credentials({ client_id: basic.client_id }, auth(basic.client_secret))).scope, 'read:orders')
      await assert.rejects(credentials({ client_id: basic.client_id }, auth('wrong')), refusedAs('access_denied', 401))
    }
    const jwt = await stage().machine({ token_endpoint_auth_method: 'client_secret_jwt' })
    await credentials({ client_id: jwt.client_id }, o.ClientSecretJwt(jwt.client_secret))
    await assert.rejects(credentials({ client_id: jwt.client_id }, o.ClientSecretJwt('wrong')), refusedAs('invalid_client', 401))
  })

  for (const alg of ['RS256', 'PS256'] as const) {
    test(`client credentials by private_key_jwt (${alg}), and not by an assertion for another server`, async () => {
      const keys = await o.generateKeyPair(alg, { extractable: true })
      const made = await stage().machine({ client_authentication_methods: { private_key_jwt: { credentials: [{ credential_type: 'public_key', pem: await pem(keys.publicKey), alg }] } } })
      const client = { client_id: made.client_id }
      await credentials(client, o.PrivateKeyJwt(keys.privateKey))
      await assert.rejects(credentials(client, o.PrivateKeyJwt((await o.generateKeyPair(alg)).privateKey)), refusedAs('invalid_client', 401))
      const elsewhere = o.PrivateKeyJwt(keys.privateKey, { [o.modifyAssertion]: (_header, payload) => void (payload['aud'] = 'https://other.example/') })
      await assert.rejects(credentials(client, elsewhere), refusedAs('invalid_client', 401))
    })
  }

  test('a token bound to a DPoP key', async () => {
    const made = await stage().machine({})
    const client: o.Client = { client_id: made.client_id }
    assert.equal((await credentials(client, o.ClientSecretBasic(made.client_secret), { DPoP: o.DPoP(client, await o.generateKeyPair('ES256')) })).token_type, 'dpop')
  })

  test('the device flow (RFC 8628)', async () => {
    const as = await stage().discover()
    const made = await house().application({ name: 'Television', app_type: 'native', token_endpoint_auth_method: 'none', grant_types: [deviceGrant, 'refresh_token'] })
    const client = { client_id: made.client_id }
    const device = await o.processDeviceAuthorizationResponse(as, client, await o.deviceAuthorizationRequest(as, client, o.None(), { scope: 'openid email offline_access' }))
    const poll = async () => o.processDeviceCodeResponse(as, client, await o.deviceCodeGrantRequest(as, client, o.None(), device.device_code))
    await assert.rejects(poll(), refusedAs('authorization_pending', 403))
    await assert.rejects(poll(), refusedAs('slow_down', 429))
    const person = visitor()
    const confirm = await person.submit(await person.visit(device.verification_uri_complete!), { user_code: device.user_code })
    await throughPages(person, await person.submit(confirm, { action: 'accept' }), house().person)
    const tokens = await poll()
    assert.equal(o.getValidatedIdTokenClaims(tokens)?.sub, house().person.user_id)
    assert.ok(tokens.refresh_token)
    await assert.rejects(poll(), refusedAs('invalid_grant', 403))
  })

  test('CIBA, poll mode: approved by the link in the mail; denied is said once', async () => {
    const as = await stage().discover()
    const made = await house().application({ name: 'Till', app_type: 'regular_web', grant_types: [cibaGrant] })
    const client = { client_id: made.client_id }
    const auth = o.ClientSecretPost(made.client_secret)
    const begin = async () => {
      const asked = { scope: 'openid', binding_message: 'ACME-17', login_hint: JSON.stringify({ format: 'iss_sub', iss: as.issuer, sub: house().person.user_id }) }
      return o.processBackchannelAuthenticationResponse(as, client, await o.backchannelAuthenticationRequest(as, client, auth, asked))
    }
    const poll = async (id: string) => o.processBackchannelAuthenticationGrantResponse(as, client, await o.backchannelAuthenticationGrantRequest(as, client, auth, id))
    const decide = async (action: string) => {
      const person = visitor()
      return throughPages(person, await person.submit(await person.visit(stage().linkInMail('/approve')), { action }), house().person)
    }
    const first = await begin()
    await assert.rejects(poll(first.auth_req_id), refusedAs('authorization_pending', 400))
    await decide('accept')
    assert.equal(o.getValidatedIdTokenClaims(await poll(first.auth_req_id))?.sub, house().person.user_id)
    await assert.rejects(poll(first.auth_req_id), refusedAs('invalid_grant', 403))
    const second = await begin()
    await decide('deny')
    await assert.rejects(poll(second.auth_req_id), refusedAs('access_denied', 403))
  })

  test('password, by realm; and token exchange (RFC 8693) on behalf of the person', async () => {
    const as = await stage().discover()
    const inner = 'https://inner.example/'
    const realm = 'http://auth0.com/oauth/grant-type/password-realm'
    await house().api.must('POST /resource-servers', { name: 'Inner', identifier: inner, scopes: [{ value: 'read:stock' }], token_dialect: 'rfc9068_profile' })
    const web = await house().application({ name: 'Direct', app_type: 'regular_web', grant_types: ['password', realm] })
    const api = await house().application({
      name: 'Orders API', app_type: 'resource_server', resource_server_identifier: orders, grant_types: [exchangeGrant], token_exchange: { allow_any_profile_of_type: ['on_behalf_of_token_exchange'] },
    })
    await house().api.must('POST /client-grants', { client_id: api.client_id, audience: inner, scope: ['read:stock'], subject_type: 'user' })
    const { email: username, password } = house().person
    const direct = { client_id: web.client_id }
    const granted = async (sent: Record<string, string>) =>
      o.processGenericTokenEndpointResponse(as, direct, await o.genericTokenEndpointRequest(as, direct, o.ClientSecretPost(web.client_secret), realm, { realm: connectionName, username, scope: 'openid read:orders', audience: orders, ...sent }))
    await assert.rejects(granted({ password: 'wrong' }), refusedAs('invalid_grant', 403))
    const outer = await granted({ password })
    const calling = { client_id: api.client_id }
    const exchange = async (token: string) => o.processGenericTokenEndpointResponse(as, calling, await o.genericTokenEndpointRequest(as, calling, o.ClientSecretPost(api.client_secret), exchangeGrant, {
      subject_token: token, subject_token_type: 'urn:ietf:params:oauth:token-type:access_token', audience: inner,
    }))
    const tokens = await exchange(outer.access_token)
    assert.equal(tokens['issued_token_type'], 'urn:ietf:params:oauth:token-type:access_token')
    const claims = await o.validateJwtAccessToken(as, new Request(inner, { headers: { authorization: `Bearer ${tokens.access_token}` } }), inner)
    assert.deepEqual([claims.sub, claims['act']], [house().person.user_id, { sub: api.client_id }])
    await assert.rejects(exchange(outer.id_token!), refusedAs('invalid_grant', 403))
  })
}
