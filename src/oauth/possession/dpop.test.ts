import assert from 'node:assert/strict'
import { createHash, generateKeyPairSync, randomUUID, sign, X509Certificate, type KeyObject } from 'node:crypto'
import { after, before, test } from 'node:test'
import { apiIdentifier, authorizeUrl, callback, claimsOf, password, pkce, returned, startEngine, type Answer, type Engine, type Loose } from '../engine.fixture.ts'

let e: Engine
before(async () => {
  e = await startEngine()
})
after(() => e.close())

type Key = { privateKey: KeyObject; publicKey: KeyObject }
const newKey = (): Key => generateKeyPairSync('ec', { namedCurve: 'P-256' })
const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
const tokenAddress = () => `${e.ctx.origin}/oauth/token`
const thumbprint = (key: Key) => {
  const { crv, kty, x, y } = key.publicKey.export({ format: 'jwk' })
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url')
}
function proof(key: Key, over: Record<string, unknown> = {}, header: Record<string, unknown> = {}): string {
  const signed = `${encode({ typ: 'dpop+jwt', alg: 'ES256', jwk: key.publicKey.export({ format: 'jwk' }), ...header })}.${encode({ htm: 'POST', htu: tokenAddress(), iat: e.t.clock.seconds(), jti: randomUUID(), ...over })}`
  return `${signed}.${sign('sha256', Buffer.from(signed), { key: key.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
}
const send = (body: Record<string, unknown>, dpop?: string): Promise<Answer> => e.token(body, { path: '/oauth/token', ...(dpop !== undefined && { headers: { dpop } }) })
const machine = (over: Record<string, unknown> = {}) => ({ grant_type: 'client_credentials', client_id: e.web.client_id, client_secret: e.web.client_secret, audience: apiIdentifier, ...over })

/** The nonce, as a client learns it: by being refused. */
async function nonce(): Promise<string> {
  const { status, body, headers } = await send({ grant_type: 'refresh_token', client_id: e.spa.client_id, refresh_token: 'x' }, proof(newKey()))
  assert.deepEqual([status, body], [400, { error: 'use_dpop_nonce', error_description: 'Authorization server requires nonce in DPoP proof' }])
  return headers['dpop-nonce']!
}
async function signIn(key: Key, over: Record<string, string> = {}, prove = true): Promise<Answer> {
  const { verifier, challenge } = pkce()
  const url = authorizeUrl({ client_id: e.spa.client_id, response_type: 'code', redirect_uri: callback, scope: 'openid offline_access', code_challenge: challenge, code_challenge_method: 'S256', ...over })
  const { code } = returned(await e.browser().travel(url)).parameters
  return send({ grant_type: 'authorization_code', client_id: e.spa.client_id, code, code_verifier: verifier, redirect_uri: callback }, prove ? proof(key, { nonce: await nonce() }) : undefined)
}
const refresh = async (token: string, key?: Key) => send({ grant_type: 'refresh_token', client_id: e.spa.client_id, refresh_token: token }, key && proof(key, { nonce: await nonce() }))

test('a proof binds the access token to its key', async () => {
  const key = newKey()
  const { status, body, headers } = await send(machine(), proof(key))
  assert.equal(status, 200)
  assert.equal(body['token_type'], 'DPoP')
  assert.deepEqual(claimsOf(body['access_token'])['cnf'], { jkt: thumbprint(key) })
  assert.ok(headers['dpop-nonce'])
  assert.equal((await send(machine(), proof(key, { nonce: headers['dpop-nonce'] }))).status, 200)
  assert.equal((await send(machine())).body['token_type'], 'Bearer')
})

test('every wrong proof is refused and says why', async () => {
  const key = newKey()
  const now = e.t.clock.seconds()
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const table: [string, string, RegExp][] = [
    ['nonsense', 'nonsense', /one signed JWT/],
    ['two headers', `${proof(key)}, ${proof(key)}`, /one signed JWT/],
    ['type', proof(key, {}, { typ: 'JWT' }), /type dpop\+jwt/],
    ['alg none', proof(key, {}, { alg: 'none' }), /must be signed with one of: RS256/],
    ['alg HS256', proof(key, {}, { alg: 'HS256' }), /must be signed with one of: RS256/],
    ['another key', proof(key, {}, { jwk: newKey().publicKey.export({ format: 'jwk' }) }), /does not verify/],
    ['RSA key for ES256', proof(key, {}, { jwk: rsa.publicKey.export({ format: 'jwk' }) }), /does not verify/],
    ['private key', proof(key, {}, { jwk: key.privateKey.export({ format: 'jwk' }) }), /public key/],
    ['secret', proof(key, {}, { jwk: { kty: 'oct', k: 'AAAA' } }), /public key/],
    ['no key', proof(key, {}, { jwk: undefined }), /public key/],
    ['method', proof(key, { htm: 'GET' }), /another method/],
    ['address', proof(key, { htu: 'https://elsewhere.example/oauth/token' }), /another address/],
    ['path', proof(key, { htu: `${e.ctx.origin}/oauth/par` }), /another address/],
    ['old', proof(key, { iat: now - 61 }), /too old/],
    ['future', proof(key, { iat: now + 61 }), /too old or from the future/],
    ['no iat', proof(key, { iat: undefined }), /too old/],
    ['no jti', proof(key, { jti: undefined }), /jti/],
  ]
  for (const [what, text, sentence] of table) {
    const { status, body } = await send(machine(), text)
    assert.deepEqual([status, body['error']], [400, 'invalid_dpop_proof'], what)
    assert.match(body['error_description'], sentence, what)
  }
  assert.equal((await send(machine(), proof(key, { nonce: 'made.up' }))).body['error'], 'use_dpop_nonce')
  assert.equal((await send(machine(), proof(key, { htu: `${tokenAddress()}?a=1#b` }))).status, 200, 'query and fragment do not count')
})

