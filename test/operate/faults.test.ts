// Faults as they happen: each is said in a sentence, kept in the history, told as an alert, and over when its cause is.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createServer as createTcpServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { SMTPServer } from 'smtp-server'
import { hostsFor } from '#platform/tls/index.ts'
import { issueAuthority, issueLeaf } from '../../src/platform/tls/issue.ts'
import { scratchDatabase, type Scratch } from '#platform/postgres/scratch.ts'
import { startAppliance, temporaryFolder, type Appliance } from '../appliance.ts'
import { clockAhead, withoutFakeTime } from '../fake-time.ts'
import { trust } from '../loopback.ts'
import { management, type Management } from '../management.ts'
import { applianceApi, type ApplianceApi } from './appliance-api.ts'

type Finding = { id: string; well: boolean; severity: string; sentence: string; remedy: string }
type Told = { state: 'opened' | 'closed'; check: string; severity: string; sentence: string; remedy: string }
const day = 86_400_000

/** A small disk of its own; undefined where we may not mount. */
function smallDisk(folder: string, megabytes: number): { fill(leave: number): void; free(): void; remove(): void } | undefined {
  if (process.getuid?.() !== 0 || process.platform !== 'linux') return undefined
  mkdirSync(folder)
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'tmpfs', folder])
  const ballast = join(folder, 'ballast')
  return {
    /** Leaves so many bytes. */
    fill(leave) {
      rmSync(ballast, { force: true })
      const { bavail, bsize } = statfsSync(folder)
      try {
        writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - leave)))
      } catch (error) {
        // Somebody else was faster with the last bytes.
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
      }
    },
    free: () => rmSync(ballast, { force: true }),
    remove: () => void execFileSync('umount', ['-l', folder]),
  }
}
const withoutMount = process.getuid?.() === 0 && process.platform === 'linux' ? false : 'needs root'

