import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OAuthError, Problem } from '#kernel/problem.ts'
import { endpointOf, scratchServers } from './scratch.ts'

const throwing = (http: `GET /${string}`, error: () => unknown) =>
  endpointOf(http, {
    handle: async () => {
      throw error()
    },
  })
const html = { accept: 'text/html,application/xhtml+xml' }

test('what is thrown on purpose has its documented shape', async () => {
  await using it = await scratchServers([
    throwing('GET /api/v2/users/:id', () => new Problem(404, 'inexistent_user', 'The user does not exist.', { detail: 'private' })),
    throwing('GET /api/v2/x', () => new Problem(401, undefined, 'Missing authentication', { headers: { 'www-authenticate': 'Bearer' }, extra: { attributes: 1 } })),
    throwing('GET /oauth/x', () => new OAuthError(403, 'invalid_grant', 'Invalid authorization code', { extra: { mfa_token: 'x' } })),
  ])
  const missing = await it.ask({ path: '/api/v2/users/1', headers: html })
  assert.deepEqual(missing.json, { statusCode: 404, error: 'Not Found', message: 'The user does not exist.', errorCode: 'inexistent_user' })
  assert.equal(missing.headers['content-type'], 'application/json; charset=utf-8')
  const unauthorized = await it.ask({ path: '/api/v2/x' })
  assert.deepEqual(unauthorized.json, { statusCode: 401, error: 'Unauthorized', message: 'Missing authentication', attributes: 1 })
  assert.equal(unauthorized.headers['www-authenticate'], 'Bearer')
  const grant = await it.ask({ path: '/oauth/x', headers: html })
  assert.equal(grant.status, 403)
  assert.deepEqual(grant.json, { error: 'invalid_grant', error_description: 'Invalid authorization code', mfa_token: 'x' })
  assert.equal(grant.headers['cache-control'], 'no-store')
  assert.equal(grant.headers['www-authenticate'], undefined)
  assert.ok(it.log.some((line) => line['detail'] === 'private'))
})

test('a bug is a 500 whose id finds the whole error in the log', async () => {
  await using it = await scratchServers([throwing('GET /a', () => new Error('the secret reason')), throwing('GET /api/v2/a', () => 'not even an error')])
  const page = await it.ask({ path: '/a', headers: html })
  assert.equal(page.status, 500)
  assert.equal(page.headers['content-type'], 'text/html; charset=utf-8')
  const id = page.headers['x-request-id'] as string
  assert.match(page.text, new RegExp(id))
  assert.doesNotMatch(page.text, /secret reason/)
  const line = it.log.find((entry) => entry['request'] === id && entry['level'] === 'error')
  assert.match(JSON.stringify(line), /the secret reason/)
  const json = await it.ask({ path: '/a' })
  assert.equal((json.json as { error: string }).error, 'server_error')
  assert.match(json.text, new RegExp(json.headers['x-request-id'] as string))
  const api = (await it.ask({ path: '/api/v2/a' })).json as Record<string, unknown>
  assert.deepEqual({ ...api, message: '' }, { statusCode: 500, error: 'Internal Server Error', message: '', errorCode: 'internal_error' })
})

test('a database out of reach is a 503 with Retry-After, also while the tenant is looked up', async () => {
  const gone = () => Object.assign(new Error('down'), { name: 'DatabaseUnavailable' })
  await using it = await scratchServers([throwing('GET /a', gone), throwing('GET /api/v2/a', gone)])
  for (const path of ['/a', '/api/v2/a']) {
    const answer = await it.ask({ path })
    assert.equal(answer.status, 503)
    assert.equal(answer.headers['retry-after'], '5')
  }
  await using early = await scratchServers([], { cache: { tenant: () => Promise.reject(gone()) } })
  assert.equal((await early.ask({ path: '/a' })).status, 503)
})

test('404 and 405 speak the language of the surface', async () => {
  await using it = await scratchServers([endpointOf('GET /a'), endpointOf('POST /api/v2/users/:id', { name: 'p' }), endpointOf('PATCH /api/v2/users/me', { name: 'm' })])
  assert.deepEqual((await it.ask({ path: '/api/v2/nothing' })).json, { statusCode: 404, error: 'Not Found', message: 'There is nothing at this address. The link may be old or incomplete.' })
  assert.equal(((await it.ask({ path: '/nothing' })).json as { error: string }).error, 'not_found')
  assert.match((await it.ask({ path: '/nothing', headers: html })).text, /^<!doctype html>/)
  const method = await it.ask({ path: '/a', method: 'PUT', headers: { 'content-type': 'application/json' }, body: 'not read' })
  assert.equal(method.status, 405)
  assert.equal(method.headers['allow'], 'GET, HEAD, OPTIONS')
  assert.equal((method.json as { error: string }).error, 'method_not_allowed')
  const api = await it.ask({ path: '/api/v2/users/x', method: 'DELETE' })
  assert.equal((api.json as { errorCode: string }).errorCode, 'method_not_allowed')
  assert.equal((await it.ask({ path: '/api/v2/users/me', method: 'POST' })).status, 200, 'a fixed path does not hide the methods of a parameter')
  assert.equal((await it.ask({ path: '/a', method: 'PROPFIND' })).status, 405)
})

