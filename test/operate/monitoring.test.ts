// What monitoring tools and operators ask of a running node: each documented line, and what must never be answered.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { startAppliance, type Appliance } from '../appliance.ts'
import { applianceApi, type ApplianceApi } from './appliance-api.ts'

const checks = ['memory', 'disk', 'services', 'network', 'internet', 'email', 'db', 'replicaset', 'cpu']
const basic = (user: string, password: string) => ({ authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` })

describe('a running node', () => {
  let appliance: Appliance
  let api: ApplianceApi
  let key: string
  let port: number
  before(async () => {
    port = await freePort()
    appliance = await startAppliance({ environment: { BAILIWICK_HEALTH_PORT: String(port) } })
    api = await applianceApi(appliance)
  })
  after(() => appliance?.stop())
  const status = (check: string, headers: Record<string, string> = basic('api_keys_health', key), origin = appliance.manageOrigin) => fetch(`${origin}/health/status/${check}`, { headers })

  test('without a key nobody is let in; the key is made and applied at once', async () => {
    assert.equal((await status('db', basic('api_keys_health', ''))).status, 401)
    const made = await api.must<{ user: string; key: string }>('POST /health/key')
    assert.equal(made.user, 'api_keys_health')
    key = made.key
    assert.equal((await status('db')).status, 204)
    const old = key
    key = (await api.must<{ key: string }>('POST /health/key')).key
    assert.equal((await status('db', basic('api_keys_health', old))).status, 401, 'one key at a time')
    assert.ok(!appliance.output().includes(key) && !JSON.stringify(await api.must('GET /setting-versions')).includes(key))
  })

  for (const check of checks) {
    test(`/health/status/${check}: 204 or 520 and no body, through manage, the tenant and the port of its own`, async () => {
      const addresses = [`${appliance.manageOrigin}/health/status/${check}`, `${appliance.origin}/health/status/${check}`, `http://127.0.0.1:${port}/status/${check}`, `http://127.0.0.1:${port}/health/status/${check}`]
      for (const address of addresses) {
        const response = await fetch(address, { headers: basic('api_keys_health', key) })
        // Other tests may keep this machine's processors or disks busy.
        const allowed = check === 'cpu' || check === 'disk' ? [204, 520] : [204]
        assert.ok(allowed.includes(response.status), `${address}: ${response.status}`)
        assert.equal(await response.text(), '')
      }
    })
  }

  test('credentials are asked for, and only there and only so', async () => {
    const refused = await status('db', {})
    assert.equal(refused.status, 401)
    assert.match(refused.headers.get('www-authenticate') ?? '', /^Basic realm=/)
    assert.equal(await refused.text(), '')
    for (const headers of [basic('admin', key), basic('api_keys_health', `${key}x`), { authorization: `Bearer ${key}` }]) assert.equal((await status('db', headers)).status, 401)
    assert.equal((await status('nothing')).status, 404)
    assert.equal((await fetch(`${appliance.manageOrigin}/health/status/db`, { method: 'POST', headers: basic('api_keys_health', key) })).status, 405)
  })

  test('the eleventh question within a second is answered 429, whichever worker is asked', async () => {
    // The tests before this one have asked within this second.
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    const codes = await Promise.all(Array.from({ length: 30 }, () => status('memory').then((response) => response.status)))
    assert.ok(codes.includes(429), codes.join(' '))
    assert.ok(codes.filter((code) => code === 204).length >= 10)
  })

  test('/test, /testall, /livez, /readyz', async () => {
    for (const origin of [appliance.manageOrigin, appliance.origin, `http://127.0.0.1:${port}`]) {
      const clock = (await (await fetch(`${origin}/test`)).json()) as { clock: number }
      assert.ok(Math.abs(clock.clock - Date.now()) < 60_000)
      for (const path of ['/testall', '/livez', '/readyz']) {
        const response = await fetch(`${origin}${path}`)
        assert.deepEqual([response.status, await response.text()], [200, 'OK'], origin + path)
      }
    }
  })

  test('/metrics counts a login and is not for everybody', async () => {
    assert.equal((await fetch(`${appliance.manageOrigin}/metrics`)).status, 401)
    const text = await (await fetch(`${appliance.manageOrigin}/metrics`, { headers: basic('api_keys_health', key) })).text()
    assert.match(text, /^bailiwick_http_requests_replied_total\{process="manage",method="POST",status="201"\} \d+$/m)
    assert.match(text, /^bailiwick_http_response_time_seconds_count\{process="server",endpoint="oauth\.token"\} \d+$/m)
    assert.match(text, /^bailiwick_db_queries_total [1-9]\d*$/m)
    assert.match(text, /^bailiwick_workers [1-9]\d*$/m)
    assert.match(text, /^bailiwick_health_check\{check="db"\} 1$/m)
    assert.match(text, /^bailiwick_certificate_expiry_timestamp_seconds \d+$/m)
    // Every line is one that the format allows.
    for (const line of text.trimEnd().split('\n')) assert.match(line, /^(# (HELP|TYPE) [a-z0-9_]+ .+|[a-z0-9_]+(\{([a-z]+="(\\.|[^"\\])*",?)+\})? -?\d+(\.\d+)?(e[+-]?\d+)?)$/)
  })

  test('the configuration area wants a token made for it', async () => {
    assert.equal((await fetch(`${appliance.manageOrigin}/api/appliance/v1/nodes`)).status, 401)
    const narrow = await applianceApi(appliance, 'read:nodes')
    assert.equal((await narrow.call('GET /settings')).status, 403)
    const other = await fetch(`${appliance.manageOrigin}/api/appliance/v1/nodes`, { headers: { authorization: `Bearer ${await api.managementToken()}` } })
    assert.equal(other.status, 401, 'a token for the Management API of the same authority')
  })

  test('a setting takes effect at once on every worker', async () => {
    const smtp = createServer().listen(0)
    const dead = (smtp.address() as { port: number }).port
    await new Promise((resolve) => smtp.close(resolve))
    await api.must('PATCH /settings', { 'mail.smtp-host': '127.0.0.1', 'mail.smtp-port': dead, 'mail.smtp-security': 'none' })
    assert.equal((await status('email')).status, 520)
    const report = await api.must<{ checks: { id: string; sentence: string }[] }>('GET /health')
    assert.match(report.checks.find(({ id }) => id === 'email')!.sentence, /mail server 127\.0\.0\.1:\d+ cannot be used/)
    await api.must('POST /setting-versions/2/rollback')
  })

  test('a node is listed with its columns, restarts without a failed request, and comes back when removed', async () => {
    const [node] = await api.must<Record<string, unknown>[]>('GET /nodes')
    for (const column of ['hostname', 'address', 'memory', 'cpus', 'build', 'app_update', 'setting_update', 'heartbeat', 'uptime', 'roles']) assert.ok(column in node!, column)
    assert.equal(node!['state'], 'alive')
    assert.equal((await api.call(`POST /nodes/${String(node!['id'])}/restart`)).status, 202)
    const failed: string[] = []
    let asked = 0
    const state = await until(async () => {
      for (let index = 0; index < 20; index += 1) {
        asked += 1
        await fetch(`${appliance.origin}/.well-known/openid-configuration`).then((response) => response.status === 200 || failed.push(String(response.status)), (error: unknown) => failed.push(String(error)))
      }
      return (await api.must<{ restart: { state: string } }>(`GET /nodes/${String(node!['id'])}`)).restart.state
    }, (found) => found === 'done' || found === 'failed', 60_000)
    assert.equal(state, 'done')
    assert.deepEqual(failed, [], `of ${asked}`)
    await api.must(`DELETE /nodes/${String(node!['id'])}`)
    await until(() => api.must<unknown[]>('GET /nodes').then((all) => all.length), (length) => length === 1, 15_000)
    assert.equal((await api.call('POST /nodes/nobody/restart')).status, 404)
  })

  test('Postgres is killed: 520, and 204 when it is back by itself; the history can be read', async () => {
    const pid = Number(readFileSync(join(appliance.dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
    const seen = new Set<number>()
    const ask = async () => void seen.add((await fetch(`http://127.0.0.1:${port}/status/services`, { headers: basic('api_keys_health', key) })).status)
    process.kill(pid, 'SIGKILL')
    await until(async () => (await ask(), seen.has(520)), (is) => is, 15_000)
    await until(() => status('db').then((response) => response.status), (code) => code === 204, 30_000)
    const history = await until(() => api.must<unknown[]>('GET /health/history'), (rows) => rows.length > 0, 70_000)
    assert.ok(history.length > 0)
  })
})

async function until<T>(ask: () => Promise<T>, enough: (found: T) => boolean, patience: number): Promise<T> {
  const deadline = Date.now() + patience
  for (;;) {
    const found = await ask()
    if (enough(found) || Date.now() > deadline) return found
    await new Promise((resolve) => setTimeout(resolve, 150))
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}
