// What monitoring tools and operators ask of a running node: each documented line, and what must never be answered.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { operateMetrics } from '#operate/monitoring/index.ts'
import { metrics } from '../../src/modules.ts'
import { startAppliance, type Appliance } from '../appliance.ts'
import { management } from '../management.ts'
import { applianceApi, type ApplianceApi } from './appliance-api.ts'

/** A line of the documentation, the status it must be answered with, and the body; `well` is 204, or 520 where the machine may be the reason, and never a body. */
type Line = [line: string, status: number | 'well', body?: string | RegExp]

const monitoring = join(import.meta.dirname, '..', '..', 'deploy', 'monitoring')
const checks = ['memory', 'disk', 'services', 'network', 'internet', 'email', 'db', 'replicaset', 'cpu']
const basic = (user: string, password: string) => ({ authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` })

describe('a running node', () => {
  let appliance: Appliance
  let api: ApplianceApi
  let key: string
  let port: number
  before(async () => {
    port = await freePort()
    appliance = await startAppliance({ environment: { BAILIWICK_HEALTH_PORT: String(port), BAILIWICK_SYNTHETIC_LOGIN_TENANT: 'main' } })
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

  // One row a documented line: the address as the documentation writes it, what is asked, and what must come. `<manage>` is the dashboard's host, through a
  // balancer; `<node-ip>` the node itself, whatever its certificate says; 9110 the port that is only for monitoring tools.
  const status204 = checks.flatMap((check): Line[] => [
    [`curl -u api_keys_health:<key> https://<node-ip>/health/status/${check}`, 'well'],
    [`curl -u api_keys_health:<key> https://<manage>/health/status/${check}`, 'well'],
    [`curl -u api_keys_health:<key> http://<node-ip>:9110/status/${check}`, 'well'],
  ])
  const lines: Line[] = [
    ['curl https://<manage>/testall', 200, 'OK'],
    ['curl https://<node-ip>/testall', 200, 'OK'],
    ['curl http://<node-ip>/testall', 200, 'OK'],
    ['curl https://<manage>/test', 200, /^\{"clock":\d{13}\}$/],
    ['curl https://<node-ip>/test', 200, /^\{"clock":\d{13}\}$/],
    ['curl https://<app>/test', 200, /^\{"clock":\d{13}\}$/],
    ...status204,
    ['curl -u api_keys_health:wrong https://<manage>/health/status/memory', 401, ''],
    ['curl https://<manage>/health/status/memory', 401, ''],
    ['curl https://<node-ip>/livez', 200, 'OK'],
    ['curl https://<node-ip>/readyz', 200, 'OK'],
    ['curl http://<node-ip>:9110/testall', 200, 'OK'],
    ['curl http://<node-ip>:9110/test', 200, /^\{"clock":\d{13}\}$/],
    ['curl http://<node-ip>:9110/livez', 200, 'OK'],
    ['curl http://<node-ip>:9110/readyz', 200, 'OK'],
    ['curl http://<node-ip>:9110/status/memory', 401, ''],
    ['curl -u api_keys_health:<key> https://<node-ip>/metrics', 200, /^# HELP bailiwick_/],
    ['curl -u api_keys_health:<key> http://<node-ip>:9110/metrics', 200, /^# HELP bailiwick_/],
    ['curl http://<node-ip>:9110/metrics', 401, ''],
  ]
  for (const [line, status, body] of lines) {
    test(line, async () => {
      const secure = new URL(appliance.manageOrigin).port
      const address = line.slice(line.lastIndexOf(' ') + 1)
        .replace('<manage>', new URL(appliance.manageOrigin).host).replace('<app>', new URL(appliance.origin).host)
        .replace('http://<node-ip>:9110', `http://127.0.0.1:${port}`).replace('https://<node-ip>', `https://127.0.0.1:${secure}`).replace('http://<node-ip>', `http://127.0.0.1:${new URL(appliance.httpOrigin).port}`)
      const user = /-u (\S+?):(\S+)/.exec(line)
      const response = await fetch(address, { headers: user ? basic(user[1]!, user[2]!.replace('<key>', key)) : {}, redirect: 'manual' })
      const text = await response.text()
      // Other tests may keep this machine's processors or disks busy.
      const mayBeUnwell = /status\/(cpu|disk|memory)$/.test(address)
      if (status === 'well') {
        assert.ok(mayBeUnwell ? [204, 520].includes(response.status) : response.status === 204, `${response.status}`)
        assert.equal(text, '')
        assert.equal(response.headers.get('content-type'), null)
      } else {
        assert.equal(response.status, status)
        if (typeof body === 'string') assert.equal(text, body)
        else assert.match(text, body!)
        if (line.endsWith('/testall')) assert.match(response.headers.get('content-type') ?? '', /^text\/plain/)
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

  test('what alert rules and dashboard ask for exists, labels included', async () => {
    const text = await (await fetch(`${appliance.manageOrigin}/metrics`, { headers: basic('api_keys_health', key) })).text()
    const rules = readFileSync(join(monitoring, 'alerts.yml'), 'utf8')
    const dashboard = JSON.parse(readFileSync(join(monitoring, 'grafana-dashboard.json'), 'utf8')) as { tags: string[]; panels: { id: number; title: string; targets: { expr: string }[] }[] }
    assert.deepEqual(dashboard.tags, ['instrumentation'], 'only dashboards with this tag are listed')
    assert.equal(new Set(dashboard.panels.map(({ id }) => id)).size, dashboard.panels.length)
    const expressions = [...rules.matchAll(/^ +expr: (.+)$/gm)].map(([, expr]) => expr!).concat(dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)))
    assert.ok(expressions.length > 25)
    const declared = new Map([...operateMetrics, ...metrics].map((each) => [each.name, each]))
    for (const expr of expressions) {
      for (const [name] of expr.matchAll(/bailiwick_[a-z0-9_]+/g)) {
        const family = declared.get(name) ?? declared.get(name.replace(/_(bucket|sum|count)$/, ''))
        assert.ok(family, `${name} of ${expr} is counted nowhere`)
        assert.equal(family.type === 'histogram', name !== family.name, `${name}: a histogram is asked by its parts`)
        // Families that this node has counted by now must have the labels asked for.
        const [sample] = new RegExp(`^${name}(?:\\{.*\\})? `, 'm').exec(text) ?? []
        const selected = new RegExp(`${name}\\{([^}]*)\\}`).exec(expr)?.[1] ?? ''
        for (const [, label] of selected.matchAll(/([a-z_]+)(?:=~|!~|!=|=)/g)) if (sample && !['job', 'instance', 'le'].includes(label!)) assert.ok(text.includes(`${name}{`) && new RegExp(`^${name}\\{.*\\b${label}="`, 'm').test(text), `${name} has no label ${label}`)
      }
      for (const [, check] of expr.matchAll(/check!?[=~]+"([^"]+)"/g)) for (const id of check!.split('|')) assert.match(text, new RegExp(`bailiwick_health_check\\{check="${id}"\\}`))
    }
    for (const rule of rules.split('- alert: ').slice(1)) assert.match(rule, /^\w+\n +expr: .+\n(?: +for: \d+m\n)? +labels: \{ severity: (urgent|high|normal) \}\n +annotations: \{ summary: /)
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

  test('the synthetic login signs in, shows in health and metrics, and leaves the tenant\'s log and statistics alone', async () => {
    const seen = async () => (await (await fetch(`${appliance.manageOrigin}/metrics`, { headers: basic('api_keys_health', key) })).text()).match(/^bailiwick_synthetic_logins_total\{outcome="success"\} (\d+)$/m)?.[1]
    assert.ok(await until(seen, (count) => count !== undefined, 40_000), 'no login yet')
    assert.equal((await status('login')).status, 204)
    const report = await api.must<{ checks: { id: string; sentence: string; severity: string }[] }>('GET /health')
    const found = report.checks.find(({ id }) => id === 'login')!
    assert.match(found.sentence, /^A person signed in to main in \d+ ms\.$/)
    assert.equal(found.severity, 'normal')
    const main = await management(appliance.main)
    const clients = await main.must<{ name: string; client_id: string }[]>('GET /clients')
    assert.ok(clients.some(({ name }) => name === 'Synthetic login'), 'nothing is hidden from administrators')
    const events = await main.must<{ type: string; client_name?: string; user_id?: string }[]>('GET /logs')
    assert.deepEqual(events.filter(({ user_id, client_name }) => user_id === 'auth0|synthetic-login' || client_name === 'Synthetic login'), [])
    assert.equal(await main.must<number>('GET /stats/active-users'), 0)
    assert.doesNotMatch(await (await fetch(`${appliance.manageOrigin}/metrics`, { headers: basic('api_keys_health', key) })).text(), /^bailiwick_logins_total/m)
    assert.deepEqual(await main.must('GET /users/auth0%7Csynthetic-login/sessions'), { sessions: [] })
    // From now on nobody gets in; the next login finds out.
    await main.must('PATCH /users/auth0%7Csynthetic-login', { blocked: true })
  })

  test('a web worker that dies is replaced, and history and alerts say so', async () => {
    const pids = () => readFileSync(`/proc/${appliance.process.pid}/task/${appliance.process.pid}/children`, 'utf8').trim().split(' ').map(Number).filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('worker.ts'))
    const [victim] = pids()
    process.kill(victim!, 'SIGKILL')
    const alerts = await until(() => api.must<{ check: string; sentence: string; severity: string }[]>('GET /alerts'), (all) => all.some(({ check }) => check === 'services'), 15_000)
    assert.match(alerts.find(({ check }) => check === 'services')!.sentence, new RegExp(`^Web worker ${victim} ended unasked \\(signal SIGKILL\\) and was replaced\\.$`))
    const noted = await until(() => api.must<{ unwell: Record<string, string> }[]>('GET /health/history?unwell_only=true'), (rows) => rows.some(({ unwell }) => 'services' in unwell), 15_000)
    assert.ok(noted.some(({ unwell }) => unwell['services']?.includes(String(victim))))
    assert.ok(await until(async () => pids().length, (count) => count > 1 || !pids().includes(victim!), 20_000))
  })

  test('Postgres is killed: it is back by itself; history and alerts say so', async () => {
    const pid = Number(readFileSync(join(appliance.dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
    process.kill(pid, 'SIGKILL')
    await until(() => status('db').then((response) => response.status), (code) => code === 204, 30_000)
    const history = await until(() => api.must<{ unwell: Record<string, string> }[]>('GET /health/history?unwell_only=true'), (rows) => rows.some(({ unwell }) => 'db' in unwell), 30_000)
    assert.match(history.find(({ unwell }) => 'db' in unwell)!.unwell['db']!, /^The embedded database ended unasked \(signal SIGKILL\) and was started again\.$/)
    const alerts = await until(() => api.must<{ check: string }[]>('GET /alerts'), (all) => all.some(({ check }) => check === 'db'), 15_000)
    assert.ok(alerts.some(({ check }) => check === 'db'))
  })

  test('who cannot sign in shows in health a minute later, with how far the login came', async () => {
    assert.equal(await until(() => status('login').then((response) => response.status), (code) => code === 520, 80_000), 520)
    const { checks: all } = await api.must<{ checks: { id: string; sentence: string; remedy: string }[] }>('GET /health')
    assert.match(all.find(({ id }) => id === 'login')!.sentence, /^Nobody could sign in to main\. The page \/u\/login answered 40\d/)
  })

  test('time series are read by name and by number, for charts', async () => {
    const series = await until(() => api.must<{ step: number; unit: string; lines: { label: string; points: [number, number | null][] }[] }>('GET /charts/4?range=5m'), ({ lines }) => lines.length > 0, 70_000)
    assert.deepEqual([series.step, series.unit], [5, 'processors'])
    assert.deepEqual(series.lines.map(({ label }) => label), ['postgres', 'supervisor', 'web'])
    assert.ok(series.lines.every(({ points }) => points.length <= 61 && points.some(([, value]) => value !== null && value >= 0 && value < 64)))
    const queries = await api.must<{ lines: { points: [number, number | null][] }[] }>('GET /charts/db-queries?range=15m&step=60')
    assert.ok(queries.lines[0]!.points.some(([, value]) => value !== null && value > 0))
    assert.equal((await api.call('GET /charts/nothing')).status, 404)
    assert.equal((await api.call('GET /charts/0?range=5m&from=2026-01-01T00:00:00Z')).status, 400)
  })
})

async function until<T>(ask: () => Promise<T>, enough: (found: T) => boolean, patience: number): Promise<T> {
  const deadline = Date.now() + patience
  for (;;) {
    const found = await ask().catch((reason: unknown) => {
      // Who was connected to a process that was killed is cut off, and asks again.
      if (Date.now() > deadline || ((reason as Error).cause as NodeJS.ErrnoException | undefined)?.code !== 'ECONNRESET') throw reason
    })
    if (found === undefined) continue
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
