import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose'
import { authorizeUrl, callback, claimsOf, headerOf, hiddenFields, returned, startEngine, type Engine } from '../engine.fixture.ts'

let e: Engine
before(async () => {
  e = await startEngine()
})
after(() => e.close())

/** As an application verifies it: by the published keys. */
const verified = async (response: string | undefined, audience = e.web.client_id) => {
  const keys = JSON.parse(String((await e.call('GET /.well-known/jwks.json')).body)) as JSONWebKeySet
  return (await jwtVerify(response ?? '', createLocalJWKSet(keys), { issuer: e.ctx.issuer, audience, currentDate: e.ctx.clock.now() })).payload
}
const ask = (over: Record<string, string | undefined>) => authorizeUrl({ client_id: e.web.client_id, response_type: 'code', redirect_uri: callback, scope: 'openid', state: 's', nonce: 'n', ...over })

test('the answer is one JWT in the place that the mode says, and nothing beside it', async () => {
  const table: [mode: string, type: string, where: '?' | '#', inside: string[]][] = [
    ['jwt', 'code', '?', ['code', 'state']],
    ['query.jwt', 'code', '?', ['code', 'state']],
    ['fragment.jwt', 'code', '#', ['code', 'state']],
    ['jwt', 'code id_token', '#', ['code', 'id_token', 'state']],
  ]
  for (const [response_mode, response_type, where, inside] of table) {
    const reply = await e.browser().travel(ask({ response_mode, response_type }))
    assert.equal(reply.headers!['location']![callback.length], where, response_mode)
    const { parameters } = returned(reply)
    assert.deepEqual(Object.keys(parameters), ['response'])
    const claims = await verified(parameters['response'])
    assert.deepEqual(Object.keys(claims).sort(), [...inside, 'aud', 'exp', 'iat', 'iss'].sort())
    assert.deepEqual([claims['iss'], claims['aud'], claims['state'], claims.exp! - claims.iat!], [e.ctx.issuer, e.web.client_id, 's', 300])
  }
  const page = await e.browser().travel(ask({ response_mode: 'form_post.jwt' }))
  assert.deepEqual(Object.keys(hiddenFields(String(page.body))), ['response'])
})

test('errors travel signed too; tokens do not travel in a query', async () => {
  const refused = returned(await e.browser().go(ask({ response_mode: 'jwt', prompt: 'none' })))
  assert.deepEqual([claimsOf(refused.parameters['response']!)['error'], claimsOf(refused.parameters['response']!)['state']], ['login_required', 's'])
  const reply = await e.browser().go(ask({ response_mode: 'query.jwt', response_type: 'token' }))
  assert.equal(reply.headers!['location']![callback.length], '#')
  assert.equal(claimsOf(returned(reply).parameters['response']!)['error_description'], 'Response mode query.jwt is not allowed when tokens are returned.')
})

test('signed as the application\'s ID tokens are', async () => {
  const client = await e.client({ app_type: 'regular_web', jwt_configuration: { alg: 'PS256' } })
  const { parameters } = returned(await e.browser().travel(ask({ client_id: client.client_id, response_mode: 'jwt' })))
  assert.equal(headerOf(parameters['response']!)['alg'], 'PS256')
  await verified(parameters['response'], client.client_id)
})

test('response_type=none: a session and a state, no value; prompt=create begins with the sign-up page', async () => {
  const browser = e.browser()
  const answer = returned(await browser.travel(ask({ response_type: 'none' })))
  assert.deepEqual(answer.parameters, { state: 's', iss: e.ctx.issuer })
  assert.ok(returned(await browser.go(ask({ prompt: 'none' }))).parameters['code'], 'there is a session now')
  assert.equal(returned(await browser.go(ask({ response_type: 'none code' }))).parameters['error'], 'unsupported_response_type')
  assert.match((await browser.go(ask({ prompt: 'create' }))).headers!['location']!, /^\/u\/signup/)
})