test('an unknown host or tenant gets a plain page', async () => {
  await using it = await scratchServers([endpointOf('GET /')])
  for (const host of ['elsewhere.test', 'nobody.example.test', '127.0.0.1', 'a.main.example.test']) {
    const page = await it.ask({ host, headers: html })
    assert.equal(page.status, 404, host)
    assert.match(page.text, /Nothing lives at this address/)
    assert.match(String(page.headers['content-security-policy']), /^default-src 'none'/)
    assert.equal(page.headers['x-content-type-options'], 'nosniff')
    assert.match((await it.ask({ host, headers: { accept: 'application/json' } })).text, /^\{"error":"not_found"/)
  }
})

test('headers: defaults on everything, and the reply’s own win', async () => {
  await using it = await scratchServers([
    endpointOf('GET /json'),
    endpointOf('GET /html', { handle: async () => ({ status: 200, headers: { 'Content-Type': 'text/html; charset=utf-8' }, body: '<p>' }) }),
    endpointOf('GET /own', { handle: async () => ({ status: 200, headers: { 'Content-Type': 'application/json', 'Cache-Control': 'max-age=5', 'referrer-policy': 'no-referrer' }, body: { a: 1 } }) }),
    endpointOf('GET /cookies', { handle: async () => ({ status: 302, headers: { location: 'https://app.test/?name=é&x=%20' }, cookies: [{ name: 'a', value: 'ü;', maxAge: 0 }, { name: 'b', value: '1', sameSite: 'None' }] }) }),
    endpointOf('GET /injected', { handle: async () => ({ status: 302, headers: { location: 'https://app.test/\r\nset-cookie: a=b' } }) }),
  ])
  const json = await it.ask({ path: '/json' })
  assert.equal(json.headers['content-type'], 'application/json; charset=utf-8')
  assert.equal(json.headers['strict-transport-security'], 'max-age=31536000')
  assert.equal(json.headers['cache-control'], 'no-store')
  assert.equal((await it.ask({ path: '/json', host: 'main.example.localhost' })).headers['strict-transport-security'], undefined)
  assert.match(String((await it.ask({ path: '/html' })).headers['content-security-policy']), /frame-ancestors 'none'/)
  const own = await it.ask({ path: '/own' })
  assert.deepEqual([own.headers['content-type'], own.headers['cache-control'], own.headers['referrer-policy']], ['application/json', 'max-age=5', 'no-referrer'])
  const cookies = await it.ask({ path: '/cookies' })
  assert.equal(cookies.headers['location'], 'https://app.test/?name=%C3%A9&x=%20')
  assert.deepEqual(cookies.headers['set-cookie'], [
    'a=%C3%BC%3B; Path=/; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; Secure; SameSite=Lax',
    'b=1; Path=/; HttpOnly; Secure; SameSite=None',
  ])
  const plain = await it.ask({ path: '/cookies', host: 'main.example.localhost', tls: false })
  assert.equal(plain.headers['set-cookie']![1], 'b=1; Path=/; HttpOnly; SameSite=Lax')
  const injected = await it.ask({ path: '/injected' })
  assert.equal(injected.status, 500)
  assert.equal(injected.headers['set-cookie'], undefined)
})

test('each request is one line without its query', async () => {
  await using it = await scratchServers([endpointOf('GET /a/:b')])
  const answer = await it.ask({ path: '/a/b?code=secret' })
  const lines = it.log.filter((line) => line['request'] === answer.headers['x-request-id'])
  assert.equal(lines.length, 1)
  const { time: _t, ms, level: _l, message: _m, ...rest } = lines[0]!
  assert.equal(typeof ms, 'number')
  assert.deepEqual(rest, { request: answer.headers['x-request-id'], method: 'GET', path: '/a/b', tenant: 'main', endpoint: 'GET /a/:b', ip: '127.0.0.1', status: 200 })
})
