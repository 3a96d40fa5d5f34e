import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { gathering } from './gather.ts'
import { scratchDatabase } from './scratch.ts'

const scratch = await scratchDatabase()
const { db } = scratch
after(() => scratch.close())

test('callers share statements, and each gets their own result', async () => {
  let statements = 0
  const double = gathering<number, number>(1, async (on, items) => {
    statements += 1
    return (await on.rows<{ n: number }>('SELECT 2 * n AS n FROM unnest($1::int[]) WITH ORDINALITY AS asked (n, place) ORDER BY place', [items])).map(({ n }) => n)
  })
  const asked = Array.from({ length: 300 }, (_, number) => number)
  assert.deepEqual(await Promise.all(asked.map((number) => double(db, number))), asked.map((number) => 2 * number))
  assert.ok(statements <= 5, `${statements} statements for 300 callers`)
  assert.equal(await double(db, 7), 14)
})

test('what one caller did wrong fails that caller alone, and nothing is written twice', async () => {
  await db.execute('CREATE TABLE shares (n int PRIMARY KEY CHECK (n <> 13))')
  const insert = gathering<number, undefined>(2, async (on, items) => {
    await on.execute('INSERT INTO shares SELECT unnest($1::int[])', [items])
    return items.map(() => undefined)
  })
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, (_, number) => insert(db, number)))
  assert.deepEqual(outcomes.flatMap(({ status }, number) => (status === 'rejected' ? [number] : [])), [13])
  assert.deepEqual(await db.one('SELECT count(*) AS n FROM shares'), { n: 19 })
})

test('within a transaction an item is part of that transaction', async () => {
  await db.execute('CREATE TABLE drafts (n int)')
  const insert = gathering<number, undefined>(2, async (on, items) => {
    await on.execute('INSERT INTO drafts SELECT unnest($1::int[])', [items])
    return items.map(() => undefined)
  })
  const outside = insert(db, 1)
  await assert.rejects(db.transaction(async (tx) => {
    await Promise.all([insert(tx, 2), insert(tx, 3), insert(tx, 4)])
    throw new Error('no')
  }), /no/)
  await outside
  assert.deepEqual(await db.rows('SELECT n FROM drafts'), [{ n: 1 }])
})
