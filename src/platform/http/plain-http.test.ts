import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endpointOf, scratchServers } from './scratch.ts'

const outside = { trustedProxies: () => ['127.0.0.1'] }
/** How a request from elsewhere looks on the plain port. */
const fromElsewhere = { 'x-forwarded-for': '203.0.113.9' }

test('from this machine the local names answer on the plain port', async () => {
  await using it = await scratchServers([endpointOf('GET /a')])
  for (const host of ['main.example.localhost', 'localhost', `localhost:${it.httpPort}`]) {
    const answer = await it.ask({ tls: false, host, path: '/a' })
    assert.equal(answer.status, 200, host)
    assert.equal((answer.json as { origin: string }).origin, `http://${host.replace(/:.*/, '')}:${it.httpPort}`)
    assert.equal((answer.json as { secure: boolean }).secure, false)
    assert.equal(answer.headers['strict-transport-security'], undefined)
  }
})

test('everything else is sent to https, to a host of ours and the configured port', async () => {
  await using it = await scratchServers([endpointOf('GET /a')], outside)
  const home = `https://main.example.test:${it.httpsPort}`
  const to = async (path: string, rest: object = {}) => {
    const answer = await it.ask({ tls: false, path, ...rest })
    return [answer.status, answer.headers['location']]
  }
  assert.deepEqual(await to('/a?b=1&c=%2F'), [301, `${home}/a?b=1&c=%2F`])
  assert.deepEqual(await to('/a', { host: 'main.example.test:666' }), [301, `${home}/a`])
  assert.deepEqual(await to('/a', { method: 'POST', body: 'x' }), [308, `${home}/a`])
  assert.deepEqual(await to('//evil.test/x'), [301, `${home}//evil.test/x`])
  assert.deepEqual(await to('/\\evil.test'), [301, `${home}/\\evil.test`])
  assert.deepEqual(await to('/a%0d%0aset-cookie:x=y'), [301, `${home}/a%0d%0aset-cookie:x=y`])
  const local = { host: 'main.example.localhost', headers: fromElsewhere }
  assert.deepEqual(await to('/a', local), [301, `https://main.example.localhost:${it.httpsPort}/a`], 'a local name, but not from this machine')
  assert.equal((await to('/a', { host: 'evil.test' }))[0], 404)
  assert.equal((await to('/a', { host: 'nobody.example.test' }))[0], 404)
  assert.equal((await to('/a', { headers: { 'x-forwarded-host': 'evil.test' } }))[0], 404)
})

test('raw bytes in the first line cannot add a header to the redirect', async () => {
  await using it = await scratchServers([endpointOf('GET /a')])
  for (const target of ['/a\r\nSet-Cookie:x=y', '/a\nSet-Cookie:x=y', '/a\x00', '/a b']) {
    const answer = await it.raw(`GET ${target} HTTP/1.1\r\nHost: main.example.test\r\nConnection: close\r\n\r\n`)
    assert.doesNotMatch(answer, /^set-cookie/im)
    assert.doesNotMatch(answer, /location: .*\n.*x=y/i)
  }
})

test('/testall answers on any host and both ports, and fails when the check does', async () => {
  let state: () => Promise<boolean> = async () => true
  await using it = await scratchServers([], { ...outside, healthy: () => state() })
  for (const tls of [true, false])
    for (const host of ['main.example.test', 'evil.test', '10.1.2.3', '[::1]:99', 'not a host']) {
      const answer = await it.ask({ tls, host, path: '/testall', headers: fromElsewhere })
      assert.deepEqual([answer.status, answer.text, answer.headers['content-type']], [200, 'OK', 'text/plain'], `${host} ${tls}`)
    }
  assert.equal((await it.ask({ path: '/testall', method: 'POST', body: 'x' })).status, 405)
  assert.match(await it.raw('GET /testall HTTP/1.0\r\n\r\n'), /^HTTP\/1\.1 200 OK[\s\S]*\r\n\r\nOK$/)
  for (const bad of [async () => false, () => Promise.reject(new Error('x')), () => { throw new Error('y') }]) {
    state = bad
    assert.equal((await it.ask({ path: '/testall' })).status, 503)
  }
})
