import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endpointOf, scratchServers } from './scratch.ts'

test('a request too many is answered with 429 in the shape of its surface, with the headers, before its body is read', async () => {
  let served = 0
  const headers = { 'x-ratelimit-limit': '5', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '99', 'retry-after': '7' }
  const serve = async () => ((served += 1), { status: 200, body: 'ok' })
  const paths = ['/api/v2/things', '/oauth/token', '/u/login', '/free'] as const
  await using it = await scratchServers(paths.map((path) => endpointOf(`POST ${path}`, { handle: serve, cors: 'clients' })), {
    limit: async (endpoint, request, tenant) => {
      assert.equal(tenant.name, 'main')
      assert.equal(request.body, undefined)
      return endpoint.http === 'POST /free' ? { headers: { 'x-ratelimit-remaining': '4' } } : { headers, refused: endpoint.http }
    },
  })
  const ask = (path: string, more: Record<string, string> = {}) => it.ask({ method: 'POST', path, body: '{"broken', headers: { 'content-type': 'application/json', ...more } })

  const api = await ask('/api/v2/things')
  const sentence = 'Too many requests. Check the X-RateLimit-Limit, X-RateLimit-Remaining and X-RateLimit-Reset headers.'
  assert.deepEqual([api.status, api.json], [429, { statusCode: 429, error: 'Too Many Requests', message: sentence, errorCode: 'too_many_requests' }])
  for (const [name, value] of Object.entries(headers)) assert.equal(api.headers[name], value)

  const protocol = await ask('/oauth/token', { origin: 'https://app.test' })
  assert.deepEqual([protocol.status, protocol.json], [429, { error: 'too_many_requests', error_description: sentence }])
  assert.equal(protocol.headers['access-control-allow-origin'], 'https://app.test')

  const page = await ask('/u/login', { accept: 'text/html' })
  assert.equal(page.status, 429)
  assert.match(page.text, /Too many requests[\s\S]*wait a moment/)
  assert.equal(served, 0)

  const free = await it.ask({ method: 'POST', path: '/free', body: '{}', headers: { 'content-type': 'application/json' } })
  assert.deepEqual([free.status, free.headers['x-ratelimit-remaining'], served], [200, '4', 1])
})
