import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { createServer, request } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { heldClock } from '#platform/clock/index.ts'
import { run } from '#platform/processes/index.ts'
import { checkCertificate, ensureCertificates, hostsFor } from './index.ts'
import { issueAuthority, issueLeaf } from './issue.ts'

const hosts = hostsFor('bailiwick.localhost', ['config', 'manage', 'main'])
const day = 24 * 60 * 60

async function scratchFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'tls-'))
  const clock = heldClock()
  return { folder, clock, ensure: (names = hosts) => ensureCertificates({ folder, hosts: names, clock }), [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
}

test('the first call makes a CA and a leaf; the next one finds them', async () => {
  await using it = await scratchFolder()
  const made = await it.ensure()
  assert.deepEqual(await it.ensure(hosts.toReversed()), made)
  const [ca, leaf] = [new X509Certificate(made.ca), new X509Certificate(made.cert)]
  assert.ok(ca.ca && !leaf.ca && leaf.checkIssued(ca) && leaf.verify(ca.publicKey))
  assert.ok((leaf.validToDate.getTime() - leaf.validFromDate.getTime()) / 1000 <= 398 * day)
  assert.ok((ca.validToDate.getTime() - ca.validFromDate.getTime()) / 1000 > 3650 * day)
  for (const name of ['main.bailiwick.localhost', 'any.bailiwick.localhost', 'bailiwick.localhost', 'localhost']) assert.ok(leaf.checkHost(name), name)
  for (const address of ['127.0.0.1', '::1']) assert.ok(leaf.checkIP(address), address)
  for (const file of ['ca.key', 'leaf.key']) assert.equal((await stat(join(it.folder, file))).mode & 0o777, 0o600)
  assert.deepEqual((await readdir(it.folder)).sort(), ['ca.key', 'ca.pem', 'leaf.key', 'leaf.pem'])
})

test('openssl accepts the chain for servers', async (t) => {
  await using it = await scratchFolder()
  await it.ensure()
  const verify = await run('openssl', ['verify', '-x509_strict', '-purpose', 'sslserver', '-verify_hostname', 'new.bailiwick.localhost', '-CAfile', join(it.folder, 'ca.pem'), join(it.folder, 'leaf.pem')])
  if (verify.code === 127) return t.skip('openssl is not installed')
  assert.equal(verify.code, 0, verify.output)
})

test('a client of ours that trusts the CA gets through, another one does not', async () => {
  await using it = await scratchFolder()
  const { cert, key, caFile } = await it.ensure()
  const server = createServer({ cert, key }, (_request, response) => response.end('hello')).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const port = (server.address() as AddressInfo).port
  const script = `fetch('https://localhost:${port}/').then(r => r.text()).then(console.log, e => console.log(e.cause.code))`
  const fetching = (env: object) => run(process.execPath, ['-e', script], { env: { ...process.env, ...env } })
  assert.equal((await fetching({ NODE_EXTRA_CA_CERTS: caFile })).output.trim(), 'hello')
  assert.match((await fetching({ NODE_EXTRA_CA_CERTS: '' })).output, /UNABLE_TO|SELF_SIGNED|DEPTH_ZERO/)
  const refused = request({ port, host: '127.0.0.1', servername: 'localhost' })
  await assert.rejects(once(refused.end(), 'response'), { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' })
  server.close()
})

test('the leaf is renewed when 30 days are left or the hosts change; the CA stays', async () => {
  await using it = await scratchFolder()
  const first = await it.ensure()
  it.clock.advance(365 * day)
  assert.equal((await it.ensure()).cert, first.cert)
  it.clock.advance(3 * day)
  const second = await it.ensure()
  assert.notEqual(second.cert, first.cert)
  assert.equal(second.ca, first.ca)
  const third = await it.ensure([...hosts, 'login.customer.example'])
  assert.notEqual(third.cert, second.cert)
  assert.ok(new X509Certificate(third.cert).checkHost('login.customer.example'))
})

test('half-written and mixed-up files are made anew', async () => {
  await using it = await scratchFolder()
  const first = await it.ensure()
  const harm: (() => Promise<void>)[] = [
    () => truncate(join(it.folder, 'leaf.pem'), 100),
    () => truncate(join(it.folder, 'leaf.key'), 0),
    () => rm(join(it.folder, 'leaf.key')),
    async () => writeFile(join(it.folder, 'leaf.key'), (await issueAuthority(new Date())).key),
  ]
  for (const act of harm) {
    await act()
    const again = await it.ensure()
    assert.equal(again.ca, first.ca)
    assert.deepEqual(checkCertificate({ ...again, hosts, now: it.clock.now() }), [])
  }
  await truncate(join(it.folder, 'ca.pem'), 50)
  const anew = await it.ensure()
  assert.notEqual(anew.ca, first.ca)
  assert.ok(new X509Certificate(anew.cert).verify(new X509Certificate(anew.ca).publicKey), 'the leaf follows its CA')
})

test('a certificate that the operator brings wins, and its faults are sentences', async () => {
  await using it = await scratchFolder()
  const now = it.clock.now()
  const authority = await issueAuthority(now)
  const other = await issueAuthority(now)
  const leaf = await issueLeaf(authority, ['*.bailiwick.localhost', 'bailiwick.localhost'], now)
  const bring = async (cert: string, key: string) => {
    await writeFile(join(it.folder, 'server.pem'), cert)
    await writeFile(join(it.folder, 'server.key'), key)
  }
  await bring(leaf.cert + authority.cert, leaf.key)
  const used = await it.ensure()
  assert.deepEqual([used.brought, used.cert, used.key], [true, leaf.cert + authority.cert, leaf.key])

  const faults = (cert: string, key = leaf.key, at = now, names: string[] = hosts) => checkCertificate({ cert, key, hosts: names, now: at })
  assert.deepEqual(faults(leaf.cert), [])
  assert.deepEqual(faults('x'), ['The file contains no certificate in PEM form.'])
  assert.deepEqual(faults(leaf.cert.replace(/\n[A-Za-z0-9+/]{20}/, '\n')), ['Certificate 1 in the file cannot be read.'])
  assert.deepEqual(faults(leaf.cert + other.cert), ['Certificate 1 was not issued by certificate 2: the server\'s own comes first, then each intermediate in order.'])
  assert.match(faults(authority.cert + leaf.cert).join(' '), /Certificate 1 was not issued by certificate 2.*is a certificate authority, not a server/)
  assert.deepEqual(faults(leaf.cert, other.key), ['The private key does not belong to the first certificate.'])
  assert.deepEqual(faults(leaf.cert, 'x'), ['The private key cannot be read.'])
  assert.deepEqual(faults(leaf.cert, '-----BEGIN ENCRYPTED PRIVATE KEY-----\nx'), ['The private key is protected by a password; it must not be.'])
  assert.match(faults(leaf.cert, leaf.key, new Date(now.getTime() + 400 * day * 1000)).join(), /^The certificate expired on \d{4}-\d\d-\d\d\.$/)
  assert.deepEqual(faults(leaf.cert, leaf.key, now, ['*.other.example', 'a.bailiwick.localhost', 'a.b.bailiwick.localhost']), [
    'The certificate does not cover *.other.example.',
    'The certificate does not cover a.b.bailiwick.localhost.',
  ])

  await bring(leaf.cert, other.key)
  await assert.rejects(it.ensure(), { name: 'StartFailure', exitCode: 78, message: /does not belong to the first certificate/ })
  await rm(join(it.folder, 'server.key'))
  await assert.rejects(it.ensure(), /There is a server\.pem but no server\.key\./)
})

test('a file keeps its old content until the new one is whole', async () => {
  await using it = await scratchFolder()
  const made = await it.ensure()
  assert.equal(await readFile(made.caFile, 'utf8'), made.ca)
  await Promise.all([it.ensure(), it.ensure(), it.ensure()])
  assert.deepEqual((await readdir(it.folder)).filter((name) => name.endsWith('.new')), [])
})
