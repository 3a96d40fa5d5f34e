import assert from 'node:assert/strict'
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { after, before, test } from 'node:test'
import type { Client } from '#resources/clients/index.ts'
import { apiIdentifier, authorizeUrl, callback, headerOf, claimsOf, password, pkce, returned, startEngine, type Engine, type Loose } from '../engine.fixture.ts'
import { signedRequest } from '../request-object/request-object.fixture.ts'

let e: Engine
let client: Client
let key: KeyObject
const { verifier, challenge } = pkce()

before(async () => {
  e = await startEngine()
  // The profile sends iss even where the tenant has turned it off.
  await e.ctx.db.execute('UPDATE tenants SET settings = $2 WHERE id = $1', [e.ctx.tenant.id, { pushed_authorization_requests_supported: true, authorization_response_iss_parameter_supported: false }])
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
  key = pair.privateKey
  client = await e.client({
    app_type: 'regular_web', compliance_level: 'fapi2_sp_pkj_mtls', grant_types: ['authorization_code', 'refresh_token', 'implicit', 'password', 'client_credentials'],
    client_authentication_methods: { private_key_jwt: { credentials: [{ credential_type: 'public_key', alg: 'PS256', pem: pair.publicKey.export({ type: 'spki', format: 'pem' }) }] } },
  })
})
after(() => e.close())

const assertion = (over: Loose = {}) => ({
  client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  client_assertion: signedRequest(e.ctx, client.client_id, key, { sub: client.client_id, jti: e.ctx.random.token(12), ...over }, { alg: 'PS256', typ: 'JWT' }),
})
const request = { response_type: 'code', redirect_uri: callback, scope: 'openid', state: 's', nonce: 'n', code_challenge: challenge, code_challenge_method: 'S256' }
const push = async (over: Loose = {}) => {
  const reply = await e.call('POST /oauth/par', { body: { client_id: client.client_id, ...assertion(), ...request, ...over }, contentType: 'application/x-www-form-urlencoded' })
  return { status: reply.status, body: JSON.parse(String(reply.body)) as Loose }
}
const proof = (path: string, alg: 'ES256' | 'RS256' = 'ES256') => {
  const { privateKey, publicKey } = alg === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('rsa', { modulusLength: 2048 })
  const jwk = publicKey.export({ format: 'jwk' })
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
  const signed = `${encode({ typ: 'dpop+jwt', alg, jwk })}.${encode({ htm: 'POST', htu: `${e.ctx.origin}${path}`, iat: e.ctx.clock.seconds(), jti: e.ctx.random.token(12) })}`
  return `${signed}.${sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
}

test('what the profile needs is on: pushed, S256, iss, PS256, a bound token', async () => {
  const { status, body } = await push()
  assert.equal(status, 201, JSON.stringify(body))
  const { parameters } = returned(await e.browser().travel(authorizeUrl({ client_id: client.client_id, request_uri: body['request_uri'] })))
  assert.equal(parameters['iss'], e.ctx.issuer)
  const redeem = (code: string | undefined, headers: Record<string, string>) =>
    e.token({ grant_type: 'authorization_code', client_id: client.client_id, ...assertion(), code, redirect_uri: callback, code_verifier: verifier }, { path: '/oauth/token', headers })
  const tokens = await redeem(parameters['code'], { dpop: proof('/oauth/token') })
  assert.equal(tokens.status, 200, JSON.stringify(tokens.body))
  assert.equal(tokens.body['token_type'], 'DPoP')
  assert.equal(headerOf(tokens.body['id_token'])['alg'], 'PS256')
  assert.equal(claimsOf(tokens.body['id_token'])['nonce'], 'n')
  const weakly = returned(await e.browser().travel(authorizeUrl({ client_id: client.client_id, request_uri: (await push()).body['request_uri'] })))
  assert.equal((await redeem(weakly.parameters['code'], { dpop: proof('/oauth/token', 'RS256') })).body['error_description'], 'The DPoP proof must be signed with one of: PS256, ES256.')
  const unbound = returned(await e.browser().travel(authorizeUrl({ client_id: client.client_id, request_uri: (await push()).body['request_uri'] })))
  assert.equal((await redeem(unbound.parameters['code'], {})).body['error_description'], 'This application gets only tokens bound by a DPoP proof or a client certificate.')
})

test('a client assertion is for the issuer alone, as a text, and by an algorithm of the profile', async () => {
  assert.equal((await push(assertion({ aud: e.ctx.issuer }))).status, 201)
  for (const aud of [`${e.ctx.origin}/oauth/token`, `${e.ctx.origin}/oauth/par`, [e.ctx.issuer], e.ctx.origin]) assert.equal((await push(assertion({ aud }))).status, 401, String(aud))
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const older = await e.client({
    app_type: 'regular_web', compliance_level: 'fapi2_sp_pkj_mtls',
    client_authentication_methods: { private_key_jwt: { credentials: [{ credential_type: 'public_key', alg: 'RS256', pem: pair.publicKey.export({ type: 'spki', format: 'pem' }) }] } },
  })
  const client_assertion = signedRequest(e.ctx, older.client_id, pair.privateKey, { sub: older.client_id, jti: e.ctx.random.token(12) }, { alg: 'RS256', typ: 'JWT' })
  assert.equal((await push({ client_id: older.client_id, client_assertion })).status, 401)
})

test('the rest is refused', async () => {
  const table: [over: Loose, error: string][] = [
    [{ response_type: 'code id_token' }, 'unsupported_response_type'],
    [{ response_type: 'token' }, 'unsupported_response_type'],
    [{ code_challenge: undefined, code_challenge_method: undefined }, 'invalid_request'],
    [{ code_challenge: verifier, code_challenge_method: 'plain' }, 'invalid_request'],
    [{ code_challenge_method: undefined }, 'invalid_request'],
    [{ redirect_uri: undefined }, 'invalid_request'],
    [{ nonce: 'n'.repeat(65) }, 'invalid_request'],
  ]
  for (const [over, error] of table) {
    const { status, body } = await push(over)
    assert.deepEqual([status, body['error']], [400, error], JSON.stringify(over))
    assert.match(body['error_description'], /fapi2_sp_pkj_mtls/)
  }
  const plain = returned(await e.browser().go(authorizeUrl({ client_id: client.client_id, ...request })))
  assert.equal(plain.parameters['error_description'], 'Pushed Authorization Requests are required by the configured compliance level')
  const passwords = await e.token({ grant_type: 'password', client_id: client.client_id, ...assertion(), username: 'jane@example.com', password, audience: apiIdentifier })
  assert.deepEqual([passwords.status, passwords.body['error']], [403, 'unauthorized_client'])
})

test('an application that authenticates otherwise is told so; the FAPI 1 levels are not stored', async () => {
  const secret = await e.client({ app_type: 'regular_web', compliance_level: 'fapi2_sp_mtls_mtls' })
  const { body } = await push({ client_id: secret.client_id, client_secret: secret.client_secret, client_assertion: undefined, client_assertion_type: undefined })
  assert.equal(body['error'], 'unauthorized_client')
  await assert.rejects(e.client({ app_type: 'regular_web', compliance_level: 'fapi1_adv_pkj_par' }), /does not support the compliance_level fapi1_adv_pkj_par yet/)
})
