import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { quietLogger } from '#platform/log/index.ts'
import type { Database } from '#platform/postgres/index.ts'
import { testContext, type TestContext } from '../../../test/context.ts'
import type { HealthReport } from '../context/index.ts'
import { forgetOldSamples, keepHistory, minuteOf } from './history.ts'

let t: TestContext
before(async () => {
  t = await testContext()
  await t.process.db.execute(`INSERT INTO nodes (id, hostname, address, https_port, memory_bytes, cpus, build, started_at, heartbeat_at) VALUES ('n1', 'one', '10.0.0.1', 443, 1, 1, '1', now(), now())`)
})
after(() => t.close())

const report = (): HealthReport => ({
  at: t.clock.now().toISOString(), node: 'n1',
  checks: [
    { id: 'memory', title: '', severity: 'normal', well: true, sentence: '', remedy: '', measured: { free_percent: 40 } },
    { id: 'disk', title: '', severity: 'normal', well: false, sentence: 'Full.', remedy: '', measured: { used_percent: 95 } },
  ],
})
const rows = () => t.process.db.rows<Record<string, unknown>>('SELECT minute, memory_free, cpu_busy, disk_used, unwell FROM health_samples ORDER BY minute')

test('samples wait while the database is away and are written when it is back, each minute once', async () => {
  let away = true
  const db: Database = { ...t.process.db, one: (...args: [string]) => (away ? Promise.reject(new Error('away')) : t.process.db.one(...args)) } as Database
  const keeper = keepHistory({ report: async () => report(), db, node: 'n1', clock: t.clock, log: quietLogger })
  const first = minuteOf(t.clock.now())
  await keeper.sample()
  t.clock.advance(60)
  await keeper.sample()
  assert.equal((await rows()).length, 0)
  away = false
  await keeper.sample()
  keeper.stop()
  assert.deepEqual(await rows(), [0, 1].map((later) => ({ minute: first + later, memory_free: 40, cpu_busy: null, disk_used: 95, unwell: { disk: 'Full.' } })))
})

test('a day of one node takes less than 120 kB, indexes included, and goes after 29 days', async () => {
  const { db } = t.process
  await db.execute('TRUNCATE health_samples')
  const now = minuteOf(t.clock.now())
  await db.execute('INSERT INTO health_samples SELECT $1::int - 30 * 1440 + i, 1, 50, 10, 40, NULL FROM generate_series(1, 30 * 1440) i', [now])
  const { bytes } = await db.one<{ bytes: number }>(`SELECT pg_total_relation_size('health_samples') AS bytes`)
  assert.ok(bytes / 30 < 120_000, `${Math.round(bytes / 30)} bytes a day`)
  assert.match(await forgetOldSamples.run(t.process), /^Removed 1\d{3} health samples/)
  assert.equal((await db.one<{ n: number }>('SELECT count(*)::int AS n FROM health_samples')).n, 29 * 1440 + 1)
})
