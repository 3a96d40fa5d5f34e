import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import type { Socket } from 'node:net'
import { after, test } from 'node:test'
import { copyIn, copyOut } from './copy.ts'
import { connect } from './database.ts'
import { DatabaseUnavailable, ForeignKeyViolation, UniqueViolation } from './failure.ts'
import { keepEmbedded } from './keep.ts'
import { silent } from './log.ts'
import { until } from './processes.ts'
import { fleetingSettings } from './server-settings.ts'
import { scratchDatabase } from './scratch.ts'
import { openClient } from './snapshot.ts'
import { preparedFolder } from './trial.ts'

const scratch = await scratchDatabase()
const { db } = scratch
after(() => scratch.close())

test('values become what JavaScript expects', async () => {
  const row = await db.one<Record<string, unknown>>(`SELECT 9007199254740991::int8 AS safe, 9007199254740993::int8 AS large, '{1,null}'::int8[] AS list,
    '2026-01-02T03:04:05Z'::timestamptz AS at, '2026-01-02'::date AS day, '{"a": [1]}'::jsonb AS body, '{x,"y z"}'::text[] AS texts, '\\x01'::bytea AS bytes`)
  assert.deepEqual(row, { safe: 9007199254740991, large: 9007199254740993n, list: [1, null], at: new Date('2026-01-02T03:04:05Z'), day: '2026-01-02', body: { a: [1] }, texts: ['x', 'y z'], bytes: Buffer.from([1]) })
})

test('one and maybe promise a number of rows', async () => {
  await assert.rejects(db.one('SELECT 1 WHERE false'), /expected exactly one, got 0/)
  await assert.rejects(db.maybe('SELECT generate_series(1, 2)'), /expected one or none, got 2/)
  assert.equal(await db.maybe('SELECT 1 WHERE false'), undefined)
  assert.equal(await db.execute('CREATE TEMP TABLE a (n int); INSERT INTO a VALUES (1), (2)'), 2)
})

test('violations are typed and leave the connection in the pool', async () => {
  await db.execute('CREATE TABLE parents (id int CONSTRAINT parents_once PRIMARY KEY); CREATE TABLE children (parent int CONSTRAINT children_parent REFERENCES parents)')
  await db.execute('INSERT INTO parents VALUES ($1)', [1])
  const { connections } = db.stats()
  await assert.rejects(db.execute('INSERT INTO parents VALUES ($1)', [1]), (reason) => reason instanceof UniqueViolation && reason.constraint === 'parents_once' && reason.table === 'parents')
  await assert.rejects(db.execute('INSERT INTO children VALUES ($1)', [2]), (reason) => reason instanceof ForeignKeyViolation && reason.constraint === 'children_parent')
  assert.equal(db.stats().connections, connections)
})

test('a nested transaction is a savepoint; parallel statements in one transaction take turns', async () => {
  await db.execute('CREATE TABLE steps (n int PRIMARY KEY)')
  await db.transaction(async (tx) => {
    await Promise.all([1, 2, 3].map((n) => tx.execute('INSERT INTO steps VALUES ($1)', [n])))
    await assert.rejects(tx.transaction(async (inner) => {
      await inner.execute('INSERT INTO steps VALUES (4)')
      await inner.execute('INSERT INTO steps VALUES (1)')
    }), UniqueViolation)
    await tx.transaction((inner) => inner.execute('INSERT INTO steps VALUES (5)'))
  })
  assert.deepEqual((await db.rows<{ n: number }>('SELECT n FROM steps ORDER BY n')).map(({ n }) => n), [1, 2, 3, 5])
  await assert.rejects(db.transaction(async (tx) => {
    await tx.execute('INSERT INTO steps VALUES (6)')
    throw new Error('no')
  }), /no/)
  assert.equal(await db.maybe('SELECT 1 FROM steps WHERE n = 6'), undefined)
})

test('a swallowed failure cannot commit half, and a late statement is refused', async () => {
  await assert.rejects(db.transaction(async (tx) => {
    await tx.execute('SELECT 1 / 0').catch(() => {})
  }), /rolled back, because one of its statements had failed/)
  let late: () => Promise<unknown> = async () => {}
  await db.transaction(async (tx) => { late = () => tx.rows('SELECT 1') })
  await assert.rejects(late(), /has ended/)
})

