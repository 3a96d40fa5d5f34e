import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Compile } from '#kernel/schema.ts'
import type { Settings } from '#kernel/setting.ts'
import type { ProcessContext } from '#platform/context/index.ts'
import { quietLogger } from '#platform/log/index.ts'
import { scratchDatabase } from '#platform/postgres/scratch.ts'
import { migrationsFolder } from '../../../test/context.ts'
import { Buckets, createPurse, createRateLimiter, forgetFullBuckets, limitsOf, rateLimitBuckets, rateLimits, type Purse } from './index.ts'
import { settleAccounts, type Account } from './rate-limit.store.ts'

describe('rate limits', () => {
  let scratch: Awaited<ReturnType<typeof scratchDatabase>>
  let keys = 0
  before(async () => {
    scratch = await scratchDatabase({ migrations: migrationsFolder })
  })
  after(() => scratch.close())

  const settings = (enabled: boolean, buckets: object = {}): Settings => ({
    get: (declared) => (declared.id === rateLimits.id ? enabled : declared.id === rateLimitBuckets.id ? buckets : undefined) as never,
    origin: () => 'stored',
  })
  /** As many workers as asked for, over one database; `asked` counts their statements. */
  const workers = (count: number) => {
    const asked = { statements: 0 }
    const settle = (accounts: Account[]) => ((asked.statements += 1), settleAccounts(scratch.db, accounts))
    return { purses: Array.from({ length: count }, () => createPurse({ settle, log: quietLogger })), asked }
  }
  const fresh = () => ({ tenant: 1, bucket: 'authentication-api', key: `key${(keys += 1)}` })
  const close = (purses: Purse[]) => Promise.all(purses.map((purse) => purse.close()))

  it('admits what size and rate say, however many workers share a bucket, within the bound that the head comment gives', async () => {
    const { purses } = workers(4)
    const instance = fresh()
    const limit = { size: 60, rate: 40 }
    const began = performance.now()
    const lasting = 3000
    let admitted = 0
    await Promise.all(
      purses.map(async (purse, n) => {
        while (performance.now() - began < lasting) {
          const verdicts = await Promise.all(Array.from({ length: 5 }, () => purse.take(instance, limit)))
          admitted += verdicts.filter(({ allowed }) => allowed).length
          await sleep(3 + n)
        }
      }),
    )
    const t = (performance.now() - began) / 1000
    await close(purses)
    const most = limit.size + limit.rate * (t + 1) + purses.length
    const least = limit.size + limit.rate * (t - 1)
    assert.ok(admitted <= most && admitted >= least, `${admitted} were admitted, between ${least} and ${most} may be`)
  })

  it('counts every token of a small bucket', async () => {
    const { purses } = workers(4)
    const instance = fresh()
    const limit = { size: 5, rate: 5 / 3600 }
    const verdicts = await Promise.all(purses.flatMap((purse) => Array.from({ length: 20 }, () => purse.take(instance, limit))))
    assert.equal(verdicts.filter(({ allowed }) => allowed).length, 5)
    const { allowed, remaining, wait } = await purses[0]!.take(instance, limit)
    assert.deepEqual([allowed, remaining, Math.round(wait)], [false, 0, 720])
    await close(purses)
  })

  it('does not ask at each request, neither below the limit nor beyond it', async () => {
    const { purses, asked } = workers(1)
    const [purse] = purses as [Purse]
    const [busy, empty] = [fresh(), fresh()]
    for (let n = 0; n < 3000; n += 1) {
      assert.ok((await purse.take(busy, { size: 100_000, rate: 1000 })).allowed)
      if (n % 100 === 0) await sleep(5)
    }
    assert.ok(asked.statements < 60, `${asked.statements} statements for 3000 requests`)
    await purse.take(empty, { size: 2, rate: 0.001 })
    await purse.take(empty, { size: 2, rate: 0.001 })
    await purse.take(empty, { size: 2, rate: 0.001 })
    const before = asked.statements
    for (let n = 0; n < 1000; n += 1) assert.equal((await purse.take(empty, { size: 2, rate: 0.001 })).allowed, false)
    assert.ok(asked.statements - before <= 2, 'nobody asks an empty bucket again')
    await close(purses)
  })

  it('answers a client that comes now and then at once', async () => {
    const { purses } = workers(1)
    const instance = fresh()
    for (let n = 0; n < 5; n += 1) {
      const verdict = purses[0]!.take(instance, { size: 50, rate: 15 })
      assert.ok(!(verdict instanceof Promise) && verdict.allowed)
      await sleep(120)
    }
    await close(purses)
  })

  it('gives leases back: what one worker does not use, another one may', async () => {
    const { purses } = workers(2)
    const instance = fresh()
    const limit = { size: 100, rate: 0.001 }
    let admitted = 0
    for (let n = 0; n < 40; n += 1) admitted += Number((await purses[0]!.take(instance, limit)).allowed)
    await sleep(1400)
    for (let n = 0; n < 100; n += 1) admitted += Number((await purses[1]!.take(instance, limit)).allowed)
    assert.ok(admitted >= 99 && admitted <= 102, `${admitted} of 100`)
    await close(purses)
  })

  it('lets requests pass while the buckets cannot be asked', async () => {
    const purse = createPurse({ settle: () => Promise.reject(new Error('no database')), log: quietLogger })
    for (let n = 0; n < 30; n += 1) assert.ok((await purse.take(fresh(), { size: 1, rate: 1 })).allowed)
    await purse.close()
  })

  it('understands amounts by interval, overrides by key and by expression, and unlimited', () => {
    const limits = limitsOf({
      signup: { per_hour: 36, override: { '192.0.2.1': { unlimited: true }, office: { match: '^10\\.', size: 500 }, broken: { match: '(', per_second: 1 } } },
      'management-api': { unlimited: true, override: { main: { size: 7, per_minute: 60 } } },
      userinfo: { size: 3 },
    })
    assert.deepEqual(limits('signup', '198.51.100.1'), { size: 36, rate: 0.01 })
    assert.equal(limits('signup', '192.0.2.1'), undefined)
    assert.deepEqual(limits('signup', '10.1.2.3'), { size: 500, rate: 0.01 })
    assert.equal(limits('management-api', 'other'), undefined)
    assert.deepEqual(limits('management-api', 'main'), { size: 7, rate: 1 })
    assert.deepEqual(limits('userinfo', 'x'), { size: 3, rate: 5 / 60 }, 'half a sentence is completed by what is usual')
    assert.deepEqual(limitsOf({})('userinfo', 'x'), { size: 10, rate: 5 / 60 })
    assert.deepEqual(limits('authentication-api', 'main'), { size: 100, rate: 100 })
  })

  it('takes no bucket nobody knows, no expression that cannot be read, and no amount of nothing', () => {
    const check = Compile(Buckets)
    assert.ok(check.Check({ signup: { size: 5, per_minute: 5, override: { office: { match: '^10\\.', unlimited: true } } } }))
    for (const bad of [{ sign_up: {} }, { signup: { per_minute: 0 } }, { signup: { size: 1.5 } }, { signup: { per_month: 1 } }, { signup: { override: { x: { match: '(' } } } }]) {
      assert.ok(!check.Check(bad), JSON.stringify(bad))
    }
  })

  it('is off until switched on; then answers carry the documented headers', async () => {
    const off = createRateLimiter({ settings: settings(false), db: scratch.db, log: quietLogger })
    const request = { method: 'GET' as const, path: '/', ip: '192.0.2.1', headers: {} }
    assert.equal(off.check({ id: 9, name: 'main' }, 'GET /authorize', request), undefined)
    const on = createRateLimiter({ settings: settings(true, { 'management-api': { size: 2, per_minute: 2 } }), db: scratch.db, log: quietLogger })
    const answers = []
    for (let n = 0; n < 3; n += 1) answers.push((await on.check({ id: 9, name: 'main' }, 'GET /api/v2/connections', request))!)
    assert.deepEqual(answers.map(({ refused }) => refused?.bucket), [undefined, undefined, 'management-api'])
    assert.deepEqual(answers.map(({ headers }) => [headers['x-ratelimit-limit'], headers['x-ratelimit-remaining']]), [['2', '1'], ['2', '0'], ['2', '0']])
    const { 'x-ratelimit-reset': reset, 'retry-after': after } = answers[2]!.headers
    assert.ok(Math.abs(Number(reset) - Date.now() / 1000 - 30) < 3 && Number(after) >= 28 && Number(after) <= 31, `${reset} ${after}`)
    assert.equal((await on.check({ id: 10, name: 'other' }, 'GET /api/v2/connections', request))!.refused, undefined)
    assert.equal((await on.check({ id: 9, name: 'main' }, 'POST /dbconnections/signup', request))!.headers['x-ratelimit-limit'], '50')
    await on.close()
  })

  it('keeps no bucket that is full again', async () => {
    await scratch.db.execute(`UPDATE rate_limits SET full_at = now() - interval '2 minutes'`)
    assert.match(await forgetFullBuckets.run({ db: scratch.db } as ProcessContext), /^Forgot \d+ /)
    assert.deepEqual(await scratch.db.rows('SELECT * FROM rate_limits'), [])
  })
})
