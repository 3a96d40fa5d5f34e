import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createClientGrant } from '#resources/client-grants/index.ts'
import { verifyOwnToken } from '#resources/keys/index.ts'
import { authorizeUrl, callback, claimsOf, headerOf, password, returned, startEngine, type Engine } from '../engine.fixture.ts'

let e: Engine
before(async () => {
  e = await startEngine()
})
after(() => e.close())

test('an API chooses how its tokens are signed', async () => {
  for (const signing_alg of ['RS256', 'RS512', 'PS256', 'ES256', 'HS256'] as const) {
    const identifier = `urn:api:${signing_alg}`
    await e.api({ identifier, signing_alg })
    await createClientGrant(e.ctx, { client_id: e.web.client_id, audience: identifier, scope: ['read:things'] })
    await e.ctx.cache.settled(e.ctx.tenant.id)
    const { body } = await e.token({ grant_type: 'client_credentials', client_id: e.web.client_id, client_secret: e.web.client_secret, audience: identifier })
    assert.equal(headerOf(body['access_token'])['alg'], signing_alg)
    if (signing_alg === 'HS256') await assert.rejects(verifyOwnToken(e.ctx, body['access_token']), /signature/)
    else assert.equal((await verifyOwnToken(e.ctx, body['access_token'])).sub, `${e.web.client_id}@clients`)
  }
})

test('an application chooses how its ID tokens are signed', async () => {
  for (const alg of ['RS256', 'PS256', 'HS256', 'RS512'] as const) {
    const client = await e.client({ app_type: 'regular_web', jwt_configuration: { alg }, grant_types: ['implicit', 'http://auth0.com/oauth/grant-type/password-realm'] })
    const { body } = await e.token({
      grant_type: 'http://auth0.com/oauth/grant-type/password-realm', client_id: client.client_id, client_secret: client.client_secret, username: 'jane@example.com', password, realm: 'people', scope: 'openid',
    })
    assert.equal(headerOf(body['id_token'])['alg'], alg)
    if (alg === 'HS256') continue
    assert.equal((await verifyOwnToken(e.ctx, body['id_token']))['aud'], client.client_id)
    const url = authorizeUrl({ client_id: client.client_id, response_type: 'token id_token', redirect_uri: callback, scope: 'openid', nonce: 'n' })
    const back = returned(await e.browser().travel(url)).parameters
    assert.equal(Buffer.from(claimsOf(back['id_token']!)['at_hash'], 'base64url').length, alg === 'RS512' ? 32 : 16)
  }
})

test('tokens through the browser live as long as the API says for the web', async () => {
  await e.api({ identifier: 'urn:api:web', token_lifetime: 5000, token_lifetime_for_web: 600 })
  const url = authorizeUrl({ client_id: e.web.client_id, response_type: 'token', redirect_uri: callback, scope: 'read:things', audience: 'urn:api:web' })
  const back = returned(await e.browser().travel(url)).parameters
  assert.equal(back['expires_in'], '600')
  const { exp, iat } = claimsOf(back['access_token']!)
  assert.equal(exp - iat, 600)
})
