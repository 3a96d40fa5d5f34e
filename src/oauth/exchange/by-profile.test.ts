import assert from 'node:assert/strict'
import { generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto'
import { after, before, test } from 'node:test'
import type { Client } from '#resources/clients/index.ts'
import { verifyOwnToken } from '#resources/keys/index.ts'
import { findUser } from '#resources/users/index.ts'
import { apiIdentifier, startEngine, type Engine, type Loose } from '../engine.fixture.ts'

const grantType = 'urn:ietf:params:oauth:grant-type:token-exchange'
const issuer = 'https://partner.example/'
const [byId, byConnection, strict] = ['urn:partner:by-id', 'urn:partner:by-connection', 'urn:partner:strict']
const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
const other = generateKeyPairSync('rsa', { modulusLength: 2048 })
const jwks = { keys: [{ ...pair.publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' }] }

let e: Engine
let app: Client
before(async () => {
  e = await startEngine()
  app = await e.client({ name: 'Shop', app_type: 'native', token_endpoint_auth_method: 'none', grant_types: ['refresh_token'], token_exchange: { allow_any_profile_of_type: ['custom_authentication'] } })
  const profile = (type: string, trusted: object) =>
    e.ctx.db.execute('INSERT INTO token_exchange_profiles (tenant_id, id, name, subject_token_type, type, trusted_issuer) VALUES ($1, $2, $2, $2, $3, $4)', [e.ctx.tenant.id, type, 'custom_authentication', JSON.stringify({ issuer, jwks, ...trusted })])
  await profile(byId, { user_by: 'id' })
  await profile(byConnection, { user_by: 'connection', connection: 'people', creation_behavior: 'create_if_not_exists', update_behavior: 'replace', audience: 'urn:shop' })
  await profile(strict, { user_by: 'connection', connection: 'people' })
  await e.ctx.cache.settled(e.ctx.tenant.id)
})
after(() => e.close())

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
function subjectToken(over: Loose = {}, header: Loose = {}, key: KeyObject = pair.privateKey): string {
  const now = e.t.clock.seconds()
  const signed = `${encode({ alg: 'RS256', kid: 'one', ...header })}.${encode({ iss: issuer, sub: e.user.user_id, aud: e.ctx.issuer, iat: now, exp: now + 60, jti: randomUUID(), ...over })}`
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`
}
const exchange = (subject_token: string, subject_token_type: string, over: Loose = {}) =>
  e.token({ grant_type: grantType, client_id: app.client_id, subject_token, subject_token_type, audience: apiIdentifier, scope: 'openid offline_access read:things', ...over })

test('a token of a trusted issuer is exchanged for tokens of the person it names, by user id', async () => {
  const { status, body } = await exchange(subjectToken(), byId)
  assert.equal(status, 200, JSON.stringify(body))
  assert.deepEqual(Object.keys(body).sort(), ['access_token', 'expires_in', 'id_token', 'issued_token_type', 'refresh_token', 'scope', 'token_type'])
  assert.equal(body['issued_token_type'], 'urn:ietf:params:oauth:token-type:access_token')
  const claims = await verifyOwnToken(e.ctx, body['access_token'])
  assert.deepEqual([claims.sub, claims['azp'], claims['scope'], 'act' in claims], [e.user.user_id, app.client_id, 'openid offline_access read:things', false])
  const again = await e.token({ grant_type: 'refresh_token', client_id: app.client_id, refresh_token: body['refresh_token'] })
  assert.equal(again.status, 200)
  assert.ok((await e.events()).includes('secte'))
  const bare = await exchange(subjectToken(), byId, { audience: undefined, scope: undefined })
  assert.deepEqual([bare.status, Object.keys(bare.body).sort()], [200, ['access_token', 'expires_in', 'issued_token_type', 'token_type']])
})

test('by a connection: found, made at first sight where the profile says so, and kept up to date', async () => {
  const about = { sub: 'p-1', aud: 'urn:shop', email: 'partner@example.com', email_verified: true, name: 'Pat' }
  const answers = await Promise.all(Array.from({ length: 10 }, () => exchange(subjectToken(about), byConnection)))
  assert.ok(answers.every(({ status }) => status === 200), JSON.stringify(answers.map(({ body }) => body)))
  assert.equal((await findUser(e.ctx, 'auth0|p-1'))?.email, 'partner@example.com')
  await exchange(subjectToken({ ...about, name: 'Patricia' }), byConnection)
  assert.equal((await findUser(e.ctx, 'auth0|p-1'))?.name, 'Patricia')
  assert.equal((await exchange(subjectToken({ ...about, sub: 'p-2', aud: e.ctx.issuer }), strict)).body['error'], 'invalid_grant', 'makes nobody')
  assert.equal((await exchange(subjectToken({ sub: 'p-1' }), strict)).status, 200)
  assert.equal((await exchange(subjectToken({ ...about, sub: 'p-3', email: 'jane@example.com' }), byConnection)).body['error'], 'invalid_grant', 'an address that is somebody else\'s')
})

test('every refusal is the same answer, and the log knows which it was', async () => {
  const now = e.t.clock.seconds()
  const unsigned = `${encode({ alg: 'none' })}.${encode({ iss: issuer, sub: e.user.user_id, aud: e.ctx.issuer, exp: now + 60 })}.x`
  const table: [string, string][] = [
    ['nonsense', 'nonsense'],
    ['another key', subjectToken({}, {}, other.privateKey)],
    ['another kid', subjectToken({}, { kid: 'two' })],
    ['a key that the token brings', subjectToken({}, { kid: undefined, jwk: other.publicKey.export({ format: 'jwk' }), jku: 'https://evil.example/' }, other.privateKey)],
    ['unsigned', unsigned],
    ['critical', subjectToken({}, { crit: ['x'] })],
    ['another issuer', subjectToken({ iss: 'https://evil.example/' })],
    ['for somebody else', subjectToken({ aud: 'https://elsewhere.example/' })],
    ['for nobody', subjectToken({ aud: undefined })],
    ['expired', subjectToken({ exp: now - 61 })],
    ['for ever', subjectToken({ exp: undefined })],
    ['from the future', subjectToken({ iat: now + 120 })],
    ['not yet', subjectToken({ nbf: now + 120 })],
    ['nobody', subjectToken({ sub: 'auth0|nobody' })],
    ['no sub', subjectToken({ sub: undefined })],
    ['a sub with NUL', subjectToken({ sub: 'a\0b' })],
  ]
  for (const [what, token] of table) {
    const { status, body } = await exchange(token, byId)
    assert.deepEqual([status, body], [403, { error: 'invalid_grant', error_description: 'The subject token is invalid or has expired.' }], what)
  }
  const logged = JSON.stringify(await e.ctx.db.rows('SELECT * FROM logs WHERE tenant_id = $1', [e.ctx.tenant.id]))
  assert.match(logged, /fecte/)
  assert.match(logged, /none of the issuer's keys verifies it/)
  for (const over of [{}, { is_first_party: false, token_exchange: { allow_any_profile_of_type: ['custom_authentication'] } }]) {
    const client = await e.client({ app_type: 'native', token_endpoint_auth_method: 'none', grant_types: [grantType], ...over })
    assert.equal((await exchange(subjectToken(), byId, { client_id: client.client_id })).body['error'], 'unauthorized_client')
  }
  assert.equal((await exchange(subjectToken(), 'urn:unknown')).body['error'], 'invalid_request')
  assert.equal((await exchange(subjectToken(), byId, { audience: 'urn:nowhere' })).body['error'], 'access_denied')
})