async function until<T>(what: string, ask: () => Promise<T>, enough: (found: T) => boolean, patience: number): Promise<T> {
  const deadline = Date.now() + patience
  for (;;) {
    // A fault may be that nobody answers.
    const found = await ask().then((value) => ({ value }), (error: unknown) => String(error))
    if (typeof found !== 'string' && enough(found.value)) return found.value
    assert.ok(Date.now() < deadline, `${what}: not within ${patience / 1000} s; last ${JSON.stringify(found)?.slice(0, 2_000)}`)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

describe('a node with a wrong clock, a dead mail server, a certificate that expires tomorrow and hardly any disk', { skip: withoutFakeTime || withoutMount }, () => {
  const folder = temporaryFolder()
  const dataDir = join(folder, 'data')
  const told: Told[] = []
  const hook = createServer((request, response) => {
    let body = ''
    request.on('data', (piece) => (body += piece)).on('end', () => {
      told.push(JSON.parse(body) as Told)
      response.writeHead(204).end()
    })
  })
  const mails: string[] = []
  let scratch: Scratch
  let disk: ReturnType<typeof smallDisk>
  let clock: ReturnType<typeof clockAhead>
  let appliance: Appliance
  let api: ApplianceApi
  let mailPort: number
  let mailServer: SMTPServer | undefined
  before(async () => {
    scratch = await scratchDatabase()
    disk = smallDisk(dataDir, 64)
    await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve))
    mailPort = await deadPort()
    mkdirSync(join(dataDir, 'tls'), { mode: 0o700 })
    const authority = await issueAuthority(new Date(Date.now() - 396 * day))
    trust(authority.cert)
    const leaf = await issueLeaf(authority, hostsFor('bailiwick.localhost', ['config', 'manage', 'main']), new Date(Date.now() - 396 * day))
    writeFileSync(join(dataDir, 'tls', 'server.pem'), leaf.cert)
    writeFileSync(join(dataDir, 'tls', 'server.key'), leaf.key, { mode: 0o600 })
    disk!.fill(3_000_000)
    clock = clockAhead(join(folder, 'clock'), 600)
    const { host, user, password, database } = scratch.connection
    appliance = await startAppliance({
      dataDir,
      environment: {
        ...clock.environment,
        BAILIWICK_DATABASE_URL: `postgres://${user}:${encodeURIComponent(password)}@/${database}?host=${encodeURIComponent(host)}`,
        BAILIWICK_ALERT_WEBHOOK: `http://127.0.0.1:${(hook.address() as AddressInfo).port}/`, BAILIWICK_ALERT_EMAILS: 'ops@example.com', BAILIWICK_ALERT_AFTER: '1',
        BAILIWICK_SMTP_HOST: '127.0.0.1', BAILIWICK_SMTP_PORT: String(mailPort), BAILIWICK_SMTP_SECURITY: 'none', BAILIWICK_MAIL_FROM: 'appliance@example.com',
      },
    })
    api = await applianceApi(appliance)
  })
  after(async () => {
    await appliance?.stop()
    await new Promise<void>((resolve) => (mailServer ? mailServer.close(resolve) : resolve()))
    await scratch?.close()
    hook.close()
    disk?.remove()
    rmSync(folder, { recursive: true, force: true })
  })
  const findings = async () => new Map((await api.must<{ checks: Finding[] }>('GET /health')).checks.map((each) => [each.id, each]))
  const faults: [check: string, severity: string, sentence: RegExp][] = [
    ['clock', 'high', /^The clock of this node is (59\d|60\d) s ahead of the database's\.$/],
    ['email', 'normal', /^The mail server 127\.0\.0\.1:\d+ cannot be used/],
    ['certificate', 'normal', /^The certificate .*valid for 0 more days, until \d{4}-\d\d-\d\d/],
    ['disk', 'normal', /is filled by 9\d(\.\d)? %/],
  ]
  for (const [check, severity, sentence] of faults) {
    test(`${check}: a sentence, a remedy, a sample in the history, an alert of severity ${severity}`, async () => {
      const found = (await findings()).get(check)!
      assert.equal(found.well, false)
      assert.match(found.sentence, sentence)
      assert.ok(found.remedy.length > 20)
      await until('the alert', async () => told, (all) => all.some((each) => each.check === check), 20_000)
      const alert = told.find((each) => each.check === check)!
      assert.deepEqual([alert.state, alert.severity], ['opened', severity])
      assert.match(alert.sentence, sentence)
      const [sample] = await until('the sample', () => api.must<{ unwell: Record<string, string> }[]>('GET /health/history?unwell_only=true&to=2100-01-01T00:00:00Z'), (rows) => rows.length > 0, 20_000)
      assert.match(sample!.unwell[check] ?? '', sentence)
    })
  }

  test('people sign in and changes are kept all the while', async () => {
    const main = await management(appliance.main)
    await main.must('POST /roles', { name: 'made meanwhile' })
    assert.ok((await main.must<{ name: string }[]>('GET /roles')).some(({ name }) => name === 'made meanwhile'))
  })

  test('each is over when its cause is: well again, told, and the mail that waited arrives', async () => {
    clock.set(0)
    disk!.free()
    mailServer = new SMTPServer({ authOptional: true, disabledCommands: ['STARTTLS'], onData: (stream, _session, done) => void stream.toArray().then((pieces: Buffer[]) => (mails.push(Buffer.concat(pieces).toString()), done())) })
    await new Promise<void>((resolve) => mailServer!.listen(mailPort, '127.0.0.1', resolve))
    const mended = ['clock', 'disk', 'email']
    await until('well again', findings, (all) => mended.every((check) => all.get(check)!.well), 40_000)
    await until('the end is told', async () => told.filter(({ state }) => state === 'closed').map(({ check }) => check), (closed) => mended.every((check) => closed.includes(check)), 90_000)
    await until('mail', async () => mails, (all) => all.some((mail) => /Subject: \[high\] Alert: Clock/.test(mail)) && all.some((mail) => /Subject: \[normal\] Resolved: Disks/.test(mail)), 90_000)
  })
})

describe('a disk that is full to the last byte, and a worker that hangs', { skip: withoutMount }, () => {
  const folder = temporaryFolder()
  const dataDir = join(folder, 'data')
  let disk: ReturnType<typeof smallDisk>
  let appliance: Appliance
  let api: ApplianceApi
  let main: Management
  before(async () => {
    disk = smallDisk(dataDir, 512)
    appliance = await startAppliance({ dataDir, options: ['--workers', '2'] })
    api = await applianceApi(appliance)
    main = await management(appliance.main)
  })
  after(async () => {
    disk?.free()
    await appliance?.stop()
    disk?.remove()
    rmSync(folder, { recursive: true, force: true })
  })

  test('writing is refused with 503 and a sentence, and goes on by itself when there is room; nothing acknowledged is lost', async () => {
    const acknowledged: string[] = []
    const refused = new Map<number, string>()
    const write = async (name: string) => {
      const answer = await main.call<{ message?: string }>('POST /roles', { name, description: 'x'.repeat(200) }).catch(() => undefined)
      if (answer && answer.status < 300) acknowledged.push(name)
      else if (answer) refused.set(answer.status, answer.body?.message ?? '')
      return answer?.status
    }
    for (let number = 0; number < 20; number += 1) await write(`before-${number}`)
    disk!.fill(0)
    for (let number = 0; number < 3_000 && refused.size === 0; number += 1) await write(`full-${number}`)
    assert.ok(refused.size > 0, 'the disk was not full')
    assert.deepEqual([...refused.keys()].filter((status) => status !== 503), [], JSON.stringify([...refused]))
    assert.match(refused.get(503)!, /\w+/)
    disk!.free()
    await until('writing goes on', () => write(`after-${Date.now()}`), (status) => status !== undefined && status < 300, 40_000)
    const present = new Set<string>()
    for (let page = 0; ; page += 1) {
      const roles = await main.must<{ name: string }[]>(`GET /roles?per_page=100&page=${page}`)
      for (const { name } of roles) present.add(name)
      if (roles.length === 0) break
    }
    assert.deepEqual(acknowledged.filter((name) => !present.has(name)), [])
  })

  test('a worker that hangs is ended and replaced; history and alerts say so', async () => {
    const [stopped] = workersOf(appliance)
    assert.ok(stopped !== undefined)
    process.kill(stopped, 'SIGSTOP')
    const alerts = await until('the alert', () => api.must<{ check: string; sentence: string }[]>('GET /alerts'), (all) => all.some(({ sentence }) => sentence.includes('did not answer')), 90_000)
    assert.ok(alerts.some(({ check, sentence }) => check === 'services' && sentence === `Web worker ${stopped} did not answer for half a minute; it was ended and replaced.`))
    const noted = await until('the sample', () => api.must<{ unwell: Record<string, string> }[]>('GET /health/history?unwell_only=true'), (rows) => rows.some(({ unwell }) => /^(1 of 2 web workers do not answer|Web worker \d+ did not answer)/.test(unwell['services'] ?? '')), 10_000)
    assert.ok(noted.length > 0)
    await until('its successor', async () => workersOf(appliance), (all) => all.length === 2 && !all.includes(stopped), 30_000)
  })
})

function workersOf(appliance: Appliance): number[] {
  const children = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(appliance.process.pid)], { encoding: 'utf8' })
  return children.split('\n').filter((line) => line.includes('worker.ts')).map((line) => Number.parseInt(line.trim(), 10))
}

function deadPort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createTcpServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