test('serialization failures and deadlocks are run again', async () => {
  await db.execute('CREATE TABLE counters (id int PRIMARY KEY, n int); INSERT INTO counters VALUES (1, 0), (2, 0)')
  await Promise.all(Array.from({ length: 8 }, () => db.transaction(async (tx) => {
    await tx.execute('SET TRANSACTION ISOLATION LEVEL SERIALIZABLE')
    const { n } = await tx.one<{ n: number }>('SELECT n FROM counters WHERE id = 1')
    await tx.execute('UPDATE counters SET n = $1 WHERE id = 1', [n + 1])
  })))
  assert.deepEqual(await db.one('SELECT n FROM counters WHERE id = 1'), { n: 8 })
})

test('a prepared statement survives a change of the schema', async () => {
  await db.execute('CREATE TABLE shapes (a int); INSERT INTO shapes VALUES (1)')
  const second = await connect({ url: scratch.connection, log: silent, poolSize: 1 })
  try {
    assert.deepEqual(await second.rows('SELECT * FROM shapes'), [{ a: 1 }])
    await db.execute('ALTER TABLE shapes ADD COLUMN b int')
    assert.deepEqual(await second.rows('SELECT * FROM shapes'), [{ a: 1, b: null }])
    await db.execute('ALTER TABLE shapes ADD COLUMN c int')
    assert.deepEqual(await second.transaction((tx) => tx.rows('SELECT * FROM shapes')), [{ a: 1, b: null, c: null }])
  } finally {
    await second.close()
  }
})

test('a statement that takes too long frees its caller and its connection', async () => {
  const hasty = await connect({ url: scratch.connection, log: silent, poolSize: 1, timeout: 100 })
  try {
    await assert.rejects(hasty.rows('SELECT pg_sleep(20)'), DatabaseUnavailable)
    assert.deepEqual(await hasty.one('SELECT 1 AS n'), { n: 1 })
  } finally {
    await hasty.close()
  }
})

test('reads and whole transactions wait out a restart; writes on a broken connection are refused; listeners are told', async (t) => {
  const kept = await keepEmbedded({ dataDir: await preparedFolder(t), log: silent, settings: { ...fleetingSettings, synchronous_commit: 'on' } })
  t.after(() => kept.stop())
  const live = await connect({ url: kept.connection, log: silent })
  t.after(() => live.close())
  await live.execute('CREATE TABLE seen (n int)')
  const heard: string[] = []
  let lost = 0
  const stopListening = await live.listen('news', (payload) => heard.push(payload), () => lost++)
  await live.execute('SELECT pg_notify($1, $2)', ['news', 'before'])
  assert.ok(await until(() => heard.length === 1, 5000))

  const slowRead = live.rows('SELECT count(*), pg_sleep(1) FROM seen')
  const slowWrite = live.execute('INSERT INTO seen SELECT 99 FROM pg_sleep(1)').then(() => 'written', (reason: unknown) => reason)
  let runs = 0
  const slowTransaction = live.transaction(async (tx) => {
    runs++
    await tx.execute('INSERT INTO seen VALUES (1)')
    await tx.rows('SELECT pg_sleep(0.5)')
  })
  assert.ok(await until(async () => (await live.one<{ n: number }>(`SELECT count(*)::int AS n FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' AND state = 'active' AND pid <> pg_backend_pid()`)).n === 3, 5000))
  process.kill(kept.pid() ?? 0, 'SIGKILL')
  const fresh = live.execute('INSERT INTO seen VALUES (2)').catch((reason: unknown) => reason)
  assert.equal((await slowRead).length, 1)
  const refusal = await slowWrite
  assert.ok(refusal instanceof DatabaseUnavailable && refusal.outcome === 'unknown', String(refusal))
  await slowTransaction
  await fresh
  assert.equal(runs, 2)
  assert.deepEqual(await live.one('SELECT count(*)::int AS n FROM seen WHERE n = 1'), { n: 1 })
  assert.ok(await until(() => lost === 1, 10_000), 'the listener was told that it may have lost something')
  await live.execute('SELECT pg_notify($1, $2)', ['news', 'after'])
  assert.ok(await until(() => heard.length === 2, 5000))
  assert.deepEqual(heard, ['before', 'after'])
  await stopListening()

  await kept.stop()
  await assert.rejects(connect({ url: kept.connection, log: silent, patience: 100, startPatience: 200 }), { exitCode: 69, message: /cannot be used/ })
})

