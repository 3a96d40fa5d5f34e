import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { test } from 'node:test'
import { connect as connectTls } from 'node:tls'
import { parseProxyHeader } from './proxy-protocol.ts'
import { clientAddress, normalAddress, trusting } from './proxies.ts'
import { collect, endpointOf, scratchServers } from './scratch.ts'

type Seen = { ip: string; origin: string; secure: boolean }

test('the client is the right-most address that no trusted proxy has', () => {
  const trust = trusting(['10.0.0.0/8', 'fd00::/8', '192.0.2.1', 'nonsense', '::ffff:198.51.100.0/120'])
  const of = (peer: string, header?: string) => clientAddress(peer, header, trust)
  assert.equal(of('203.0.113.1', '1.1.1.1'), '203.0.113.1')
  assert.equal(of('10.0.0.1'), '10.0.0.1')
  assert.equal(of('10.0.0.1', '1.1.1.1, 203.0.113.5, 10.9.9.9'), '203.0.113.5')
  assert.equal(of('192.0.2.1', '::ffff:203.0.113.5'), '203.0.113.5')
  assert.equal(of('198.51.100.7', '[2001:db8::1]:443'), '2001:db8::1')
  assert.equal(of('10.0.0.1', '203.0.113.5:1234'), '203.0.113.5')
  assert.equal(of('10.0.0.1', '203.0.113.5, unknown'), '10.0.0.1')
  assert.equal(of('10.0.0.1', '203.0.113.5, 0x7f.1, 10.0.0.2'), '10.0.0.2')
  assert.equal(of('10.0.0.1', '10.0.0.3, 10.0.0.2'), '10.0.0.3')
  assert.equal(normalAddress('::ffff:127.0.0.1'), '127.0.0.1')
  assert.equal(normalAddress('fe80::1%eth0'), 'fe80::1')
})

test('forwarding headers count only from trusted proxies', async () => {
  let trusted: string[] = []
  await using it = await scratchServers([endpointOf('GET /a')], { trustedProxies: () => trusted })
  const headers = { 'x-forwarded-for': '203.0.113.5', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'main.example.test' }
  const see = async (question: object) => {
    const answer = await it.ask({ path: '/a', tls: false, ...question })
    const { ip, origin, secure } = (answer.json ?? {}) as Seen
    return [answer.status, ip, origin, secure]
  }
  const local = { host: 'main.example.localhost', headers }
  assert.deepEqual(await see(local), [200, '127.0.0.1', `http://main.example.localhost:${it.httpPort}`, false])
  assert.equal((await see({ headers }))[0], 301)
  assert.deepEqual(await see({ headers, tls: true, host: 'main.example.test' }), [200, '127.0.0.1', `https://main.example.test:${it.httpsPort}`, true])

  trusted = ['127.0.0.0/8', '::1']
  assert.deepEqual(await see(local), [200, '203.0.113.5', 'https://main.example.test', true])
  const offloaded = { 'x-forwarded-for': '203.0.113.5', 'x-forwarded-proto': 'https' }
  assert.deepEqual(await see({ headers: offloaded }), [200, '203.0.113.5', 'https://main.example.test', true])
  assert.deepEqual(await see({ headers: offloaded, host: 'main.example.test:9443' }), [200, '203.0.113.5', 'https://main.example.test:9443', true])
  assert.deepEqual(await see({ headers: offloaded, tls: true }), [200, '203.0.113.5', 'https://main.example.test', true])
  assert.equal((await see({ headers: { ...offloaded, 'x-forwarded-proto': 'https, http' } }))[0], 301, 'what the nearest proxy says')
  assert.equal((await see({ headers: { 'x-forwarded-for': '203.0.113.5' } }))[0], 301)
  assert.equal((await see({ headers: { 'x-forwarded-for': '127.0.0.1' }, host: 'localhost' }))[0], 301, 'a proxied request is never from this machine')
})

const v2 = (command: number, family: number, body: Buffer) =>
  Buffer.concat([Buffer.from('0d0a0d0a000d0a515549540a', 'hex'), Buffer.from([0x20 | command, (family << 4) | 1, body.length >> 8, body.length & 255]), body])
const v2ipv4 = v2(1, 1, Buffer.from([203, 0, 113, 7, 10, 0, 0, 1, 0, 80, 1, 187]))