test('fifty parallel uses of one proof have one winner', async () => {
  const one = proof(newKey())
  const answers = await Promise.all(Array.from({ length: 50 }, () => send(machine(), one)))
  assert.equal(answers.filter(({ status }) => status === 200).length, 1)
  assert.equal(answers.find(({ status }) => status !== 200)!.body['error_description'], 'The DPoP proof was used before.')
})

test('a nonce is good for a while, and not for another tenant', async () => {
  const { dpopNonce } = await import('./index.ts')
  const mine = await nonce()
  e.t.clock.advance(181)
  assert.equal((await send(machine(), proof(newKey(), { nonce: mine }))).status, 200)
  e.t.clock.advance(360)
  assert.equal((await send(machine(), proof(newKey(), { nonce: mine }))).body['error'], 'use_dpop_nonce')
  const { createTenant } = await import('#resources/tenants/index.ts')
  await createTenant(e.t.process, { name: 'nonces' })
  assert.equal((await send(machine(), proof(newKey(), { nonce: await dpopNonce(await e.t.tenant('nonces')) }))).body['error'], 'use_dpop_nonce')
})

test('a public application keeps its refresh token bound: without the key it is neither used nor spent', async () => {
  const key = newKey()
  const first = await signIn(key)
  assert.equal(first.status, 200, JSON.stringify(first.body))
  assert.equal(first.body['token_type'], 'DPoP')
  const token = first.body['refresh_token']
  for (const thief of [await refresh(token), await refresh(token, newKey())]) {
    assert.deepEqual([thief.status, thief.body['error_description']], [403, 'Unknown or invalid refresh token.'])
  }
  const next = await refresh(token, key)
  assert.equal(next.status, 200, 'the thief has not burnt it')
  assert.deepEqual(claimsOf(next.body['id_token'])['sub'], e.user.user_id)
  const reused = await refresh(token, key)
  assert.equal(reused.status, 403)
  assert.equal((await refresh(next.body['refresh_token'], key)).status, 403, 'reuse by the holder of the key still ends the family')
})

test('dpop_jkt binds the code', async () => {
  const key = newKey()
  assert.equal((await signIn(key, { dpop_jkt: thumbprint(key) })).status, 200)
  assert.deepEqual((await signIn(newKey(), { dpop_jkt: thumbprint(key) })).body['error'], 'invalid_dpop_proof')
  assert.deepEqual((await signIn(key, { dpop_jkt: thumbprint(key) }, false)).body['error'], 'invalid_dpop_proof')
  const url = authorizeUrl({ client_id: e.web.client_id, response_type: 'code', redirect_uri: callback, scope: 'openid', dpop_jkt: 'short' })
  assert.equal(returned(await e.browser().go(url)).parameters['error'], 'invalid_request')
})