test('many begin to listen at once on the one connection, one statement at a time', async () => {
  const warnings: string[] = []
  const note = ({ message }: Error) => void warnings.push(message)
  process.on('warning', note)
  const heard: string[] = []
  const ends = await Promise.all(['one', 'two', 'three'].map((channel) => db.listen(channel, (payload) => void heard.push(`${channel} ${payload}`))))
  for (const channel of ['one', 'two', 'three']) await db.execute('SELECT pg_notify($1, $2)', [channel, 'x'])
  assert.ok(await until(() => heard.length === 3, 10_000))
  await Promise.all(ends.map((end) => end()))
  process.off('warning', note)
  assert.deepEqual([heard.sort(), warnings], [['one x', 'three x', 'two x'], []])
})

test('a table is copied out and in: in whole rows, byte for byte; whatever ends it early, the connection goes on', async () => {
  const client = await openClient(scratch.connection)
  try {
    // A row of 100 kB is larger than a piece and comes in many chunks; heads fall on the border of two chunks now and then.
    const select = "SELECT n, repeat('é' || n, CASE WHEN n % 30000 = 0 THEN 50000 ELSE n % 60 END) AS text FROM generate_series(1, 90000) n"
    const { rows: [expected] } = await client.query<{ sum: string; bytes: number }>(`SELECT md5(string_agg(n || E'\\t' || text || E'\\n', '' ORDER BY n)) AS sum, sum(octet_length(n || text) + 2)::int AS bytes FROM (${select}) t`)
    const hash = createHash('md5')
    let [pieces, underWay, most] = [0, 0, 0]
    const copied = await copyOut(client, `COPY (${select}) TO STDOUT`, async (piece) => {
      assert.equal(piece.at(-1), 10, 'a piece ends with a row')
      hash.update(piece)
      const first = Buffer.from(piece.subarray(0, 50))
      most = Math.max(most, (underWay += 1))
      pieces += 1
      await new Promise((resolve) => setImmediate(resolve))
      assert.deepEqual(piece.subarray(0, 50), first, 'what is at work is not written over')
      underWay -= 1
    }, { pieceSize: 100_000 })
    assert.deepEqual({ ...copied, sum: hash.digest('hex') }, { rows: 90_000, bytes: expected!.bytes, sum: expected!.sum })
    assert.ok(pieces > 20 && most > 1, `${pieces} pieces, ${most} at a time`)

    const enough = new Error('the disk is full')
    await assert.rejects(copyOut(client, `COPY (${select}) TO STDOUT`, () => Promise.reject(enough), { pieceSize: 100_000 }), enough)
    await assert.rejects(copyOut(client, 'COPY (SELECT 1 / (5 - n) FROM generate_series(1, 9) n) TO STDOUT', async () => {}), /division by zero/)
    assert.deepEqual(await copyOut(client, 'COPY (SELECT 1 WHERE false) TO STDOUT', () => assert.fail('no rows, no piece')), { rows: 0, bytes: 0 })
    assert.equal((await client.query('SELECT 7 AS n')).rows[0].n, 7)

    await client.query('CREATE TEMP TABLE lines (line text)')
    const { stream } = (client as unknown as { connection: { stream: Socket } }).connection
    const listeners = () => stream.eventNames().map((name) => stream.listenerCount(name)).join()
    const [line, before] = [Buffer.from(`${'x'.repeat(999)}\n`), listeners()]
    const source = async function* () {
      for (let count = 0; count < 20; count += 1) yield Buffer.alloc(1_000_000, line)
    }
    assert.deepEqual(await copyIn(client, 'COPY lines FROM STDIN', source()), { rows: 20_000, bytes: 20_000_000 })
    assert.equal(listeners(), before, 'waiting for the server leaves nobody listening')
  } finally {
    await client.end()
  }
})
