import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OAuthError } from '#kernel/problem.ts'
import { endpointOf, scratchServers } from './scratch.ts'

const app = 'https://app.test'
const allowOrigin = 'access-control-allow-origin'

test('public documents are for everybody, without credentials', async () => {
  await using it = await scratchServers([endpointOf('GET /.well-known/jwks.json', { cors: 'public' }), endpointOf('GET /private')])
  const answer = await it.ask({ path: '/.well-known/jwks.json', headers: { origin: 'https://anybody.test' } })
  assert.equal(answer.headers[allowOrigin], '*')
  assert.equal(answer.headers['access-control-allow-credentials'], undefined)
  const closed = await it.ask({ path: '/private', headers: { origin: app } })
  assert.equal(closed.status, 200)
  assert.equal(closed.headers[allowOrigin], undefined)
})

test('clients’ pages are named exactly, also when the answer is an error', async () => {
  const refuse = async () => {
    throw new OAuthError(403, 'invalid_grant', 'Invalid refresh token')
  }
  await using it = await scratchServers([endpointOf('POST /oauth/token', { cors: 'clients', handle: refuse })])
  const ask = (origin: string, rest: object = {}) => it.ask({ method: 'POST', path: '/oauth/token', headers: { origin }, ...rest })
  const answer = await ask(app)
  assert.equal(answer.status, 403)
  assert.equal(answer.headers[allowOrigin], app)
  assert.equal(answer.headers['access-control-allow-credentials'], 'true')
  assert.equal(answer.headers['vary'], 'Origin')
  for (const name of ['DPoP-Nonce', 'X-RateLimit-Remaining', 'Retry-After']) assert.match(String(answer.headers['access-control-expose-headers']), new RegExp(name))
  const unreadable = await ask(app, { body: '{', headers: { origin: app, 'content-type': 'application/json' } })
  assert.deepEqual([unreadable.status, unreadable.headers[allowOrigin]], [400, app])
  for (const origin of ['https://evil.test', 'null', 'https://app.test.evil.test', 'http://app.test', 'HTTPS://APP.TEST']) {
    const other = await ask(origin)
    assert.equal(other.headers[allowOrigin], undefined, origin)
    assert.equal(other.headers['vary'], 'Origin')
  }
})

test('preflights', async () => {
  const endpoints = [endpointOf('POST /oauth/token', { cors: 'clients' }), endpointOf('GET /users/:id', { cors: 'public' }), endpointOf('DELETE /users/:id', { name: 'delete' })]
  await using it = await scratchServers(endpoints)
  const ask = (path: string, method: string, origin = app) =>
    it.ask({ method: 'OPTIONS', path, headers: { origin, 'access-control-request-method': method, 'access-control-request-headers': 'auth0-client' } })
  const allowed = await ask('/oauth/token', 'POST')
  assert.equal(allowed.status, 204)
  assert.equal(allowed.text, '')
  assert.equal(allowed.headers['content-length'], undefined)
  assert.equal(allowed.headers[allowOrigin], app)
  assert.equal(allowed.headers['access-control-allow-methods'], 'POST, OPTIONS')
  for (const name of ['Auth0-Client', 'Content-Type', 'Authorization', 'DPoP']) assert.match(String(allowed.headers['access-control-allow-headers']), new RegExp(name))
  const refused = await ask('/oauth/token', 'POST', 'https://evil.test')
  assert.deepEqual([refused.status, refused.headers[allowOrigin], refused.headers['access-control-allow-headers']], [204, undefined, undefined])
  assert.equal((await ask('/users/1', 'GET')).headers[allowOrigin], '*')
  assert.equal((await ask('/users/1', 'DELETE')).headers[allowOrigin], undefined)
  assert.equal((await ask('/nothing', 'GET')).status, 404)
  const bare = await it.ask({ method: 'OPTIONS', path: '/users/1' })
  assert.deepEqual([bare.status, bare.headers['allow']], [204, 'GET, HEAD, DELETE, OPTIONS'])
})
