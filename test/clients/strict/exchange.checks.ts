// Tokens of other issuers: custom token exchange by a profile, and identity assertions (ID-JAG), with keys fetched over TLS.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { exportJWK, SignJWT } from 'jose'
import * as o from 'oauth4webapi'
import { orders, refusedAs, type StrictStage } from './stage.ts'

const exchangeGrant = 'urn:ietf:params:oauth:grant-type:token-exchange'
const bearerGrant = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
const partner = 'https://partner.example/'

export function exchangeChecks(stage: () => StrictStage): void {
  const house = () => stage().house
  let server: Server
  let keys: Awaited<ReturnType<typeof o.generateKeyPair>>
  let jwks_uri: string
  let asked = 0

  before(async () => {
    keys = await o.generateKeyPair('ES256', { extractable: true })
    const set = { keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'partner', alg: 'ES256', use: 'sig' }] }
    server = createServer(stage().loopback, (_request, response) => {
      asked += 1
      response.setHeader('content-type', 'application/json').end(JSON.stringify(set))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    jwks_uri = `https://localhost:${(server.address() as AddressInfo).port}/keys`
  })
  after(() => {
    server?.closeAllConnections()
    server?.close()
  })

  const foreign = (claims: Record<string, unknown>, typ = 'JWT') =>
    new SignJWT({ iss: partner, aud: stage().issuer.href, jti: crypto.randomUUID(), ...claims }).setProtectedHeader({ alg: 'ES256', kid: 'partner', typ }).setIssuedAt().setExpirationTime('2m').sign(keys.privateKey)

  test('token exchange profiles: made, listed, shown, changed, refused with the documented words, removed', async () => {
    const { api } = house()
    const trusted_issuer = { issuer: partner, jwks_uri, user_by: 'id' }
    const body = { name: 'Partner', subject_token_type: 'urn:acme:partner', type: 'custom_authentication', trusted_issuer }
    const made = await api.call<{ id: string }>('POST /token-exchange-profiles', body)
    assert.deepEqual([made.status, Object.keys(made.body).sort()], [201, ['created_at', 'id', 'name', 'subject_token_type', 'trusted_issuer', 'type', 'updated_at']])
    const said = async (request: string, sent?: unknown) => {
      const answer = await api.call<{ message: string }>(request, sent)
      return [answer.status, answer.body.message]
    }
    assert.deepEqual(await said('POST /token-exchange-profiles', body), [409, 'subject_token_type already exists for tenant'])
    assert.deepEqual(await said('POST /token-exchange-profiles', { ...body, action_id: 'x' }), [400, 'Action not found'])
    assert.deepEqual(await said('GET /token-exchange-profiles/tep_none'), [404, 'Token Exchange Profile not found.'])
    assert.deepEqual(await said('PATCH /token-exchange-profiles/tep_none', { name: 'Other' }), [404, 'Token exchange profile not found.'])
    for (const wrong of [
      { subject_token_type: 'urn:ietf:params:oauth:token-type:jwt' }, { subject_token_type: 'https://acme.auth0.com/token' }, { subject_token_type: 'no url at all' }, { type: 'other' }, { trusted_issuer: undefined },
      { trusted_issuer: { ...trusted_issuer, jwks_uri: 'http://partner.example/keys' } }, { trusted_issuer: { ...trusted_issuer, jwks_uri: undefined } }, { trusted_issuer: { ...trusted_issuer, jwks: { keys: [{ kty: 'oct', k: 'x' }] }, jwks_uri: undefined } },
      { trusted_issuer: { ...trusted_issuer, user_by: 'connection' } }, { trusted_issuer: { ...trusted_issuer, user_by: 'connection', connection: 'nowhere' } }, { trusted_issuer: { ...trusted_issuer, creation_behavior: 'create_if_not_exists' } },
    ]) assert.equal((await api.call('POST /token-exchange-profiles', { ...body, subject_token_type: 'urn:acme:wrong', ...wrong })).status, 400, JSON.stringify(wrong))
    const second = await api.must<{ id: string }>('POST /token-exchange-profiles', { ...body, subject_token_type: 'urn:acme:second' })
    assert.deepEqual(await said(`PATCH /token-exchange-profiles/${second.id}`, { subject_token_type: 'urn:acme:partner' }), [409, 'Token exchange profile with the same subject_token_type already exists'])
    assert.equal((await api.must(`PATCH /token-exchange-profiles/${second.id}`, { name: 'Renamed' }))['name'], 'Renamed')
    const page = await api.must<{ next?: string; token_exchange_profiles: unknown[] }>('GET /token-exchange-profiles?take=1')
    assert.ok(page.next !== undefined && page.token_exchange_profiles.length === 1)
    assert.equal((await api.call(`DELETE /token-exchange-profiles/${second.id}`)).status, 204)
    assert.equal((await api.must<{ token_exchange_profiles: unknown[] }>('GET /token-exchange-profiles')).token_exchange_profiles.length, 1)
  })

  test('a partner\'s token is exchanged for tokens of the person it names; keys are fetched once', async () => {
    const as = await stage().discover()
    const made = await stage().application({ name: 'Partner app', app_type: 'native', token_endpoint_auth_method: 'none', token_exchange: { allow_any_profile_of_type: ['custom_authentication'] } })
    const client: o.Client = { client_id: made.client_id }
    const exchange = async (subject_token: string) => o.processGenericTokenEndpointResponse(as, client, await o.genericTokenEndpointRequest(as, client, o.None(), exchangeGrant, {
      subject_token, subject_token_type: 'urn:acme:partner', audience: orders, scope: 'openid offline_access read:orders',
    }))
    const before = asked
    const tokens = await exchange(await foreign({ sub: house().person.user_id }))
    assert.equal(o.getValidatedIdTokenClaims(tokens)?.sub, house().person.user_id)
    assert.ok(tokens.refresh_token)
    assert.equal(tokens['issued_token_type'], 'urn:ietf:params:oauth:token-type:access_token')
    for (let i = 0; i < 6; i++) await exchange(await foreign({ sub: house().person.user_id }))
    assert.ok(asked - before <= 2 * stage().workers, `${asked - before} requests`)
    await assert.rejects(exchange(await foreign({ sub: house().person.user_id, aud: 'https://elsewhere.example/' })), refusedAs('invalid_grant', 403))
    await assert.rejects(exchange(await foreign({ sub: 'auth0|nobody' })), refusedAs('invalid_grant', 403))
  })

  test('an identity assertion (ID-JAG) gives an access token for the enterprise\'s person, once', async () => {
    const as = await stage().discover()
    const made = await stage().application({ name: 'Agent', identity_assertion_authorization_grant: { active: true } })
    await house().api.must('POST /connections', {
      name: 'enterprise', strategy: 'oidc', enabled_clients: [made.client_id], options: { issuer: partner, jwks_uri, client_id: 'x' }, cross_app_access_resource_app: { status: 'enabled' },
    })
    const client: o.Client = { client_id: made.client_id }
    const show = async (assertion: string) =>
      o.processGenericTokenEndpointResponse(as, client, await o.genericTokenEndpointRequest(as, client, o.ClientSecretPost(made.client_secret), bearerGrant, { assertion }))
    const claims = { sub: 'emp-7', client_id: made.client_id, resource: orders, scope: 'read:orders', email: 'emp@example.com', email_verified: true }
    const assertion = await foreign(claims, 'oauth-id-jag+jwt')
    const tokens = await show(assertion)
    assert.deepEqual([tokens.scope, tokens.refresh_token, tokens.id_token], ['read:orders', undefined, undefined])
    const token = await o.validateJwtAccessToken(as, new Request(orders, { headers: { authorization: `Bearer ${tokens.access_token}` } }), orders)
    assert.equal(token.sub, 'oidc|enterprise|emp-7')
    assert.equal((await house().api.must(`GET /users/${encodeURIComponent(token.sub)}`))['email'], 'emp@example.com')
    await assert.rejects(show(assertion), refusedAs('invalid_grant', 403))
    await assert.rejects(show(await foreign(claims)), refusedAs('invalid_grant', 403))
  })
}
