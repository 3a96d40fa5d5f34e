// `bailiwick start` as a user meets it: what it says, what it leaves behind, when it is ready.
import { after, before, describe, test } from 'node:test'
import assert from 'node:assert/strict'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { readFileSync, rmSync, statSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { startAppliance, temporaryFolder, type Appliance, type Bootstrap } from '../appliance.ts'
import { management } from '../management.ts'

/** Plain HTTP to an address of our choice, with a Host of our choice. */
function get(address: string, port: number, host: string, path = '/'): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    httpRequest({ host: address, port, path, headers: { host } }, (response) => resolve(response.resume())).on('error', reject).end()
  })
}

describe('start', () => {
  const dataDir = temporaryFolder()
  let appliance: Appliance
  let first: Bootstrap

  before(async () => {
    appliance = await startAppliance({ dataDir })
    first = appliance.bootstrap
  })
  after(async () => {
    await appliance?.stop()
    rmSync(dataDir, { recursive: true, force: true })
  })

  test('the first start is ready within 20 seconds', () => {
  })

  test('the ready line is bootstrap.json, which only its owner may read', () => {
    const file = join(dataDir, 'bootstrap.json')
    assert.equal(statSync(file).mode & 0o777, 0o600)
    const { event, ...content } = first as Bootstrap & { event: string }
    assert.equal(event, 'ready')
    assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), content)
    assert.deepEqual(Object.keys(content).sort(), ['admin', 'agent_port', 'base_domain', 'ca_file', 'http_port', 'https_port', 'manage_url', 'rta', 'tenants'])
    assert.equal(first.base_domain, 'bailiwick.localhost')
    assert.equal(first.rta.domain, `config.bailiwick.localhost:${first.https_port}`)
    assert.deepEqual(first.tenants.map(({ name, domain }) => [name, domain]), [['main', `main.bailiwick.localhost:${first.https_port}`]])
    assert.equal(new URL(first.manage_url).host, `manage.bailiwick.localhost:${first.https_port}`)
    assert.ok(URL.canParse(first.admin.setup_url ?? ''))
  })

  test('/testall answers OK on every host and both ports', async () => {
    for (const host of ['config', 'manage', 'main']) {
      for (const origin of [`https://${host}.bailiwick.localhost:${first.https_port}`, `http://${host}.bailiwick.localhost:${first.http_port}`]) {
        const response = await fetch(`${origin}/testall`)
        assert.deepEqual([response.status, await response.text()], [200, 'OK'], origin)
      }
    }
    assert.equal((await fetch(`https://localhost:${first.https_port}/testall`)).status, 200)
    assert.equal((await get('127.0.0.1', first.http_port, 'load-balancer.example', '/testall')).statusCode, 200)
  })

  test('plain localhost is the first app tenant', async () => {
    const response = await fetch(`http://localhost:${first.http_port}/.well-known/openid-configuration`)
    assert.equal(((await response.json()) as { issuer: string }).issuer, `http://localhost:${first.http_port}/`)
  })

  test('an unknown host gets a plain 404 page', async () => {
    const response = await fetch(`https://nobody.bailiwick.localhost:${first.https_port}/authorize`)
    assert.equal(response.status, 404)
    assert.match(response.headers.get('content-type') ?? '', /^text\/(html|plain)/)
  })

  test('from another address plain HTTP only redirects, /testall apart', async (context) => {
    const external = Object.values(networkInterfaces()).flat().find((address) => address && !address.internal && address.family === 'IPv4')?.address
    if (!external) return context.diagnostic('This machine has no address but loopback; the rule cannot be met here.')
    const redirected = await get(external, first.http_port, `main.bailiwick.localhost:${first.http_port}`, '/authorize?client_id=x')
    assert.ok([301, 302, 307, 308].includes(redirected.statusCode ?? 0), `HTTP ${redirected.statusCode}`)
    assert.equal(redirected.headers.location, `https://main.bailiwick.localhost:${first.https_port}/authorize?client_id=x`)
    assert.equal((await get(external, first.http_port, 'main.bailiwick.localhost', '/testall')).statusCode, 200)
  })

  test('the dashboard host and the set-up link answer with a page', async () => {
    for (const url of [first.manage_url, first.admin.setup_url ?? '']) {
      const response = await fetch(url)
      assert.equal(response.status, 200, url)
      assert.match(response.headers.get('content-type') ?? '', /^text\/html/)
      assert.ok(response.headers.get('content-security-policy'))
    }
  })

  test('a tenant made on the root authority answers at once, on every worker', async () => {
    const root = await management(first.rta)
    const made = await root.must<{ name: string; client_id: string; client_secret: string }>('POST /tenants', { name: 'acme' })
    const credentials = { domain: `acme.bailiwick.localhost:${first.https_port}`, client_id: made.client_id, client_secret: made.client_secret }
    const answers = await Promise.all(Array.from({ length: 30 }, () => fetch(`https://${credentials.domain}/.well-known/openid-configuration`, { headers: { connection: 'close' } })))
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200])
    const acme = await management(credentials)
    assert.ok(Array.isArray(await acme.must('GET /clients')))
    assert.ok([403, 404].includes((await acme.call('POST /tenants', { name: 'other' })).status), 'only the root authority makes tenants')
    for (const name of ['config', 'manage', 'Acme', 'a b', '-a', 'acme']) {
      const refused = await root.call('POST /tenants', { name })
      assert.ok([400, 409].includes(refused.status), `${name}: ${refused.status}`)
    }
  })

  test('SIGTERM ends with exit code 0; the second start knows everything', async () => {
    assert.equal(await appliance.stop(), 0)
    appliance = await startAppliance({ dataDir, ports: { https: first.https_port, http: first.http_port, agent: first.agent_port } })
    assert.deepEqual(appliance.bootstrap.rta, first.rta)
    assert.deepEqual(appliance.bootstrap.tenants, first.tenants)
    assert.equal((await fetch(`https://acme.bailiwick.localhost:${first.https_port}/testall`)).status, 200)
  })

  test('a start on other ports carries them in issuers and links', async () => {
    await appliance.stop()
    appliance = await startAppliance({ dataDir })
    const response = await fetch(`${appliance.origin}/.well-known/openid-configuration`)
    assert.equal(((await response.json()) as { issuer: string }).issuer, `${appliance.origin}/`)
    assert.ok((await management(appliance.main)).token)
  })
})
