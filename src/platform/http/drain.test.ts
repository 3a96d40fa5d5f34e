import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, request as ask } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '#platform/clock/index.ts'
import { quietLogger } from '#platform/log/index.ts'
import { startWorkers } from '#platform/processes/index.ts'
import { ensureCertificates } from '#platform/tls/index.ts'
import { endpointOf, scratchServers } from './scratch.ts'

/** Every request is counted, also one that is never answered. */
function client(port: number, agent: Agent, seen: { sent: number; answered: number; failures: string[]; pids: Set<number> }) {
  const once = (path: string) =>
    new Promise<void>((resolve) => {
      seen.sent += 1
      const failed = (error: Error) => {
        seen.failures.push(error.message)
        resolve()
      }
      const request = ask({ port, host: '127.0.0.1', path, agent, headers: { host: 'main.example.localhost' }, timeout: 10_000 }, (response) => {
        let text = ''
        response.on('data', (piece) => (text += piece)).on('error', failed)
        response.on('end', () => {
          if (response.statusCode !== 200) return failed(new Error(`status ${response.statusCode}`))
          seen.answered += 1
          seen.pids.add((JSON.parse(text) as { pid: number }).pid)
          resolve()
        })
      })
      request.on('error', failed).on('timeout', () => request.destroy(new Error('no answer')))
      request.end()
    })
  return async (until: () => boolean, path = '/', pause = 0) => {
    while (!until()) {
      await once(path)
      if (pause > 0) await sleep(pause)
    }
  }
}

test('a rolling restart under load fails no request', { timeout: 120_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'drain-'))
  await ensureCertificates({ folder, hosts: ['localhost'], clock: systemClock })
  const workers = await startWorkers({ count: 2, exec: join(import.meta.dirname, 'scratch.worker.ts'), env: () => ({ SCRATCH_CERTIFICATE: folder }), log: quietLogger })
  const { httpPort } = workers.greeting as { httpPort: number }
  const seen = { sent: 0, answered: 0, failures: [] as string[], pids: new Set<number>() }
  const kept = new Agent({ keepAlive: true, maxSockets: 20 })
  const fresh = new Agent({ keepAlive: false })
  let done = false
  const before = workers.pids()
  const clients = [
    ...Array.from({ length: 8 }, () => client(httpPort, kept, seen)(() => done, '/', 5)),
    ...Array.from({ length: 8 }, () => client(httpPort, fresh, seen)(() => done, '/', 5)),
    client(httpPort, kept, seen)(() => done, '/slow'),
    client(httpPort, fresh, seen)(() => done, '/slow'),
  ]
  await sleep(300)
  await workers.rollingRestart()
  await sleep(300)
  done = true
  await Promise.all(clients)
  kept.destroy()
  const after = workers.pids()
  await workers.stop()
  await rm(folder, { recursive: true })
  assert.deepEqual(seen.failures, [])
  assert.equal(seen.answered, seen.sent)
  assert.ok(seen.sent > 200, `${seen.sent} requests`)
  assert.equal(new Set([...before, ...after]).size, 4)
  assert.ok(after.every((pid) => seen.pids.has(pid)), 'the new workers answer')
})

test('a draining server answers what is under way, tells clients to close, and accepts nothing new', async () => {
  let release: (() => void) | undefined
  const held = endpointOf('GET /held', { handle: () => new Promise((resolve) => (release = () => resolve({ status: 200, body: {} }))) })
  await using it = await scratchServers([held, endpointOf('GET /')])
  const answer = it.ask({ tls: false, host: 'localhost', path: '/held', headers: { connection: 'keep-alive' } })
  const idle = connect(it.httpPort, '127.0.0.1')
  let text = ''
  idle.on('data', (piece) => (text += piece))
  idle.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
  while (!release || !text.includes('}')) await sleep(5)
  assert.match(text, /Connection: keep-alive/)

  const drained = it.servers.drain({ idleMs: 60_000, limitMs: 60_000 })
  await assert.rejects(it.ask({ tls: false }), { code: 'ECONNREFUSED' })
  text = ''
  idle.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
  await new Promise((resolve) => idle.once('close', resolve))
  assert.match(text, /^HTTP\/1\.1 200 [\s\S]*connection: close/)
  release()
  assert.equal((await answer).headers['connection'], 'close')
  await drained
})

test('a drain ends at its limit whatever clients do', async () => {
  await using it = await scratchServers([endpointOf('GET /held', { handle: () => new Promise(() => {}) }), endpointOf('GET /')])
  const closed: string[] = []
  const open = (name: string, port: number, bytes: string) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    socket.on('error', () => {}).on('close', () => closed.push(name)).resume()
  }
  open('held', it.httpPort, 'GET /held HTTP/1.1\r\nHost: localhost\r\n\r\n')
  open('idle', it.httpPort, 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
  open('silent', it.httpPort, '')
  open('handshake', it.httpsPort, '\x16\x03\x01')
  await sleep(200)
  const began = performance.now()
  await it.servers.drain({ idleMs: 100, limitMs: 1500 })
  assert.ok(performance.now() - began < 3000)
  await sleep(20)
  assert.deepEqual(closed.sort(), ['handshake', 'held', 'idle', 'silent'])
})

test('a new certificate is shown to new connections at once', async () => {
  await using it = await scratchServers([endpointOf('GET /')])
  const folder = await mkdtemp(join(tmpdir(), 'drain-'))
  const other = await ensureCertificates({ folder, hosts: ['*.example.test'], clock: systemClock })
  it.servers.setCertificate(other)
  await assert.rejects(it.ask({}), /certificate/i)
  await rm(folder, { recursive: true })
})
