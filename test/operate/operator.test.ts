// What an operator does on one started node: settings that break it, a reboot, a mail server that is away, time servers, sessions of the whole appliance.
import assert from 'node:assert/strict'
import { createSocket, type Socket } from 'node:dgram'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { simpleParser, type ParsedMail } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import { quietLogger } from '#platform/log/index.ts'
import { connect, findEmbedded } from '#platform/postgres/index.ts'
import { makeAuthority } from '../../src/platform/tls/chain.fixture.ts'
import { bailiwick, startAppliance, temporaryFolder, type Appliance } from '../appliance.ts'
import { trust } from '../loopback.ts'
import { management } from '../management.ts'
import { applianceApi, type ApplianceApi } from './appliance-api.ts'

type Order = { state: string; outcome?: string }
type Node = { id: string; can_reboot: boolean; reboot?: Order; heartbeat: number }
type Activity = { kind: string; title: string; state: string; outcome: string | null; setting_version: number | null; nodes: { state: string; log: { sentence: string }[] }[] }
type Delayed = { state: string; tenant: string | null; purpose: string; domain: string; attempts: number; last_error: string }

async function until<T>(what: string, ask: () => Promise<T>, enough: (found: T) => boolean, patience = 60_000): Promise<T> {
  for (const deadline = Date.now() + patience; ;) {
    const found = await ask()
    if (enough(found)) return found
    assert.ok(Date.now() < deadline, `${what}: not in time: ${JSON.stringify(found)?.slice(0, 2_000)}`)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

const listening = (server: Server): Promise<number> => new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)))
async function deadPort(): Promise<number> {
  const server = createServer()
  const port = await listening(server)
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Stands in for the host: notes that it was told, and obeys as it is set to. */
function host(folder: string) {
  const [program, told, mood] = ['reboot', 'told', 'mood'].map((name) => join(folder, name)) as [string, string, string]
  writeFileSync(program, `#!/bin/sh\necho "$@" >> ${told}\n[ -e ${mood} ] && { echo "Access denied"; exit 4; }\nexit 0\n`)
  chmodSync(program, 0o755)
  return { command: `${program} --now`, refuse: () => writeFileSync(mood, ''), told: () => (existsSync(told) ? readFileSync(told, 'utf8').trim().split('\n') : []) }
}

describe('an operator at one node', () => {
  const folder = temporaryFolder()
  const machine = host(folder)
  const data = temporaryFolder()
  let appliance: Appliance
  let api: ApplianceApi
  const start = (environment: Record<string, string> = {}) => startAppliance({ dataDir: data, environment, options: ['--workers', '1'] })
  const latest = () => api.must<Activity[]>('GET /activity')
  const finding = async (id: string) => (await api.must<{ checks: { id: string; well: boolean; sentence: string }[] }>('GET /health')).checks.find((each) => each.id === id)!
  before(async () => {
    appliance = await start({ BAILIWICK_REBOOT_COMMAND: machine.command })
    api = await applianceApi(appliance)
  })
  after(() => appliance?.stop())

  test('a setting that passes its schema and breaks the node is taken back by itself; history, health and an alert say so', async () => {
    const busy = createServer()
    try {
      const port = await listening(busy)
      const { version } = await api.must<{ version: number }>('PATCH /settings', { 'monitoring.health-port': port, 'company.handle': 'acme' })
      const undone = (await until('taken back', latest, (all) => all.some((each) => each.setting_version === version && each.state === 'undone'))).find((each) => each.setting_version === version)!
      assert.match(undone.outcome ?? '', new RegExp(`^Taken back: The health port ${port} cannot be opened`))
      await until('the restored version', latest, (all) => all.some((each) => each.setting_version === version + 1 && each.state === 'done'))
      assert.deepEqual(await Promise.all(['monitoring.health-port', 'company.handle'].map(async (id) => (await api.must<{ value: unknown }>(`GET /settings/${id}`)).value)), [0, ''])
      const [newest] = await api.must<{ version: number; changed_by: string; note: string }[]>('GET /setting-versions')
      assert.deepEqual([newest!.version, newest!.changed_by], [version + 1, 'appliance'])
      const alerts = await until('the alert', () => api.must<{ check: string; severity: string; sentence: string }[]>('GET /alerts'), (all) => all.some(({ check }) => check === 'settings'))
      assert.deepEqual(alerts.filter(({ check }) => check === 'settings').map(({ severity, sentence }) => [severity, sentence]), [['high', `A change of settings did not last. ${undone.outcome}`]])
      assert.equal((await finding('settings')).sentence, `A change of settings did not last. ${undone.outcome}`)
      await until('the sample', () => api.must<{ unwell: Record<string, string> }[]>('GET /health/history?unwell_only=true'), (rows) => rows.some(({ unwell }) => unwell['settings']?.includes(undone.outcome!)), 75_000)
    } finally {
      busy.close()
    }
  })

  test('time servers: a clock that differs from theirs is not well, nor are those that are silent', async () => {
    let ahead = 600
    const server: Socket = createSocket('udp4')
    server.on('message', (question, { port, address }) => {
      const answer = Buffer.alloc(48)
      answer.set([0b00_100_100, 2])
      question.copy(answer, 24, 40, 48)
      for (const at of [32, 40]) answer.writeUInt32BE(Math.floor(Date.now() / 1000 + ahead + 2_208_988_800) % 2 ** 32, at)
      server.send(answer, port, address)
    })
    const port = await new Promise<number>((resolve) => server.bind(0, '127.0.0.1', () => resolve(server.address().port)))
    try {
      assert.equal((await api.call<{ message: string }>('PATCH /settings', { 'time.ntp-servers': ['not a server!'] })).status, 400)
      assert.equal((await finding('ntp')).sentence, 'No time servers are set.')
      await api.must('PATCH /settings', { 'time.ntp-servers': [`127.0.0.1:${port} iburst`] })
      const clock = await until('a clock that is not well', () => finding('clock'), ({ well }) => !well, 20_000)
      assert.match(clock.sentence, /^The clock of this node is (599|60[0-2]) s behind 127\.0\.0\.1's\.$/)
      ahead = 0
      await api.must('PATCH /settings', { 'time.ntp-servers': [`127.0.0.1:${port}`] })
      assert.equal((await until('a clock that is well', () => finding('clock'), ({ well }) => well, 20_000)).sentence, 'The clocks of node, database and time servers agree.')
      await api.must('PATCH /settings', { 'time.ntp-servers': [`127.0.0.1:${await deadPort()}`] })
      assert.match((await until('silence', () => finding('ntp'), ({ well }) => !well, 20_000)).sentence, /^The time server 127\.0\.0\.1:\d+ (is not there|did not answer)/)
    } finally {
      server.close()
      await api.must('PATCH /settings', { 'time.ntp-servers': null })
    }
  })

  test('sessions last as the appliance says where a tenant says nothing', async () => {
    const main = await management(appliance.main)
    const shown = async () => {
      const { session_lifetime, idle_session_lifetime, session_cookie } = await main.must<Record<string, unknown>>('GET /tenants/settings')
      return [session_lifetime, idle_session_lifetime, session_cookie]
    }
    assert.deepEqual(await shown(), [168, 72, { mode: 'persistent' }])
    await api.must('PATCH /settings', { 'sessions.absolute-timeout': 12, 'sessions.idle-timeout': 2, 'sessions.ephemeral-cookie': true })
    assert.deepEqual(await shown(), [12, 2, { mode: 'non-persistent' }])
    await main.must('PATCH /tenants/settings', { session_lifetime: 24 })
    assert.deepEqual((await shown())[0], 24)
    await api.must('PATCH /settings', { 'sessions.absolute-timeout': null, 'sessions.idle-timeout': null, 'sessions.ephemeral-cookie': null })
    const page = () => fetch(`${appliance.manageOrigin}/`).then((reply) => reply.text())
    await api.must('PATCH /settings', { 'sessions.dashboard-timeout': 15 })
    assert.match(await page(), /idle_minutes&#34;:15|The dashboard is not here yet/)
  })

  test('the mail server is away: what should have gone out waits, Activity says so, and it goes out when the server is back', async () => {
    const received: ParsedMail[] = []
    const port = await deadPort()
    await api.must('PATCH /settings', { 'mail.smtp-host': '127.0.0.1', 'mail.smtp-port': port, 'mail.smtp-security': 'none', 'mail.from': 'appliance@example.com' })
    const refused = await api.call<{ message: string }>('POST /mail/test', { to: 'ops@example.com' })
    assert.equal(refused.status, 409, 'a test message is not kept: whoever tests wants to know')
    assert.match(refused.body.message, /did not take the message/)
    const signup = await fetch(`${appliance.origin}/dbconnections/change_password`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ client_id: await spa(), email: await person(), connection: 'Username-Password-Authentication' }) })
    assert.equal(signup.status, 200, await signup.text())
    const waits = await until('what waits', () => api.must<Delayed[]>('GET /mail/delayed'), (all) => all.length > 0, 20_000)
    assert.deepEqual(waits.map(({ state, tenant, purpose, domain }) => [state, tenant, purpose, domain]), [['waiting', 'main', 'reset_email', 'example.com']])
    const activity = await until('Activity', latest, (all) => all.some(({ kind }) => kind === 'mail'), 40_000)
    assert.deepEqual(activity.filter(({ kind }) => kind === 'mail').map(({ state }) => state), ['running'])

    const server = new SMTPServer({ authOptional: true, disabledCommands: ['STARTTLS'], onData: (stream, _session, done) => void simpleParser(stream).then((mail) => (received.push(mail), done()), done) })
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    try {
      await until('the mail', async () => received, (all) => all.length > 0, 75_000)
      assert.match(received[0]!.text ?? '', /\/u\/reset-password\?ticket=/)
      const done = (await until('the end', latest, (all) => all.some(({ kind, state }) => kind === 'mail' && state === 'done'), 30_000)).find(({ kind }) => kind === 'mail')!
      assert.equal(done.outcome, '1 message was delivered.')
      assert.deepEqual((await api.must<Delayed[]>('GET /mail/delayed')).map(({ state }) => state), ['delivered'])
      assert.equal((await api.call('POST /mail/test', { to: 'ops@example.com' })).status, 200)
    } finally {
      await new Promise<void>((resolve) => server.close(resolve))
    }
  })
  const spa = async () => (await (await management(appliance.main)).must<{ client_id: string }>('POST /clients', { name: 'Spa', app_type: 'spa' })).client_id
  const person = async () => (await (await management(appliance.main)).must<{ email: string }>('POST /users', { connection: 'Username-Password-Authentication', email: 'ann@example.com', password: 'Correct-Horse-7-Battery', email_verified: true })).email

  test('a certificate that ends tomorrow: a notice to whoever gets alerts, and a check that is not well', async () => {
    const told: { state: string; title: string; check: string }[] = []
    const hook = createHttpServer((request, response) => {
      let body = ''
      request.on('data', (piece) => (body += piece)).on('end', () => {
        told.push(JSON.parse(body) as (typeof told)[0])
        response.writeHead(204).end()
      })
    })
    await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve))
    try {
      await api.must('PATCH /settings', { 'alerts.webhook-url': `http://127.0.0.1:${(hook.address() as AddressInfo).port}/`, 'company.handle': 'acme' })
      const authority = await makeAuthority()
      trust(authority.root.cert)
      await api.must('POST /root-certificates', { certificate: authority.root.cert })
      const leaf = await authority.leaf(['bailiwick.localhost', '*.bailiwick.localhost'], { days: 1 })
      await api.must('POST /certificates', { certificate: leaf.chain, private_key: leaf.key })
      assert.match((await until('a check that is not well', () => finding('certificate'), ({ well }) => !well, 20_000)).sentence, /valid for [01] more days/)
      // The job looks once an hour; it has looked already.
      const db = await connect({ url: (await findEmbedded(data))!, log: quietLogger, poolSize: 1 })
      await db.execute("UPDATE job_runs SET started_at = '2000-01-01' WHERE job = 'certificates.expiry'")
      await db.close()
      const notices = await until('the notice', async () => told.filter(({ state }) => state === 'notice'), (all) => all.length > 0, 70_000)
      assert.deepEqual(notices, [{ ...notices[0]!, company: 'acme', check: 'certificate', title: 'The certificate of the appliance ends in 1 day' }])
    } finally {
      hook.close()
      await api.must('PATCH /settings', { 'alerts.webhook-url': null })
    }
  })

  test('a reboot: told to the host, seen through, said when the host refuses; and not at all where no command was named', async () => {
    const node = async () => (await api.must<Node[]>('GET /nodes'))[0]!
    const { id, can_reboot } = await node()
    assert.equal(can_reboot, true)
    const reboot = (...more: string[]) => bailiwick(['nodes', 'reboot', id, '--data-dir', data, ...more])
    const confirmed = ['--confirm', 'nodes.reboot']
    assert.match((await reboot()).stderr, /nodes\.reboot/, 'disruptive: whoever runs it types its name')
    const asked = await reboot(...confirmed)
    assert.match(asked.stdout, /has been asked to reboot/, asked.stderr)
    assert.match((await reboot(...confirmed)).stderr, /one follows the other/)
    await until('the host is told', async () => machine.told(), (lines) => lines.length > 0, 30_000)
    assert.deepEqual(machine.told(), ['--now'])
    assert.equal((await node()).reboot?.state, 'running')

    // The machine comes back.
    await appliance.stop()
    machine.refuse()
    appliance = await start({ BAILIWICK_REBOOT_COMMAND: machine.command })
    api = await applianceApi(appliance)
    const back = (await node()).reboot!
    assert.equal(back.state, 'done')
    assert.match(back.outcome ?? '', /^The node is back, \d+ s after it was asked to reboot\.$/)

    assert.equal((await reboot(...confirmed)).code, 0)
    const failed = await until('the refusal', node, ({ reboot }) => reboot?.state === 'failed', 30_000)
    assert.equal(failed.reboot?.outcome, 'The command that reboots this host failed (exit code 4): Access denied')

    await appliance.stop()
    appliance = await start()
    api = await applianceApi(appliance)
    assert.equal((await node()).can_reboot, false)
    const refused = await reboot(...confirmed)
    assert.equal(refused.code, 1)
    assert.match(refused.stderr, /The host of this node does not allow it: no command for that was named/)
    assert.equal(machine.told().length, 2)
  })
})
