/** What a client does that means no good: two readings of one request, endless headers, hosts that are none. */
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { test } from 'node:test'
import { collect, endpointOf, scratchServers } from './scratch.ts'

const host = 'Host: main.example.localhost\r\n'
const head = `POST /a HTTP/1.1\r\n${host}Content-Type: application/json\r\n`
const statusesOf = (answer: string) => [...answer.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map((match) => Number(match[1]))

test('framing with two readings is refused and nothing after it is answered', async () => {
  await using it = await scratchServers([endpointOf('POST /a'), endpointOf('GET /a', { name: 'get' })])
  const smuggled = `GET /a HTTP/1.1\r\n${host}\r\n`
  const attempts: Record<string, string> = {
    'CL and TE': `${head}Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
    'two lengths': `${head}Content-Length: 0\r\nContent-Length: ${smuggled.length}\r\n\r\n${smuggled}`,
    'list of lengths': `${head}Content-Length: 0, 0\r\n\r\n${smuggled}`,
    'signed length': `${head}Content-Length: +0\r\n\r\n${smuggled}`,
    'TE not last chunked': `${head}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${smuggled}`,
    'TE twice': `${head}Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
    'TE disguised': `${head}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${smuggled}`,
    'folded header': `${head}Content-Length:\r\n 0\r\n\r\n${smuggled}`,
    'bad chunk size': `${head}Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n${smuggled}`,
    'two hosts': `GET /a HTTP/1.1\r\n${host}Host: localhost\r\n\r\n`,
    'host and absolute form differ': `GET http://localhost/a HTTP/1.1\r\n${host}\r\n`,
    'two authorizations': `GET /a HTTP/1.1\r\n${host}Authorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n`,
    'no host': 'GET /a HTTP/1.1\r\n\r\n',
    'no path': `GET a HTTP/1.1\r\n${host}\r\n`,
    'fragment': `GET /a#b HTTP/1.1\r\n${host}\r\n`,
  }
  for (const [name, bytes] of Object.entries(attempts)) {
    const socket = connect(it.httpPort, '127.0.0.1')
    const answer = collect(socket, bytes)
    setTimeout(() => socket.end(), 150)
    const statuses = statusesOf(await answer)
    assert.equal(statuses[0], 400, name)
    if (bytes.endsWith(smuggled)) assert.ok(!statuses.includes(200), `${name}: ${statuses}`)
  }
})

test('honest pipelining is answered in order', async () => {
  await using it = await scratchServers([endpointOf('POST /a', { handle: async ({ body }) => ({ status: 200, body: body as object }) })])
  const one = (n: number, rest = '') => `${head}${rest}Content-Length: 7\r\n\r\n{"n":${n}}`
  const answer = await it.raw(one(1) + one(2) + one(3, 'Connection: close\r\n'))
  assert.deepEqual(answer.match(/\{"n":\d\}/g), ['{"n":1}', '{"n":2}', '{"n":3}'])
})

test('hosts that are none', async () => {
  await using it = await scratchServers([endpointOf('GET /a')])
  for (const bad of ['a b', 'main.example.test:0', 'main.example.test:99999', 'main.example.test:', 'main.example.test/@', 'user@main.example.test', '[::1', 'main..example.test', 'main.example.test%00', 'x'.repeat(300), '-', 'ｍain.example.test'].map((name) => Buffer.from(name).toString('latin1'))) {
    assert.equal((await it.ask({ path: '/a', host: bad })).status, 400, bad)
  }
})

test('absolute form with the same host is a plain request', async () => {
  await using it = await scratchServers([endpointOf('GET /a')])
  const answer = await it.raw(`GET http://main.example.localhost/a?b=1 HTTP/1.1\r\n${host}Connection: close\r\n\r\n`)
  assert.match(answer, /"path":"\/a"/)
  assert.match(answer, /"query":\{"b":"1"\}/)
})

test('limits: long addresses, long headers, slow headers, slow bodies, foreign protocols', async () => {
  await using it = await scratchServers([endpointOf('GET /a'), endpointOf('POST /a', { name: 'post' })], { timeouts: { headers: 500, request: 800 } })
  assert.equal((await it.ask({ path: `/a?${'x'.repeat(17_000)}` })).status, 414)
  assert.match(await it.raw(`GET /a HTTP/1.1\r\n${host}X: ${'x'.repeat(40_000)}\r\n\r\n`), /^HTTP\/1\.1 431 /)
  assert.match(await it.raw(`GET /a HTTP/1.1\r\n${host}X: `), /^HTTP\/1\.1 408 /)
  assert.match(await it.raw(`${head}Content-Length: 10\r\n\r\n{`), /^HTTP\/1\.1 408 /)
  assert.match(await it.raw('\x16\x03\x01\x02\x00\x01\x00'), /^HTTP\/1\.1 400 /)
  assert.equal(await it.raw(`CONNECT main.example.localhost:443 HTTP/1.1\r\n${host}\r\n`), '')
  const upgrade = await it.raw(`GET /a HTTP/1.1\r\n${host}Connection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n`)
  assert.match(upgrade, /^HTTP\/1\.1 200 /)
  assert.match(await it.raw(`${head}Expect: 100-continue\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}`), /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /)
  assert.match(await it.raw(`${head}Expect: miracles\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}`), /^HTTP\/1\.1 417 /)
})

test('a client that leaves in the middle harms nobody', async () => {
  await using it = await scratchServers([endpointOf('POST /a')])
  for (let n = 0; n < 20; n++) {
    const socket = connect(it.httpPort, '127.0.0.1')
    socket.on('error', () => {})
    socket.write(`${head}Content-Length: 1000\r\n\r\n{`, () => socket.resetAndDestroy())
    await new Promise((resolve) => socket.once('close', resolve))
  }
  assert.equal((await it.ask({ method: 'POST', path: '/a' })).status, 200)
  assert.ok(!it.log.some((line) => line['level'] === 'error'), JSON.stringify(it.log.find((line) => line['level'] === 'error')))
})
