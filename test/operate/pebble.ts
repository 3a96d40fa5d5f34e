/** Pebble, a real ACME server for tests, on loopback. It asks `http://<name>:<port>` where the name server given leads it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { makeAuthority } from '../../src/platform/tls/chain.fixture.ts'

export type Pebble = { directoryUrl: string; /** The root that its certificates lead to, PEM. */ root: string; stop(): Promise<void> }

export async function startPebble(options: { authority: Awaited<ReturnType<typeof makeAuthority>>; httpPort: number; dns: string }): Promise<Pebble> {
  const folder = mkdtempSync(join(tmpdir(), 'bailiwick-pebble-'))
  const leaf = await options.authority.leaf(['localhost'])
  const [port, managementPort] = [await freePort(), await freePort()]
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const config = file('pebble.json', JSON.stringify({
    pebble: {
      listenAddress: `127.0.0.1:${port}`, managementListenAddress: `127.0.0.1:${managementPort}`, certificate: file('cert.pem', leaf.chain), privateKey: file('key.pem', leaf.key),
      httpPort: options.httpPort, tlsPort: 1, ocspResponderURL: '', externalAccountBindingRequired: false,
    },
  }))
  const child = spawn(process.env['PEBBLE_PATH'] ?? 'pebble', ['-config', config, '-dnsserver', options.dns], { env: { ...process.env, PEBBLE_VA_NOSLEEP: '1', PEBBLE_WFE_NONCEREJECT: '0' }, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (said += text))
  const root = async () => (await fetch(`https://localhost:${managementPort}/roots/0`)).text()
  for (const deadline = Date.now() + 20_000; ;) {
    const found = await root().catch(() => undefined)
    if (found?.includes('BEGIN CERTIFICATE')) {
      return {
        directoryUrl: `https://localhost:${port}/dir`, root: found,
        async stop() {
          if (child.exitCode === null && child.signalCode === null) {
            child.kill()
            await once(child, 'exit')
          }
          rmSync(folder, { recursive: true, force: true })
        },
      }
    }
    if (Date.now() > deadline || child.exitCode !== null) throw new Error(`Pebble did not start: ${said.slice(-1000)}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}
