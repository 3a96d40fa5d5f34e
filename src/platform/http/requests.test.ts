import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endpointOf, scratchServers } from './scratch.ts'

const form = { 'content-type': 'application/x-www-form-urlencoded' }
const json = { 'content-type': 'application/json' }

test('path parameters are decoded once, after routing', async () => {
  await using it = await scratchServers([endpointOf('GET /users/:id/roles/:role')])
  const of = async (path: string) => ((await it.ask({ path })).json as { params: unknown }).params
  assert.deepEqual(await of('/users/auth0%7Cabc/roles/a%2Fb'), { id: 'auth0|abc', role: 'a/b' })
  assert.deepEqual(await of('/users/%2541/roles/%252F'), { id: '%41', role: '%2F' })
  assert.deepEqual(await of(`/users/${'x'.repeat(1500)}/roles/%C3%A9`), { id: 'x'.repeat(1500), role: 'é' })
  assert.equal((await it.ask({ path: '/users/%zz/roles/b' })).status, 400)
  assert.equal((await it.ask({ path: '/users/%00/roles/b' })).status, 400)
})

test('a request has the declared form', async () => {
  await using it = await scratchServers([endpointOf('GET /a'), endpointOf('POST /a', { name: 'post' })])
  const answer = await it.ask({ path: '/a?x=1&y=%20+2&x=3&__proto__=4', headers: { cookie: 'a=b%20c; d="e"; a=z' } })
  const { headers, id, ...rest } = answer.json as Record<string, unknown>
  assert.equal(id, answer.headers['x-request-id'])
  assert.equal((headers as Record<string, string>)['host'], 'main.example.test')
  assert.deepEqual(rest, {
    method: 'GET',
    path: '/a',
    params: {},
    query: JSON.parse('{"x":["1","3"],"y":"  2","__proto__":"4"}') as unknown,
    cookies: { a: 'b c', d: 'e' },
    ip: '127.0.0.1',
    origin: `https://main.example.test:${it.httpsPort}`,
    hostname: 'main.example.test',
    secure: true,
  })
  const posted = (await it.ask({ method: 'POST', path: '/a', body: 'a=1&b=2&a=3', headers: { 'content-type': 'Application/X-WWW-form-urlencoded; charset=UTF-8' } })).json
  assert.deepEqual((posted as { body: unknown }).body, { a: ['1', '3'], b: '2' })
  assert.equal((posted as { contentType: unknown }).contentType, 'application/x-www-form-urlencoded')
})

test('the port that a client claims never enters the origin', async () => {
  await using it = await scratchServers([endpointOf('GET /a')])
  const origin = async (host: string, tls = true) => ((await it.ask({ path: '/a', host, tls })).json as { origin: string }).origin
  assert.equal(await origin('main.example.test:666'), `https://main.example.test:${it.httpsPort}`)
  assert.equal(await origin('MAIN.example.test.'), `https://main.example.test:${it.httpsPort}`)
  assert.equal(await origin('main.example.localhost:666', false), `http://main.example.localhost:${it.httpPort}`)
})

test('an empty body is no body, whatever its type says', async () => {
  await using it = await scratchServers([endpointOf('POST /a'), endpointOf('DELETE /a', { name: 'd' })])
  for (const headers of [json, form, { 'content-type': 'text/plain' }, {}]) {
    const answer = await it.ask({ method: 'POST', path: '/a', headers: headers as Record<string, string>, body: '' })
    assert.equal(answer.status, 200)
    assert.equal((answer.json as { body?: unknown }).body, undefined)
  }
  const deleted = await it.ask({ method: 'DELETE', path: '/a', headers: json, body: '{"ids":[1]}' })
  assert.deepEqual((deleted.json as { body: unknown }).body, { ids: [1] })
})

