import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { quietLogger } from '#platform/log/index.ts'
import { createMeter, createTally, metric } from '#platform/metrics/index.ts'
import type { Database } from '#platform/postgres/index.ts'
import { testContext, type TestContext } from '../../../test/context.ts'
import { operateMetrics, processCpu, processMemory, statements } from '../monitoring/index.ts'
import { charts, findChart } from './charts.ts'
import { forgetOldSeries } from './forget.job.ts'
import { keepInstrumentation } from './keeper.ts'
import { pack, unpack } from './pack.ts'
import { series, stepFor } from './series.ts'

let t: TestContext
const logins = metric({ name: 'bailiwick_logins_total', type: 'counter', help: '' })
before(async () => {
  t = await testContext()
  await t.process.db.execute(`INSERT INTO nodes (id, hostname, address, https_port, memory_bytes, cpus, build, started_at, heartbeat_at) VALUES ('n1', 'one', '10.0.0.1', 443, 1, 1, '1', now(), now())`)
})
after(() => t.close())

/** To the beginning of a minute. */
const align = () => t.clock.advance((60_000 - (t.clock.now().getTime() % 60_000)) / 1000)
const seconds = () => t.clock.now().getTime() / 1000

test('packing gives back what was packed, gaps included', async () => {
  const lines = [{ line: 7, samples: [1, null, 0.123456] }, { line: 70_000, samples: [2 ** 40, -3, 9_999] }]
  assert.deepEqual([...await unpack(await pack(lines))], [[7, [1, null, 0.1235]], [70_000, [1.1e12, -3, 9_999]]])
  assert.deepEqual([...await unpack(await pack([]))], [])
})

test('rates, values and means reach the reader at five seconds and at a minute; what the database missed is written later', async () => {
  align()
  const [meter, tally] = [createMeter(), createTally([...operateMetrics, logins])]
  let away = true
  const db: Database = { ...t.process.db, one: (...args: [string]) => (away ? Promise.reject(new Error('away')) : t.process.db.one(...args)) } as Database
  const keeper = keepInstrumentation({ db, node: 'n1', clock: t.clock, log: quietLogger })
  const began = seconds()
  for (let tick = 0; tick < 36; tick += 1) {
    meter.count(statements, {}, 50)
    meter.count(processCpu, { role: 'web' }, tick < 12 ? 5 : 2.5)
    meter.gauge(processMemory, { role: 'web' }, 1_000_000)
    if (tick === 20) meter.count(logins, { outcome: 'success' }, 10)
    tally.add('1', meter.take())
    keeper.sample(tally.families())
    t.clock.advance(5)
  }
  await keeper.flush(true)
  assert.equal((await t.process.db.one<{ n: number }>('SELECT count(*)::int AS n FROM metric_minutes')).n, 0)
  away = false
  await keeper.flush()
  const span = { from: began, until: began + 180 }
  const read = (word: string, step?: number, over = span) => {
    const asked = findChart(word)!
    return series(t.process.db, asked, over, stepFor(asked, over, step, seconds()), undefined, seconds())
  }
  const [queries] = await read('0')
  assert.deepEqual([queries!.hostname, queries!.label, queries!.points.length], ['one', '', 36])
  assert.deepEqual(queries!.points.slice(0, 2), [[began, null], [began + 5, 10]], 'growth is seen from the second reading on')
  const [minute] = await read('1')
  assert.deepEqual(minute!.points, [[began, 10], [began + 60, 10], [began + 120, 10]])
  const [cpu] = await read('process-cpu', 60)
  assert.deepEqual([cpu!.label, cpu!.points], ['web', [[began, 1], [began + 60, 0.5], [began + 120, 0.5]]])
  const [attempts] = await read('2')
  assert.deepEqual(attempts!.points.filter(([, value]) => value !== null && value > 0), [[began + 100, 2]], 'a line that begins with a login shows it')
  assert.equal((await read('5'))[0]!.points[7]![1], 1_000_000)
  const narrow = { from: began + 60, until: began + 70 }
  assert.deepEqual((await read('0', 5, narrow))[0]!.points.map(([at]) => at - began), [60, 65])
})

test('a day of a busy node takes less than 5 MB even when every value is chance, and all of it less than 15 MB, index included; what is too old goes', async () => {
  const { db } = t.process
  await db.execute('TRUNCATE metric_minutes')
  align()
  const tally = createTally([...operateMetrics, logins])
  const meter = createMeter()
  const keeper = keepInstrumentation({ db, node: 'n1', clock: t.clock, log: quietLogger })
  let state = 1
  const chance = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
  const labels = { by: ['server', 'api2', 'manage'], role: ['web', 'supervisor', 'postgres'], path: ['/', '/data'], device: ['vda'], interface: ['lo', 'eth0'], state: ['open', 'idle', 'waiting'], outcome: ['success', 'failure'], process: ['server', 'api2', 'manage'], step: ['identify', 'trust', 'know', 'settle'] }
  const fifteen = 15
  for (let tick = 0; tick < fifteen * 12; tick += 1) {
    for (const { metric: { name }, by } of charts) {
      const declaration = operateMetrics.find((each) => each.name === name) ?? logins
      for (const value of by === undefined ? [''] : labels[by as keyof typeof labels]) {
        const label: Record<string, string> = by === undefined ? {} : { [by]: value }
        if (declaration.type === 'counter') meter.count(declaration, label, chance() * 100)
        else if (declaration.type === 'gauge') meter.gauge(declaration, label, 1e9 * (1 + chance()))
        else for (let n = 0; n < 5; n += 1) meter.observe(declaration, label, chance())
      }
    }
    tally.add('1', meter.take())
    keeper.sample(tally.families())
    t.clock.advance(5)
  }
  await keeper.flush(true)
  // As many minutes as are kept, with what these fifteen hold.
  await db.execute(`INSERT INTO metric_minutes SELECT m.minute - 15 * i, m.node, m.shelf, m.samples FROM metric_minutes m, generate_series(1, 1440 / 15 * 7 - 1) i WHERE m.shelf <> 'fine' OR i < 1440 / 15`)
  const { bytes, day } = await db.one<{ bytes: number; day: number }>(`SELECT pg_total_relation_size('metric_minutes') AS bytes,
    (SELECT sum(pg_column_size(samples) + 60) FROM metric_minutes WHERE minute > (SELECT max(minute) - 1440 FROM metric_minutes)) AS day`)
  console.log(`time series: ${Math.round(day / 1000)} kB written a day, ${Math.round(bytes / 1000)} kB in all`)
  assert.ok(day < 5_000_000, `${day} bytes a day`)
  assert.ok(bytes < 15_000_000, `${bytes} bytes in all`)
  t.clock.advance(86_400)
  assert.match(await forgetOldSeries.run(t.process), /^Removed \d{4} minutes of time series/)
  assert.deepEqual((await db.rows<{ shelf: string }>('SELECT DISTINCT shelf FROM metric_minutes ORDER BY 1')).map(({ shelf }) => shelf), ['coarse', 'fine-week'])
  assert.equal(await forgetOldSeries.run(t.process), 'No time series was too old.')
})
