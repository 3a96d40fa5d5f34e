// Two nodes over one external database: one list of nodes, one certificate, settings that are taken up in turn and taken back, one rate limit.
import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { copyFileSync, mkdirSync, rmSync } from 'node:fs'
import { connect, createServer, type AddressInfo, type Server } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { scratchDatabase, type Scratch } from '../../src/platform/postgres/scratch.ts'
import { makeAuthority } from '../../src/platform/tls/chain.fixture.ts'
import { send, signed } from '../agent/faults.ts'
import { workstation } from '../agent/workstation.ts'
import { startAppliance, temporaryFolder, type Appliance } from '../appliance.ts'
import { connectionName, furnished } from '../management.ts'
import { applianceApi, type ApplianceApi } from './appliance-api.ts'
import { handshake } from './handshake.ts'

type Node = { id: string; https_port: number; is_this: boolean; setting_update: number; heartbeat: number; state: string; restart?: { state: string } }
type Activity = { id: number; title: string; state: string; mode: string; outcome: string | null; setting_version: number; nodes: { node: string; state: string; log: { at: string; sentence: string }[] }[] }

const listening = (server: Server): Promise<number> => new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)))

async function freePort(): Promise<number> {
  const server = createServer()
  const port = await listening(server)
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function until<T>(ask: () => Promise<T>, enough: (found: T) => boolean, patience = 60_000): Promise<T> {
  for (const deadline = Date.now() + patience; ;) {
    const found = await ask()
    if (enough(found)) return found
    assert.ok(Date.now() < deadline, `not in time: ${JSON.stringify(found)}`)
    await new Promise((resolve) => setTimeout(resolve, 150))
  }
}

describe('two nodes', () => {
  const folders = [temporaryFolder(), temporaryFolder()] as const
  let scratch: Scratch
  let front: Server
  let first: Appliance
  let second: Appliance
  let api: ApplianceApi
  let ids: { first: string; second: string }
  const nodes = () => api.must<Node[]>('GET /nodes')
  const latest = () => api.must<Activity[]>('GET /activity').then(([newest]) => newest!)
  const settled = (version?: number) => until(latest, ({ state, setting_version }) => state !== 'running' && (version === undefined || setting_version >= version))

  before(async () => {
    scratch = await scratchDatabase()
    const { host, port, user, password, database } = scratch.connection
    // The scratch server has a socket only; nodes of a cluster come over TCP.
    front = createServer((near) => {
      const far = connect(join(host, `.s.PGSQL.${port}`))
      near.pipe(far).pipe(near)
      for (const end of [near, far]) end.on('error', () => (near.destroy(), far.destroy()))
    })
    const environment = {
      BAILIWICK_DATABASE_URL: `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${await listening(front)}/${database}?sslmode=disable`,
      BAILIWICK_PUBLIC_HTTPS_PORT: String(await freePort()),
    }
    const https = Number(environment.BAILIWICK_PUBLIC_HTTPS_PORT)
    const start = (dataDir: string, ports: { https: number; http: number }) => startAppliance({ dataDir, ports, environment, options: ['--workers', '1'] })
    first = await start(folders[0], { https, http: 0 })
    mkdirSync(join(folders[1], 'keys'), { recursive: true, mode: 0o700 })
    copyFileSync(join(folders[0], 'keys', 'appliance.key'), join(folders[1], 'keys', 'appliance.key'))
    second = await start(folders[1], { https: await freePort(), http: 0 })
    api = await applianceApi(first)
    const all = await nodes()
    ids = { first: all.find(({ is_this }) => is_this)!.id, second: all.find(({ is_this }) => !is_this)!.id }
  })
  after(async () => {
    await Promise.all([first?.stop(), second?.stop()])
    front?.close()
    await scratch?.close()
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  })

  test('both are listed and live; one that is removed comes back', async () => {
    assert.deepEqual((await nodes()).map(({ state }) => state), ['alive', 'alive'])
    await api.must(`DELETE /nodes/${ids.second}`)
    assert.equal((await nodes()).length, 1)
    assert.equal((await until(nodes, ({ length }) => length === 2, 20_000)).length, 2)
  })

  test('a certificate that is brought to one is shown by the other', async () => {
    const authority = await makeAuthority()
    await api.must('POST /root-certificates', { certificate: authority.root.cert })
    const leaf = await authority.leaf(['bailiwick.localhost', '*.bailiwick.localhost'])
    const { id } = await api.must<{ id: string }>('POST /certificates', { certificate: leaf.chain, private_key: leaf.key })
    const wanted = new X509Certificate(leaf.cert).fingerprint256.replaceAll(':', '').toLowerCase()
    const port = (await nodes()).find((node) => node.id === ids.second)!.https_port
    await until(() => handshake(port, 'main.bailiwick.localhost').then(({ fingerprint }) => fingerprint), (shown) => shown === wanted, 20_000)
    await api.call(`DELETE /certificates/${id}`)
    await scratch.db.execute('DELETE FROM certificates')
    await until(() => handshake(port, 'main.bailiwick.localhost').then(({ fingerprint }) => fingerprint), (shown) => shown !== wanted, 20_000)
  })

  test('settings are taken up by both at once, and each says so', async () => {
    const { version } = await api.must<{ version: number }>('PATCH /settings', { 'mail.from': 'one@example.com' })
    const done = await settled(version)
    assert.deepEqual([done.state, done.mode, done.nodes.map(({ state }) => state)], ['done', 'parallel', ['applied', 'applied']])
    assert.ok(done.nodes.every(({ log }) => log.some(({ sentence }) => sentence === `Obeys version ${version} and is healthy.`)))
    await until(nodes, (all) => all.every(({ setting_update }) => setting_update === version), 20_000)
  })

  test('one after another: the second begins when the first is healthy', async () => {
    await settled((await api.must<{ version: number }>('PATCH /settings', { 'updates.sequential': true })).version)
    const { version } = await api.must<{ version: number }>('PATCH /settings', { 'mail.from': 'two@example.com' })
    const done = await settled(version)
    assert.deepEqual([done.state, done.mode, done.nodes.map(({ node }) => node)], ['done', 'sequential', [ids.first, ids.second]])
    const [one, two] = done.nodes
    const [healthy] = one!.log.filter(({ sentence }) => sentence.startsWith('Obeys'))
    const [begins] = two!.log.filter(({ sentence }) => sentence.startsWith('Takes up'))
    assert.ok(healthy!.at <= begins!.at, `${healthy!.at} ${begins!.at}`)
  })

  test('a node that is not healthy afterwards takes it back; the other never took it up', async () => {
    const taken = createServer()
    const busy = await listening(taken)
    try {
      const { version } = await api.must<{ version: number }>('PATCH /settings', { 'monitoring.health-port': busy, 'mail.from': 'three@example.com' })
      const undone = await until(async () => (await api.must<Activity[]>('GET /activity')).find(({ setting_version }) => setting_version === version)!, ({ state }) => state !== 'running')
      assert.equal(undone.state, 'undone')
      assert.match(undone.outcome ?? '', new RegExp(`^Taken back: The health port ${busy} cannot be opened`))
      const back = await settled(version + 1)
      assert.equal(back.state, 'done')
      const again = (await api.must<Activity[]>('GET /activity')).find(({ setting_version }) => setting_version === version)!
      assert.deepEqual(again.nodes.map(({ node, state }) => [node, state]), [[ids.first, 'unhealthy'], [ids.second, 'spared']])
      assert.deepEqual(await Promise.all(['monitoring.health-port', 'mail.from'].map((id) => api.must<{ value: unknown }>(`GET /settings/${id}`).then(({ value }) => value))), [0, 'two@example.com'])
      const [newest] = await api.must<{ restores: number; note: string; changed_by: string }[]>('GET /setting-versions')
      assert.deepEqual([newest!.restores, newest!.changed_by], [version - 1, 'appliance'])
      assert.match(newest!.note, new RegExp(`^Version ${version} was taken back by itself\\.`))
    } finally {
      taken.close()
    }
  })

  test('a forced update goes through all nodes in its own way, and so do changes of settings until it is through', async () => {
    await settled((await api.must<{ version: number }>('PATCH /settings', { 'updates.sequential': null })).version)
    const run = await api.must<{ mode: string; begun_at: string; ended_at?: string }>('POST /nodes/force-update', { mode: 'sequential' })
    assert.deepEqual([run.mode, run.ended_at], ['sequential', undefined])
    const { version } = await api.must<{ version: number }>('PATCH /settings', { 'mail.from': 'forced@example.com' })
    assert.equal((await settled(version)).mode, 'sequential', 'although the setting says all at once')
    const ended = await until(() => api.must<{ ended_at?: string; outcome?: string }>('GET /nodes/force-update'), ({ ended_at }) => ended_at !== undefined, 180_000)
    assert.equal(ended.outcome, 'Every node that lives was renewed.')
    for (const { restart } of await nodes()) assert.equal(restart?.state, 'done')
    const after = await api.must<{ version: number }>('PATCH /settings', { 'mail.from': null })
    assert.equal((await settled(after.version)).mode, 'parallel', 'the setting holds again')
  })

  test('one rate limit for both', async () => {
    await settled((await api.must<{ version: number }>('PATCH /settings', { 'updates.sequential': null, 'limits.enabled': true, 'limits.buckets': { 'authentication-api': { size: 20, per_hour: 1 } } })).version)
    const other = `https://main.bailiwick.localhost:${(await nodes()).find(({ id }) => id === ids.second)!.https_port}`
    const ask = (origin: string) => fetch(`${origin}/oauth/token`, { method: 'POST', body: new URLSearchParams({ grant_type: 'client_credentials', client_id: 'nobody', client_secret: 'x' }) }).then(({ status, headers }) => ({ status, limit: headers.get('x-ratelimit-limit'), retry: headers.get('retry-after') }))
    const answers = []
    for (let turn = 0; turn < 30; turn += 1) answers.push(await ask(turn % 2 === 0 ? first.origin : other))
    const refused = answers.filter(({ status }) => status === 429)
    assert.ok(answers.length - refused.length <= 20 && refused.length >= 10, `${answers.length - refused.length} were let through`)
    assert.ok(refused.every(({ limit, retry }) => limit === '20' && Number(retry) > 0))
    await api.must('PATCH /settings', { 'limits.enabled': null, 'limits.buckets': null })
  })

  test('a key that was authorised once works at both agents; what was sent to one is refused by the other', async () => {
    const home = workstation(first)
    try {
      assert.equal((await home.run(['ping'], { at: second })).code, 77, 'not yet')
      await home.authorise(api, 'both')
      for (const at of [first, second]) {
        const said = await home.run(['ping'], { at })
        assert.deepEqual([said.code, said.out], [0, '{"message": "PONG"}\n'], said.err)
      }
      const captured = await signed({ appliance: first, home }, ['ping'])
      const elsewhere = await send({ appliance: second }, captured)
      assert.equal(elsewhere.status, 401, elsewhere.text)
      assert.equal((await send({ appliance: first }, captured)).status, 200, 'it was good where it was meant for')
      assert.equal((await send({ appliance: first }, captured)).status, 401)
      // The same nonce, signed anew for the other node: what one has taken, the other knows.
      const nonce = /nonce="([^"]+)"/.exec(captured.headers['signature-input'] ?? captured.headers['Signature-Input'] ?? '')?.[1]
      assert.ok(nonce, JSON.stringify(Object.keys(captured.headers)))
      const again = await send({ appliance: second }, await signed({ appliance: second, home }, ['ping'], { nonce }))
      assert.equal(again.status, 401, again.text)
      assert.match(again.message!, /was received before; a request is taken once/)
    } finally {
      rmSync(home.folder, { recursive: true, force: true })
    }
  })

  test('wrong passwords count together, whichever node they are tried at, and a block holds on both until it is lifted at one', async () => {
    const other = `https://main.bailiwick.localhost:${(await nodes()).find(({ id }) => id === ids.second)!.https_port}`
    const { api: main, person, application } = await furnished(first)
    const realm = 'http://auth0.com/oauth/grant-type/password-realm'
    const app = await application({ name: 'Shop', app_type: 'regular_web', grant_types: [realm] })
    const at = (origin: string, password: string) =>
      fetch(`${origin}/oauth/token`, { method: 'POST', body: new URLSearchParams({ grant_type: realm, realm: connectionName, client_id: app.client_id, client_secret: app.client_secret, username: person.email, password }) }).then(({ status }) => status)
    for (let turn = 0; turn < 10; turn += 1) assert.equal(await at(turn % 2 === 0 ? first.origin : other, 'wrong'), 403, `attempt ${turn + 1}`)
    assert.deepEqual([await at(first.origin, person.password), await at(other, person.password)], [429, 429])
    await main.must(`DELETE /user-blocks?identifier=${encodeURIComponent(person.email)}`)
    assert.deepEqual([await at(other, person.password), await at(first.origin, person.password)], [200, 200])
  })

  test('one node has the other replace its workers, and both serve all the while', async () => {
    const other = `https://main.bailiwick.localhost:${(await nodes()).find(({ id }) => id === ids.second)!.https_port}`
    await api.must(`POST /nodes/${ids.second}/restart`)
    const served: number[] = []
    const restarted = await until(async () => {
      served.push(...(await Promise.all([first.origin, other].map((origin) => fetch(`${origin}/.well-known/openid-configuration`).then(({ status }) => status)))))
      return (await nodes()).find(({ id }) => id === ids.second)!
    }, ({ restart }) => restart?.state === 'done' || restart?.state === 'failed')
    assert.equal(restarted.restart?.state, 'done')
    assert.deepEqual(served.filter((status) => status !== 200), [])
  })
})