test('what cannot be read is refused in the shape of the surface', async () => {
  await using it = await scratchServers([endpointOf('POST /oauth/token'), endpointOf('POST /api/v2/users', { name: 'api' })])
  const deep = `${'['.repeat(65)}${']'.repeat(65)}`
  const refusals: [string | Buffer, string, number][] = [
    ['{"a":', 'application/json', 400],
    ['{"a":{"__proto__":{"b":1}}}', 'application/json', 400],
    [deep, 'application/json', 400],
    ['{"a":"\\u0000"}', 'application/json', 400],
    ['{"a":"\\ud800"}', 'application/json', 400],
    ['{"a":1e999}', 'application/json', 400],
    [Buffer.from('{"a":"\xff"}', 'latin1'), 'application/json', 400],
    ['a=%00', 'application/x-www-form-urlencoded', 400],
    ['a&'.repeat(1001), 'application/x-www-form-urlencoded', 400],
    ['<a/>', 'application/xml', 415],
    ['{}', 'application/json; charset=utf-16', 415],
    ['{}', 'nonsense', 415],
    ['{}', '', 415],
  ]
  for (const [body, type, status] of refusals) {
    const headers = type === '' ? {} : { 'content-type': type }
    const protocol = await it.ask({ method: 'POST', path: '/oauth/token', headers: headers as Record<string, string>, body })
    assert.equal(protocol.status, status, String(body))
    assert.deepEqual(Object.keys(protocol.json as object), ['error', 'error_description'])
    assert.equal((protocol.json as { error: string }).error, 'invalid_request')
    assert.equal(protocol.headers['cache-control'], 'no-store')
    const api = await it.ask({ method: 'POST', path: '/api/v2/users', headers: headers as Record<string, string>, body })
    const { message, ...rest } = api.json as Record<string, unknown>
    const expected = status === 400 ? { statusCode: 400, error: 'Bad Request', errorCode: 'invalid_body' } : { statusCode: 415, error: 'Unsupported Media Type', errorCode: 'unsupported_media_type' }
    assert.deepEqual(rest, expected)
    assert.equal(typeof message, 'string')
  }
  const zipped = await it.ask({ method: 'POST', path: '/oauth/token', headers: { ...json, 'content-encoding': 'gzip' }, body: 'x' })
  assert.equal(zipped.status, 415)
  assert.equal((await it.ask({ method: 'POST', path: '/oauth/token', headers: json, body: `${'['.repeat(64)}${']'.repeat(64)}` })).status, 200)
})

test('a body beyond the limit is refused, announced or not', async () => {
  await using it = await scratchServers([endpointOf('POST /api/v2/users', { handle: async ({ body }) => ({ status: 200, body: { length: (body as { a: string }).a.length } }) })], {
    bodyLimit: 1000,
  })
  const path = '/api/v2/users'
  const large = JSON.stringify({ a: 'x'.repeat(5000) })
  const refused = await it.ask({ method: 'POST', path, headers: json, body: large })
  assert.equal(refused.status, 413)
  assert.equal((refused.json as { error: string }).error, 'Payload Too Large')
  const chunk = `${large.length.toString(16)}\r\n${large}\r\n0\r\n\r\n`
  const head = 'POST /api/v2/users HTTP/1.1\r\nHost: main.example.localhost\r\nContent-Type: application/json\r\n'
  const chunked = await it.raw(`${head}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n${chunk}`)
  assert.match(chunked, /^HTTP\/1\.1 413 /)
  const fitting = await it.ask({ method: 'POST', path, headers: json, body: JSON.stringify({ a: 'x'.repeat(900) }) })
  assert.deepEqual(fitting.json, { length: 900 })
})

test('HEAD answers like GET, without the body', async () => {
  await using it = await scratchServers([endpointOf('GET /a', { handle: async ({ method }) => ({ status: 200, body: { method } }) })])
  const [got, head] = [await it.ask({ path: '/a' }), await it.ask({ path: '/a', method: 'HEAD' })]
  assert.equal(head.text, '')
  assert.equal(head.status, 200)
  assert.equal(head.headers['content-length'], got.headers['content-length'])
  assert.deepEqual(got.json, { method: 'GET' })
})

test('the same path may belong to both authorities, and manage gets the root tenant', async () => {
  const of = (authority: 'tenant' | 'manage') => endpointOf('GET /', { authority, name: authority, handle: async (_r, { tenant }) => ({ status: 200, body: { authority, tenant: tenant.name } }) })
  await using it = await scratchServers([of('tenant'), of('manage')])
  assert.deepEqual((await it.ask({})).json, { authority: 'tenant', tenant: 'main' })
  assert.deepEqual((await it.ask({ host: 'manage.example.test' })).json, { authority: 'manage', tenant: 'config' })
})

test('clashing endpoints are reported', async () => {
  await assert.rejects(scratchServers([endpointOf('GET /a'), endpointOf('GET /a', { name: 'other' })]), /both answer GET \/a/)
  await assert.rejects(scratchServers([endpointOf('GET /a'), endpointOf('GET /b', { name: 'GET /a' })]), /are called GET \/a/)
})