test('/userinfo wants the proof, in the scheme and for the token', async () => {
  const key = newKey()
  const token = (await signIn(key)).body['access_token'] as string
  const ath = (text: string) => createHash('sha256').update(text).digest('base64url')
  const at = { htm: 'GET', htu: `${e.ctx.origin}/userinfo` }
  const ask = async (authorization: string, dpop?: string): Promise<[number, Loose, string | undefined]> => {
    const reply = await e.call('GET /userinfo', { headers: { authorization, ...(dpop !== undefined && { dpop }) } })
    return [reply.status, reply.status === 200 ? JSON.parse(String(reply.body)) : {}, reply.headers?.['www-authenticate']]
  }
  assert.equal((await ask(`DPoP ${token}`, proof(key, { ...at, ath: ath(token) })))[1]['sub'], e.user.user_id)
  const [status, , challenge] = await ask(`Bearer ${token}`)
  assert.equal(status, 401, 'no downgrade')
  assert.match(challenge!, /^Bearer/)
  assert.equal((await ask(`DPoP ${token}`))[0], 401)
  assert.match((await ask(`DPoP ${token}`, proof(key, at)))[2]!, /^DPoP .*invalid_dpop_proof.*algs="[^"]*ES256/)
  assert.equal((await ask(`DPoP ${token}`, proof(newKey(), { ...at, ath: ath(token) })))[0], 401)
  const bearer = (await signIn(key, {}, false)).body['access_token'] as string
  assert.equal((await ask(`Bearer ${bearer}`))[0], 200)
  assert.equal((await ask(`DPoP ${bearer}`, proof(key, { ...at, ath: ath(bearer) })))[0], 401, 'a bearer token does not become more')
})

test('APIs and applications may insist; a certificate binds where the API wants one', async () => {
  await e.api({ identifier: 'urn:dpop', proof_of_possession: { mechanism: 'dpop', required: true } })
  await e.api({ identifier: 'urn:dpop-public', proof_of_possession: { mechanism: 'dpop', required: true, required_for: 'public_clients' } })
  await e.api({ identifier: 'urn:mtls', proof_of_possession: { mechanism: 'mtls', required: true } })
  for (const audience of ['urn:dpop', 'urn:dpop-public', 'urn:mtls']) {
    await e.ctx.db.execute('INSERT INTO client_grants (tenant_id, id, client_id, audience, scope) VALUES ($1, $2, $3, $4, $5)', [e.ctx.tenant.id, `cgr_${audience}`, e.web.client_id, audience, ['read:things']])
  }
  await e.ctx.cache.settled(e.ctx.tenant.id)
  assert.equal((await send(machine({ audience: 'urn:dpop' }))).body['error'], 'invalid_request')
  assert.equal((await send(machine({ audience: 'urn:dpop' }), proof(newKey()))).status, 200)
  assert.equal((await send(machine({ audience: 'urn:dpop-public' }))).status, 200)
  assert.equal((await send(machine({ audience: 'urn:mtls' }), proof(newKey()))).body['error'], 'invalid_request')
  // Any certificate will do; the tenant's signing keys have one.
  const { certificate: pem } = (await e.ctx.db.rows<{ certificate: string }>('SELECT certificate FROM signing_keys WHERE tenant_id = $1', [e.ctx.tenant.id]))[0]!
  const { raw } = new X509Certificate(pem)
  const bound = await e.token(machine({ audience: 'urn:mtls' }), { clientCertificate: { pem, verified: false } })
  assert.deepEqual(claimsOf(bound.body['access_token'])['cnf'], { 'x5t#S256': createHash('sha256').update(raw).digest('base64url') })
  assert.equal(bound.body['token_type'], 'Bearer')
  // A confidential application that refreshes without its proof is refused, and may ask again with it.
  const mobile = await e.client({
    app_type: 'regular_web', grant_types: ['http://auth0.com/oauth/grant-type/password-realm', 'refresh_token'],
    refresh_token: { rotation_type: 'rotating', expiration_type: 'expiring', leeway: 0, token_lifetime: 2_592_000, idle_token_lifetime: 1_296_000 },
  })
  const own = { client_id: mobile.client_id, client_secret: mobile.client_secret }
  const begun = await send({ ...own, grant_type: 'http://auth0.com/oauth/grant-type/password-realm', realm: 'people', username: 'jane@example.com', password, audience: 'urn:dpop', scope: 'read:things offline_access' }, proof(newKey()))
  assert.equal(begun.status, 200, JSON.stringify(begun.body))
  const again = { ...own, grant_type: 'refresh_token', refresh_token: begun.body['refresh_token'] }
  assert.equal((await send(again)).body['error'], 'invalid_request')
  assert.equal((await send(again, proof(newKey()))).status, 200, 'nothing was spent')
  const strict = await e.client({ app_type: 'regular_web', grant_types: ['client_credentials', 'implicit'], require_proof_of_possession: true })
  const answer = await send(machine({ client_id: strict.client_id, client_secret: strict.client_secret, audience: `${e.ctx.origin}/api/v2/` }))
  assert.equal(answer.body['error'], 'access_denied', 'no grant, said first')
  const url = authorizeUrl({ client_id: strict.client_id, response_type: 'token', redirect_uri: callback, scope: 'openid' })
  assert.match(returned(await e.browser().go(url)).parameters['error_description']!, /only tokens bound/)
})
