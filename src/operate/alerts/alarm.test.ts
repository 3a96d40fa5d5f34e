import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, before, test } from 'node:test'
import { createHmac } from 'node:crypto'
import type { SettingDeclaration, Settings } from '#kernel/setting.ts'
import type { Database } from '#platform/postgres/index.ts'
import { until } from '#platform/postgres/processes.ts'
import { testContext, type TestContext } from '../../../test/context.ts'
import type { HealthReport } from '../context/index.ts'
import { createAlarm } from './alarm.ts'
import { alertAfter, alertEmails, alertSecret, alertWebhook } from './alerts.settings.ts'
import { openAlertsOf } from './alerts.store.ts'

let t: TestContext
const posts: { signature: string | undefined; body: string }[] = []
let refusing = false
const hook = createServer((request, response) => {
  let body = ''
  request.on('data', (piece) => (body += piece)).on('end', () => {
    if (!refusing) posts.push({ signature: request.headers['bailiwick-signature'] as string | undefined, body })
    response.writeHead(refusing ? 503 : 204).end()
  })
})
const values = new Map<SettingDeclaration, unknown>()
const settings: Settings = { get: (declared) => (values.has(declared) ? values.get(declared) : declared.default) as never, origin: () => 'stored' }

before(async () => {
  t = await testContext()
  await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve))
  values.set(alertWebhook as SettingDeclaration, `http://127.0.0.1:${(hook.address() as { port: number }).port}/`)
  values.set(alertEmails as SettingDeclaration, ['ops@example.com'])
  values.set(alertSecret as SettingDeclaration, 'shared')
  values.set(alertAfter as SettingDeclaration, 3)
})
after(async () => {
  hook.close()
  await t.close()
})

const alarmOf = (over: { db?: Database; node?: string; firstPause?: number } = {}) => createAlarm({ ...t.process, settings, node: 'n1', nodeName: 'one', ...over })
const report = (well: boolean, severity: 'high' | 'normal' = 'normal', id = 'disk'): HealthReport => ({
  at: t.clock.now().toISOString(), node: 'n1',
  checks: [{ id, title: 'Disks', severity, well, sentence: well ? 'Fine.' : '/ is filled by 97 % {{ 7 }}.', remedy: 'Free space.', measured: {} }],
})
test('told once after its patience, and once when it is over', async () => {
  const alarm = await alarmOf()
  for (const well of [false, false, true, false, false]) await alarm.hear(report(well))
  assert.equal(posts.length, 0, 'two minutes are not three')
  await alarm.hear(report(false))
  await alarm.hear(report(false))
  assert.equal(posts.length, 1)
  const sent = JSON.parse(posts[0]!.body) as Record<string, unknown>
  assert.deepEqual([sent['kind'], sent['state'], sent['check'], sent['severity']], ['alert', 'opened', 'disk', 'normal'])
  const [, seconds, hash] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(posts[0]!.signature ?? '')!
  assert.equal(hash, createHmac('sha256', 'shared').update(`${seconds}.${posts[0]!.body}`).digest('hex'))
  const [mail] = await t.outbox()
  assert.match(mail!, /Subject: \[normal\] Alert: Disks on one/)
  assert.match(mail!.replaceAll('=\r\n', ''), /97 % \{\{ 7 \}\}/, 'what a check says is no template')
  // A new supervisor knows of it and tells its end.
  const next = await alarmOf()
  await next.hear(report(true))
  assert.equal((JSON.parse(posts[1]!.body) as { state: string }).state, 'closed')
  const rows = await t.process.db.rows<{ closed_at: Date | null }>('SELECT closed_at FROM alerts')
  assert.equal(rows.length, 1)
  assert.ok(rows[0]!.closed_at)
})

test('high severity is told after two minutes; what does not arrive is tried again', async () => {
  const before = posts.length
  const alarm = await alarmOf()
  refusing = true
  await alarm.hear(report(false, 'high', 'db'))
  await alarm.hear(report(false, 'high', 'db'))
  assert.equal(posts.length, before)
  refusing = false
  await alarm.flush()
  assert.equal(posts.length, before + 1)
  await alarm.flush()
  assert.equal(posts.length, before + 1, 'and not again')
})

test('the database that was away is told of its own end as soon as it is back, and not only with the next report', async () => {
  let away = 3
  const db = { ...t.process.db, execute: async (...given: Parameters<Database['execute']>) => (away-- > 0 ? Promise.reject(new Error('the database is starting up')) : t.process.db.execute(...given)) }
  const alarm = await alarmOf({ db, node: 'n2', firstPause: 5 })
  alarm.incident({ id: 'db', title: 'Database', severity: 'high', remedy: 'Look at its log.' }, 'The embedded database ended unasked.')
  assert.ok(await until(async () => (await openAlertsOf(t.process.db, 'n2')).length === 1, 30_000))
  assert.equal(away, -1, 'three times in vain, and once')
  alarm.stop()
})
