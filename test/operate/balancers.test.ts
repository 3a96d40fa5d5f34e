// The load balancers' files of deploy/ as they are, but for addresses, ports and paths: whoever signs in is seen under their own address.
import assert from 'node:assert/strict'
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request as httpsRequest } from 'node:https'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { startAppliance, temporaryFolder, type Appliance } from '../appliance.ts'
import { haproxy, nginx } from './balancer-programs.ts'

const files = join(import.meta.dirname, '..', '..', 'deploy', 'balancers')
/** Where the client of these tests comes from; the balancer comes from 127.0.0.1. */
const client = '127.0.0.9'

const freePort = (): Promise<number> => new Promise((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo
    server.close(() => resolve(port))
  })
})

describe('behind a load balancer', { skip: !haproxy || !nginx ? 'haproxy or nginx is missing' : process.platform !== 'linux' ? 'needs Linux, where all of 127.0.0.0/8 is loopback' : false }, () => {
  const folder = temporaryFolder()
  const running: ChildProcess[] = []
  let appliance: Appliance
  let port: number
  before(async () => {
    port = await freePort()
    appliance = await startAppliance({
      environment: { BAILIWICK_TRUSTED_PROXIES: '127.0.0.1', BAILIWICK_PUBLIC_HTTPS_PORT: String(port), BAILIWICK_SYNTHETIC_LOGIN_TENANT: 'main' },
      options: ['--workers', '1'],
    })
  })
  after(async () => {
    await Promise.all(running.map(end))
    await appliance?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const end = async (child: ChildProcess) => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGTERM')
    await once(child, 'close')
  }
  const start = (program: string, args: string[]) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece: Buffer) => (said += piece.toString()))
    running.push(child)
    return { child, said: () => said }
  }
  const ask = (origin: string, path: string, over: { body?: string; token?: string; forwarded?: string } = {}): Promise<{ status: number; body: string }> => new Promise((resolve, reject) => {
    const { host, hostname } = new URL(origin)
    const asked = httpsRequest({
      host: '127.0.0.1', port, path, localAddress: client, servername: hostname, ca: readFileSync(appliance.bootstrap.ca_file), agent: false, method: over.body === undefined ? 'GET' : 'POST',
      headers: { host, ...(over.body === undefined ? {} : { 'content-type': 'application/json' }), ...(over.token ? { authorization: `Bearer ${over.token}` } : {}), ...(over.forwarded ? { 'x-forwarded-for': over.forwarded } : {}) },
    }, (response) => {
      let body = ''
      response.on('data', (piece) => (body += piece)).on('end', () => resolve({ status: response.statusCode!, body }))
    })
    asked.on('error', reject)
    asked.end(over.body)
  })
  const ready = async (said: () => string) => {
    for (const deadline = Date.now() + 20_000; ;) {
      const answer = await ask(appliance.manageOrigin, '/testall').catch((error: unknown) => ({ status: 0, body: String(error) }))
      if (answer.status === 200) return assert.equal(answer.body, 'OK')
      assert.ok(Date.now() < deadline, `${answer.status} ${answer.body}\n${said()}`)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
  /** Gets a token of this credentials' own API through the balancer. */
  const tokenOf = async (origin: string, { client_id, client_secret }: { client_id: string; client_secret: string }, audience: string, forwarded?: string) => {
    const { status, body } = await ask(origin, '/oauth/token', { body: JSON.stringify({ grant_type: 'client_credentials', client_id, client_secret, audience }), ...(forwarded ? { forwarded } : {}) })
    assert.equal(status, 200, body)
    return (JSON.parse(body) as { access_token: string }).access_token
  }
  const seenFrom = async (forwarded?: string): Promise<string> => {
    const token = await tokenOf(appliance.origin, appliance.main, `${appliance.origin}/api/v2/`, forwarded)
    const logs = JSON.parse((await ask(appliance.origin, '/api/v2/logs?sort=date:-1', { token })).body) as { type: string; ip: string }[]
    return logs.find(({ type }) => type === 'seccft')!.ip
  }
  const switchProxyProtocol = async (value: boolean) => {
    const token = await tokenOf(appliance.rootOrigin, appliance.bootstrap.rta, `${appliance.manageOrigin}/api/appliance/v1/`)
    const direct = await new Promise<number>((resolve, reject) => {
      const asked = httpsRequest({
        host: '127.0.0.1', port, path: '/api/appliance/v1/settings', method: 'PATCH', localAddress: client, servername: new URL(appliance.manageOrigin).hostname, ca: readFileSync(appliance.bootstrap.ca_file), agent: false,
        headers: { host: new URL(appliance.manageOrigin).host, authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      }, (response) => {
        response.resume()
        resolve(response.statusCode!)
      })
      asked.on('error', reject)
      asked.end(JSON.stringify({ 'network.proxy-protocol': value }))
    })
    assert.equal(direct, 200)
  }

  test('nginx that ends TLS (nginx-tls.conf): the client\'s address, whatever it claims about itself', async () => {
    const tls = join(appliance.dataDir, 'tls')
    mkdirSync(join(folder, 'logs'), { recursive: true })
    const text = readFileSync(join(files, 'nginx-tls.conf'), 'utf8')
      .replace('server 10.0.0.1:443', `server 127.0.0.1:${appliance.bootstrap.https_port}`).replace(/^ +server 10\.0\.0\.2.*\n/m, '')
      .replace('listen 443 ssl', `listen 127.0.0.1:${port} ssl`).replace('listen 80', `listen 127.0.0.1:${await freePort()}`)
      .replaceAll('.identity.example.com', `.${appliance.bootstrap.base_domain}`)
      .replace('/etc/nginx/tls/identity.pem', join(tls, 'leaf.pem')).replace('/etc/nginx/tls/identity.key', join(tls, 'leaf.key')).replace('/etc/nginx/tls/bailiwick-ca.pem', appliance.bootstrap.ca_file)
      .replace('http {', `http {\n${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${folder}/${kind};`).join('\n')}\naccess_log off;`)
    const file = join(folder, 'nginx-tls.conf')
    writeFileSync(file, text)
    const { said } = start(nginx!, ['-p', folder, '-c', file, '-g', `daemon off; error_log stderr; pid ${folder}/nginx.pid;${process.getuid?.() === 0 ? ' user root;' : ''}`])
    await ready(said)
    assert.equal(await seenFrom(), client)
    assert.equal(await seenFrom('203.0.113.7'), client, 'what clients claim is replaced')
    assert.equal((await ask(appliance.manageOrigin, '/metrics')).status, 403, 'for monitoring tools inside the network only')
    await switchProxyProtocol(true)
  })

  test('HAProxy on layer 4 with PROXY protocol (haproxy.cfg): the client\'s address; its check finds the node well', async () => {
    const text = readFileSync(join(files, 'haproxy.cfg'), 'utf8')
      .replace('bind :443', `bind 127.0.0.1:${port}`).replace('bind :80', `bind 127.0.0.1:${await freePort()}`)
      .replace('server node1 10.0.0.1:443', `server node1 127.0.0.1:${appliance.bootstrap.https_port}`).replace('server node1 10.0.0.1:80', `server node1 127.0.0.1:${appliance.bootstrap.http_port}`)
      .replaceAll(/^ +server node[23] .*\n/gm, '').replace('maxconn 20000', 'maxconn 500')
    const file = join(folder, 'haproxy.cfg')
    writeFileSync(file, text)
    const checked = spawnSync(haproxy!, ['-c', '-f', file], { encoding: 'utf8' })
    assert.equal(checked.status, 0, checked.stderr)
    await Promise.all(running.map(end))
    const { said } = start(haproxy!, ['-db', '-f', file])
    await ready(said)
    assert.equal(await seenFrom(), client)
    assert.equal(await seenFrom('203.0.113.7'), client, 'a header of the client counts for nothing: it is no trusted proxy')
    await new Promise((resolve) => setTimeout(resolve, 100))
    assert.doesNotMatch(said(), /DOWN/)
  })

  test('the node asks its own port through all of this: synthetic login and /testall are well', async () => {
    const token = await tokenOf(appliance.rootOrigin, appliance.bootstrap.rta, `${appliance.manageOrigin}/api/appliance/v1/`)
    for (const deadline = Date.now() + 90_000; ;) {
      const { checks } = JSON.parse((await ask(appliance.manageOrigin, '/api/appliance/v1/health', { token })).body) as { checks: { id: string; well: boolean; sentence: string }[] }
      const [login, testall] = ['login', 'testall'].map((wanted) => checks.find(({ id }) => id === wanted)!)
      if (login!.well && login!.sentence.startsWith('A person signed in') && testall!.well) return
      assert.ok(Date.now() < deadline, `${login!.sentence} ${testall!.sentence}`)
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
  })
})
