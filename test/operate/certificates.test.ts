// A certificate is brought to a running node: judged, shown at once by every worker, by host name, and nothing is dropped meanwhile.
import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { Agent, request } from 'node:https'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { makeAuthority } from '../../src/platform/tls/chain.fixture.ts'
import { rsaModern } from '../../src/platform/tls/pfx.fixture.ts'
import { bailiwick, startAppliance, type Appliance } from '../appliance.ts'
import { trust } from '../loopback.ts'
import { applianceApi, type ApplianceApi } from './appliance-api.ts'
import { handshake } from './handshake.ts'

const names = ['bailiwick.localhost', '*.bailiwick.localhost']
const fingerprint = (pem: string) => new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase()
type Refused = { message: string; errorCode: string; faults: string[] }

describe('certificates of a running node', () => {
  let appliance: Appliance
  let api: ApplianceApi
  let authority: Awaited<ReturnType<typeof makeAuthority>>
  let leaf: Awaited<ReturnType<typeof authority.leaf>>
  let port: number
  const shown = async (host: string | undefined) => (await handshake(port, host)).fingerprint
  /** Each handshake may meet another worker. */
  const shownByAll = async (host: string | undefined) => [...new Set(await Promise.all(Array.from({ length: 12 }, () => shown(host))))]

  before(async () => {
    appliance = await startAppliance({ options: ['--workers', '2'] })
    port = appliance.bootstrap.https_port
    api = await applianceApi(appliance)
    authority = await makeAuthority()
    leaf = await authority.leaf(names)
    trust(authority.root.cert)
  })
  after(() => appliance?.stop())

  test('what cannot be used is refused with a sentence a fault, and nothing changes', async () => {
    const before = await shown('main.bailiwick.localhost')
    const unknown = await api.call<Refused>('POST /certificates', { certificate: leaf.chain, private_key: leaf.key })
    assert.equal(unknown.status, 400)
    assert.match(unknown.body.message, /An intermediate certificate is missing: certificate 2 was issued by Test root, .*add it to the root certificates first/)
    await api.must('POST /root-certificates', { certificate: authority.root.cert })

    const narrow = await authority.leaf(['manage.bailiwick.localhost'])
    const refused = await api.call<Refused>('POST /certificates', { certificate: narrow.chain, private_key: leaf.key })
    assert.deepEqual([refused.status, refused.body.errorCode], [400, 'invalid_certificate'])
    assert.deepEqual(refused.body.faults, ['The private key does not belong to the first certificate.', 'The certificate does not cover config.bailiwick.localhost.', 'The certificate does not cover main.bailiwick.localhost.'])
    assert.match((await api.call<Refused>('POST /certificates', { pfx: rsaModern, password: 'wrong' })).body.message, /^The password does not open the PFX file\.$/)
    assert.equal((await api.call('POST /certificates', {})).status, 400)
    assert.match((await api.call<Refused>('POST /root-certificates', { certificate: authority.intermediate.cert })).body.message, /is an intermediate, not a root/)
    const verdict = await api.must<{ fit: boolean; remarks: string[] }>('POST /certificates/check', { certificate: leaf.chain, private_key: leaf.key })
    assert.deepEqual([verdict.fit, verdict.remarks], [true, []])
    assert.deepEqual(await shownByAll('main.bailiwick.localhost'), [before])
  })

  test('an upload is shown by every worker when it is answered; no request fails and no connection is dropped', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const over = () => new Promise<{ status: number; reused: boolean }>((resolve, reject) => {
      const asked = request(`${appliance.origin}/test`, { agent, rejectUnauthorized: false }, (response) => response.resume().on('end', () => resolve({ status: response.statusCode!, reused: asked.reusedSocket })))
      asked.on('error', reject).end()
    })
    await over()
    let going = true
    let asked = 0
    const failed: string[] = []
    const stream = (async () => {
      while (going) {
        asked += 1
        await fetch(`${appliance.origin}/.well-known/openid-configuration`, { headers: { connection: 'close' } }).then((response) => response.ok || failed.push(String(response.status)), (error: unknown) => failed.push(String((error as Error).cause ?? error)))
      }
    })()
    const made = await api.must<{ fingerprint: string; names: string[]; in_use: boolean; issuer: string }>('POST /certificates', { certificate: leaf.chain, private_key: leaf.key })
    for (const host of ['main', 'config', 'manage', 'a-tenant-made-later']) assert.deepEqual(await shownByAll(`${host}.bailiwick.localhost`), [made.fingerprint], host)
    assert.deepEqual(await over(), { status: 200, reused: true })
    going = false
    await stream
    assert.ok(asked > 3)
    assert.deepEqual(failed, [], `of ${asked}`)
    agent.destroy()
    assert.deepEqual([made.fingerprint, made.names, made.in_use, made.issuer], [fingerprint(leaf.cert), names, true, 'Test intermediate'])
    assert.ok((await handshake(port, 'main.bailiwick.localhost')).trusted, 'with its intermediate')
    // The node's own certificate is better for what the uploaded one does not cover.
    assert.notEqual(await shown('localhost'), made.fingerprint)
    assert.equal(await shown(undefined), made.fingerprint)
  })

  test('every host is listed with what it shows; secrets are not', async () => {
    const hosts = await api.must<{ host: string; covered: boolean }[]>('GET /certificates/hosts')
    assert.deepEqual(hosts.map(({ host, covered }) => [host, covered]), ['config', 'manage', 'main'].map((name) => [`${name}.bailiwick.localhost`, true]))
    const all = JSON.stringify(await api.must('GET /certificates'))
    assert.ok(!all.includes('PRIVATE KEY') && !appliance.output().includes('PRIVATE KEY'))
    const logs = await fetch(`${appliance.rootOrigin}/api/v2/logs?per_page=100`, { headers: { authorization: `Bearer ${await api.managementToken()}` } })
    assert.equal(logs.status, 200)
    assert.ok(!(await logs.text()).includes('PRIVATE KEY'))
  })

  test('TLS 1.2 is the floor, for every certificate; 1.3 can be', async () => {
    const old = { minVersion: 'TLSv1' as const, maxVersion: 'TLSv1.1' as const, ciphers: 'DEFAULT@SECLEVEL=0' }
    for (const host of ['main.bailiwick.localhost', 'localhost', undefined]) {
      await assert.rejects(handshake(port, host, old), /protocol version|alert/i, String(host))
      assert.equal((await handshake(port, host, { maxVersion: 'TLSv1.2' })).protocol, 'TLSv1.2')
      assert.equal((await handshake(port, host)).protocol, 'TLSv1.3')
    }
    await api.must('PATCH /settings', { 'https.oldest-tls-version': '1.3' })
    await assert.rejects(handshake(port, 'main.bailiwick.localhost', { maxVersion: 'TLSv1.2' }))
    assert.equal((await handshake(port, 'main.bailiwick.localhost')).protocol, 'TLSv1.3')
    await api.must('PATCH /settings', { 'https.oldest-tls-version': null })
  })

  test('the command line brings one as files, and removing it brings back the node\'s own', async () => {
    const next = await authority.leaf(names, { rsaBits: 2048 })
    const [certificate, key] = ['cert.pem', 'key.pem'].map((name) => join(appliance.dataDir, name))
    writeFileSync(certificate!, next.chain)
    writeFileSync(key!, next.key)
    const run = (...args: string[]) => bailiwick([...args, '--data-dir', appliance.dataDir])
    const checked = await run('certificates', 'check', '--certificate', certificate!, '--private-key', certificate!)
    assert.deepEqual([checked.code, checked.stdout], [1, 'The certificate cannot be used:\nThere is no private key in PEM form.\n'])
    const uploaded = await run('certificates', 'upload', '--certificate', certificate!, '--private-key', key!, '--json')
    assert.equal(uploaded.code, 0, uploaded.stderr)
    const { id } = JSON.parse(uploaded.stdout) as { id: string }
    // The command is another process: the workers hear of it by the database.
    for (const deadline = Date.now() + 15_000; (await shownByAll('main.bailiwick.localhost')).join() !== fingerprint(next.cert);) assert.ok(Date.now() < deadline)
    const removed = await run('certificates', 'remove', id, '--confirm', 'certificates.remove')
    assert.equal(removed.code, 0, removed.stderr)
    for (const deadline = Date.now() + 15_000; (await shownByAll('main.bailiwick.localhost')).join() === fingerprint(next.cert);) assert.ok(Date.now() < deadline)
    assert.match((await run('certificates', 'hosts')).stdout, /^main\.bailiwick\.localhost +own +yes$/m)
  })
})
