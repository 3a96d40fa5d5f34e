// Stolen tokens and stolen credentials: sender constraint (RFC 9449), client assertions (RFC 7523), certificates that a stranger claims (RFC 8705).
import { before, describe, test } from 'node:test'
import assert from 'node:assert/strict'
import { createHash, createHmac, generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto'
import type { Application } from '../management.ts'
import { challengeOf, claimsOf, random, returned, token, type TokenAnswer } from '../sign-in.ts'
import { apiCall, callback, orders, request, said, stage, userinfo, verifier, type Stage } from './stage.ts'

type Key = { privateKey: KeyObject; publicKey: KeyObject }
const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
const seconds = () => Math.floor(Date.now() / 1000)
const newKey = (): Key => generateKeyPairSync('ec', { namedCurve: 'P-256' })

function jwt(key: Key, header: object, claims: object): string {
  const rsa = key.privateKey.asymmetricKeyType === 'rsa'
  const signed = `${encode({ alg: rsa ? 'RS256' : 'ES256', ...header })}.${encode(claims)}`
  return `${signed}.${sign('sha256', Buffer.from(signed), rsa ? key.privateKey : { key: key.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
}

describe('possession', () => {
  let here: Stage
  before(async () => void (here = await stage()))

  const proof = (key: Key, method: string, url: string, more: object = {}) =>
    jwt(key, { typ: 'dpop+jwt', jwk: key.publicKey.export({ format: 'jwk' }) }, { htm: method, htu: url, iat: seconds(), jti: randomUUID(), ...more })
  const ath = (accessToken: string) => createHash('sha256').update(accessToken).digest('base64url')
  const send = (parameters: Record<string, string>, dpop?: string) => token(here.origin, parameters, dpop === undefined ? {} : { dpop })
  const machine = () => ({ grant_type: 'client_credentials', client_id: here.machine.client_id, client_secret: here.machine.client_secret, audience: orders })
  const address = () => `${here.origin}/oauth/token`

  /** With the nonce that the first answer asks for. */
  const proven = async (key: Key, parameters: Record<string, string>): Promise<TokenAnswer> => {
    const first = await send(parameters, proof(key, 'POST', address()))
    const nonce = first.headers.get('dpop-nonce')
    return first.status === 400 && first.body.error === 'use_dpop_nonce' && nonce ? send(parameters, proof(key, 'POST', address(), { nonce })) : first
  }
  const personTokens = async (key: Key) => {
    const code = returned(await here.known.visit(request(here, here.spa, { prompt: 'none', scope: 'openid offline_access', code_challenge: challengeOf(verifier) }))).get('code') ?? ''
    const answer = await proven(key, { grant_type: 'authorization_code', client_id: here.spa.client_id, code, code_verifier: verifier, redirect_uri: callback })
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    return answer.body
  }

  test('[RFC 9700 2.2.1] [RFC 9700 4.10.1] a token bound to a key is useless without the key at /userinfo', async () => {
    const [key, thief] = [newKey(), newKey()]
    const { access_token = '', token_type } = await personTokens(key)
    assert.equal(token_type, 'DPoP')
    const url = `${here.origin}/userinfo`
    const ask = async (headers: Record<string, string>) => (await fetch(url, { headers })).status
    const bound = (by: Key, more: object = {}, method = 'GET', at = url) => ({ authorization: `DPoP ${access_token}`, dpop: proof(by, method, at, { ath: ath(access_token), ...more }) })
    assert.equal(await ask(bound(key)), 200)
    for (const [what, headers] of Object.entries({
      'as bearer': { authorization: `Bearer ${access_token}` }, 'as bearer with a proof': { ...bound(key), authorization: `Bearer ${access_token}` }, 'no proof': { authorization: `DPoP ${access_token}` }, "the thief's proof": bound(thief),
      'another token\'s proof': bound(key, { ath: ath('x') }), 'no ath': bound(key, { ath: undefined }), 'another method': bound(key, {}, 'POST'), 'another place': bound(key, {}, 'GET', address()), 'another host': bound(key, {}, 'GET', 'https://evil.example/userinfo'), 'an old proof': bound(key, { iat: seconds() - 600 }), 'a proof from the future': bound(key, { iat: seconds() + 600 }),
    })) assert.equal(await ask(headers), 401, what)
    const once = bound(key)
    assert.equal(await ask(once), 200)
    assert.equal(await ask(once), 401, 'a proof is used once')
  })

  test('[RFC 9700 2.2.1] a bound token for the Management API is not taken as a bearer token', async () => {
    const { domain: _domain, ...main } = { ...here.appliance.main }
    const answer = await proven(newKey(), { grant_type: 'client_credentials', client_id: main.client_id, client_secret: main.client_secret, audience: `${here.origin}/api/v2/` })
    assert.equal(answer.body['token_type'], 'DPoP', JSON.stringify(answer.body))
    assert.equal((await apiCall(here.origin, answer.body.access_token ?? '')).status, 401)
  })

  test('[RFC 9700 2.2.2] a refresh token that a public application got with a key needs that key', async () => {
    const [key, thief] = [newKey(), newKey()]
    const { refresh_token = '' } = await personTokens(key)
    const parameters = { grant_type: 'refresh_token', client_id: here.spa.client_id, refresh_token }
    assert.ok((await send(parameters)).status >= 400, 'without a proof')
    assert.ok((await proven(thief, parameters)).status >= 400, "with the thief's")
    const answer = await proven(key, parameters)
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    assert.ok((claimsOf(answer.body.id_token)['sub'] as string).length > 0)
  })

  test('[RFC 9700 2.2.1] what is no proof is refused: other keys, other types, symmetric, unsigned, private', async () => {
    const key = newKey()
    const jwk = key.publicKey.export({ format: 'jwk' })
    const claims = { htm: 'POST', htu: address(), iat: seconds(), jti: randomUUID() }
    const hs = `${encode({ typ: 'dpop+jwt', alg: 'HS256', jwk: { kty: 'oct', k: 'AAAA' } })}.${encode(claims)}`
    for (const [what, forged] of Object.entries({
      'another key signs': jwt(newKey(), { typ: 'dpop+jwt', jwk }, claims), 'no key': jwt(key, { typ: 'dpop+jwt' }, claims), 'another type': jwt(key, { typ: 'JWT', jwk }, claims), 'a private key': jwt(key, { typ: 'dpop+jwt', jwk: key.privateKey.export({ format: 'jwk' }) }, claims),
      none: `${encode({ typ: 'dpop+jwt', alg: 'none', jwk })}.${encode(claims)}.`, symmetric: `${hs}.${createHmac('sha256', Buffer.alloc(3)).update(hs).digest('base64url')}`, 'no jti': jwt(key, { typ: 'dpop+jwt', jwk }, { ...claims, jti: undefined }), 'two proofs': `${proof(key, 'POST', address())}, ${proof(key, 'POST', address())}`, nonsense: 'a.b.c', huge: `${'a'.repeat(9000)}.b.c`,
    })) {
      const answer = await send(machine(), forged)
      assert.equal(answer.status, 400, `${what}: ${said(answer)}`)
      assert.ok(!('access_token' in answer.body), what)
    }
  })

  test('[RFC 9700 2.5] a client assertion is taken for its client, its server, its moment and once', async () => {
    const rsaKey = (): Key => generateKeyPairSync('rsa', { modulusLength: 2048 })
    const [key, other] = [rsaKey(), rsaKey()]
    const pem = key.publicKey.export({ type: 'spki', format: 'pem' }).toString()
    const assertive = await here.api.must<Application>('POST /clients', {
      name: 'Assertive', app_type: 'non_interactive', grant_types: ['client_credentials'], client_authentication_methods: { private_key_jwt: { credentials: [{ credential_type: 'public_key', pem }] } },
    })
    await here.api.must('POST /client-grants', { client_id: assertive.client_id, audience: orders, scope: ['read:orders'] })
    const claims = (more: object = {}) => ({ iss: assertive.client_id, sub: assertive.client_id, aud: `${here.origin}/`, iat: seconds(), exp: seconds() + 60, jti: randomUUID(), ...more })
    const ask = (client_assertion: string, more: Record<string, string> = {}) => send({ grant_type: 'client_credentials', audience: orders, client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', client_assertion, ...more })
    const good = jwt(key, {}, claims())
    const first = await ask(good)
    assert.equal(first.status, 200, said(first))
    assert.match(said(await ask(good)), /^401 invalid_client/, 'replayed')
    const hmac = `${encode({ alg: 'HS256' })}.${encode(claims())}`
    for (const [what, forged] of Object.entries({
      'another key': jwt(other, {}, claims()), 'another client': jwt(key, {}, claims({ iss: here.machine.client_id, sub: here.machine.client_id })), 'iss is not sub': jwt(key, {}, claims({ iss: here.machine.client_id })), 'another server': jwt(key, {}, claims({ aud: 'https://evil.example/' })),
      'another tenant': jwt(key, {}, claims({ aud: `${here.neighbour.origin}/` })), 'two servers': jwt(key, {}, claims({ aud: [`${here.origin}/`, 'https://evil.example/'] })), expired: jwt(key, {}, claims({ exp: seconds() - 60 })), 'for ever': jwt(key, {}, claims({ exp: seconds() + 86_400 })), 'no exp': jwt(key, {}, claims({ exp: undefined })), 'no jti': jwt(key, {}, claims({ jti: undefined })),
      none: `${encode({ alg: 'none' })}.${encode(claims())}.x`, 'HS256 with the public key': `${hmac}.${createHmac('sha256', pem).update(hmac).digest('base64url')}`, 'a key of its own': jwt(other, { jwk: key.publicKey.export({ format: 'jwk' }), jku: 'https://evil.example/' }, claims()), large: jwt(key, {}, claims({ x: 'x'.repeat(3000) })),
    })) assert.match(said(await ask(forged)), /^401 (invalid_client|access_denied)/, what)
    assert.match(said(await send({ grant_type: 'client_credentials', audience: orders, client_id: assertive.client_id, client_secret: String(assertive.client_secret ?? 'x') })), /^401/, 'its secret is no way around')
    assert.match(said(await ask(jwt(key, {}, claims()), { client_secret: 'x' })), /^400 invalid_request/)
  })

  test('[RFC 9700 4.13] a certificate that a stranger claims in a header is none', async () => {
    const { clientCertificate } = selfSigned()
    const headers = { 'client-certificate': encodeURIComponent(clientCertificate), 'client-certificate-ca-verified': 'SUCCESS', 'x-client-cert': 'x', 'cname-api-key': 'x' }
    const answer = await token(here.origin, { grant_type: 'client_credentials', client_id: here.machine.client_id, audience: orders }, headers)
    assert.match(said(answer), /^401/)
    const ordinary = await token(here.origin, machine(), headers)
    assert.equal(ordinary.status, 200)
    assert.ok(!('cnf' in claimsOf(ordinary.body.access_token)), 'nor is a token bound to it')
    assert.equal((await userinfo(here.origin, random())).status, 401)
  })
})

/** Any PEM will do: nobody may read it. */
function selfSigned(): { clientCertificate: string } {
  return { clientCertificate: `-----BEGIN CERTIFICATE-----\n${Buffer.from(random()).toString('base64')}\n-----END CERTIFICATE-----\n` }
}
