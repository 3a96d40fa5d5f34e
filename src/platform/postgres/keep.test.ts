import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connect } from './database.ts'
import { keepEmbedded } from './keep.ts'
import { silent } from './log.ts'
import { until } from './processes.ts'
import { memoryLog, preparedFolder } from './trial.ts'

test('kill -9 of Postgres under load: it comes back by itself and no acknowledged row is lost', async (t) => {
  const log = memoryLog()
  const kept = await keepEmbedded({ dataDir: await preparedFolder(t), log })
  t.after(() => kept.stop())
  const db = await connect({ url: kept.connection, log: silent })
  t.after(() => db.close())
  await db.execute('CREATE TABLE acknowledged (n int)')
  const acknowledged: number[] = []
  let next = 0
  let unsure = 0
  let writing = true
  const writer = async () => {
    while (writing) {
      const n = next++
      await db.execute('INSERT INTO acknowledged VALUES ($1)', [n]).then(() => acknowledged.push(n), () => unsure++)
    }
  }
  const writers = [writer(), writer(), writer(), writer()]
  for (let kill = 1; kill <= 2; kill++) {
    const before = acknowledged.length
    assert.ok(await until(() => acknowledged.length > before + 50, 20_000))
    process.kill(kept.pid() ?? 0, 'SIGKILL')
    assert.ok(await until(() => kept.restarts() === kill && kept.state() === 'ready', 20_000))
  }
  const before = acknowledged.length
  assert.ok(await until(() => acknowledged.length > before + 50, 20_000))
  writing = false
  await Promise.all(writers)
  const found = new Set((await db.rows<{ n: number }>('SELECT n FROM acknowledged')).map(({ n }) => n))
  assert.deepEqual(acknowledged.filter((n) => !found.has(n)), [])
  assert.ok(unsure <= 8, `at most the statements under way may be unsure, not ${unsure}`)
  assert.match(log.said.join('\n'), /Postgres ended unexpectedly \(signal SIGKILL\); starting it again\.\n(.*\n)*Postgres is back with pid \d+ after \d+ ms\./)
})

test('stop during the pause before a restart ends it for good', async (t) => {
  const kept = await keepEmbedded({ dataDir: await preparedFolder(t), log: silent })
  process.kill(kept.pid() ?? 0, 'SIGKILL')
  assert.ok(await until(() => kept.state() === 'down', 5000))
  await kept.stop()
  assert.equal(kept.state(), 'stopped')
  assert.equal(kept.pid(), undefined)
})