test('PROXY headers are read to the byte', () => {
  const of = (bytes: string | Buffer) => parseProxyHeader(Buffer.from(bytes as string, 'latin1'))
  const line = 'PROXY TCP4 203.0.113.5 10.0.0.1 1234 443\r\n'
  assert.deepEqual(of(`${line}GET /`), { length: line.length, source: '203.0.113.5', kind: 'client' })
  for (let cut = 0; cut < line.length; cut++) assert.equal(of(line.slice(0, cut)), 'more')
  for (let cut = 0; cut < v2ipv4.length; cut++) assert.equal(parseProxyHeader(v2ipv4.subarray(0, cut)), 'more')
  assert.deepEqual(parseProxyHeader(v2ipv4), { length: 28, source: '203.0.113.7', kind: 'client' })
  assert.deepEqual(of('PROXY TCP6 2001:db8::5 ::1 1 2\r\n'), { length: 32, source: '2001:db8::5', kind: 'client' })
  assert.deepEqual(of('PROXY UNKNOWN what ever\r\n'), { length: 25, source: undefined, kind: 'client' })
  const six = Buffer.concat([Buffer.from('20010db8000000000000000000000009', 'hex'), Buffer.alloc(16), Buffer.from([0, 1, 0, 2]), Buffer.from('0300040000', 'hex')])
  assert.deepEqual(parseProxyHeader(v2(1, 2, six)), { length: 16 + six.length, source: '2001:db8::9', kind: 'client' })
  assert.deepEqual(parseProxyHeader(v2(0, 0, Buffer.alloc(0))), { length: 16, source: undefined, kind: 'own' })
  const broken = ['GET / HTTP/1.1', 'PROXY TCP4 1.2.3 10.0.0.1 1 2\r\n', 'PROXY TCP4 ::1 ::1 1 2\r\n', 'PROXY TCP4 1.2.3.4 1.2.3.4 1 70000\r\n', 'PROXY  TCP4 1.2.3.4 1.2.3.4 1 2\r\n', `PROXY UNKNOWN ${'x'.repeat(107)}`]
  for (const bytes of broken) assert.equal(of(bytes), 'broken', bytes)
  assert.equal(parseProxyHeader(v2(1, 1, Buffer.alloc(4))), 'broken')
  assert.equal(parseProxyHeader(v2(2, 1, Buffer.alloc(12))), 'broken')
})

test('the PROXY protocol names the client on both ports, however its bytes arrive', async () => {
  await using it = await scratchServers([endpointOf('GET /a'), endpointOf('POST /a', { name: 'post' })], { trustedProxies: () => ['127.0.0.1'], proxyProtocol: () => true, timeouts: { headers: 700 } })
  const get = 'GET /a HTTP/1.1\r\nHost: main.example.test\r\nX-Forwarded-Proto: https\r\nConnection: close\r\n\r\n'
  const body = 'x'.repeat(300_000)
  const post = `POST /a HTTP/1.1\r\nHost: main.example.test\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length + 2}\r\nConnection: close\r\n\r\na=${body}`
  const overTls = async (header: Buffer, request: string, pause: boolean) => {
    const socket = connect(it.httpsPort, '127.0.0.1')
    if (pause)
      for (const byte of header) {
        socket.write(Buffer.from([byte]))
        await new Promise((resolve) => setTimeout(resolve, 2))
      }
    else socket.write(header)
    return collect(connectTls({ socket, ca: it.ca, servername: 'main.example.test' }), request)
  }
  const line = Buffer.from('PROXY TCP4 203.0.113.5 10.0.0.1 1234 443\r\n')
  for (const [header, ip] of [[line, '203.0.113.5'], [v2ipv4, '203.0.113.7']] as const)
    for (const request of [get, post])
      for (const pause of [true, false]) {
        const answer = await overTls(header, request, pause)
        assert.match(answer, /^HTTP\/1\.1 200 OK/)
        assert.ok(answer.includes(`"ip":"${ip}"`), ip)
        assert.ok(answer.includes(`"origin":"https://main.example.test:${it.httpsPort}"`), 'the client named is no proxy: its X-Forwarded-Proto is ignored')
        if (request === post) assert.ok(answer.includes(body))
      }
  assert.match(await it.raw(Buffer.concat([line, Buffer.from(get)])), /^HTTP\/1\.1 301 /)
  const local = get.replace('example.test', 'example.localhost')
  assert.match(await it.raw(Buffer.concat([line, Buffer.from(local)])), /^HTTP\/1\.1 301 /, 'a local name, but not from this machine')
  const own = v2(0, 0, Buffer.alloc(0))
  assert.match(await it.raw(Buffer.concat([own, Buffer.from(get.replace('/a', '/testall'))])), /^HTTP\/1\.1 200 /)
  assert.equal(await it.raw(get), '', 'a trusted proxy must say whom it speaks for')
  assert.equal(await it.raw('PROXY TCP4 '), '', 'a header that never ends')
})

test('the PROXY protocol of somebody else is only bad HTTP', async () => {
  await using it = await scratchServers([endpointOf('GET /a')], { trustedProxies: () => ['10.0.0.1'], proxyProtocol: () => true })
  const answer = await it.raw('PROXY TCP4 10.0.0.1 10.0.0.1 1234 443\r\nGET /a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
  assert.match(answer, /^HTTP\/1\.1 400 /)
  assert.equal((await it.ask({ path: '/a' })).status, 200)
})
