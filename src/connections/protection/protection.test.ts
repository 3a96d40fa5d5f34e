import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { TenantContext } from '#platform/context/index.ts'
import { authenticate, setPassword, signUp, type DatabaseConnection } from '#connections/database/index.ts'
import { createConnection } from '#resources/connections/index.ts'
import { createTenant } from '#resources/tenants/index.ts'
import { createUser, type User } from '#resources/users/index.ts'
import { storePassword } from '#connections/passwords/index.ts'
import { testContext, type TestContext } from '../../../test/context.ts'
import { blocksOf, forgetAttempts, liftBlocks, networkOf, unblock } from './index.ts'

const password = 'Correct-Horse-7'
const day = 86_400_000

describe('protection', () => {
  let test: TestContext
  let connection: DatabaseConnection
  let verified = 0
  /** A person of their own and an address of their own, so that the cases do not disturb one another. */
  let people = 0

  before(async () => {
    test = await testContext()
    connection = await createConnection(test.ctx, { name: 'db', strategy: 'auth0' })
  })
  after(() => test.close())

  async function stranger(): Promise<{ user: User; email: string; ip: string }> {
    people += 1
    const email = `person${people}@example.com`
    const user = await createUser(test.ctx, 'db', { email, email_verified: true })
    await storePassword(test.ctx, connection, user.user_id, password)
    return { user, email, ip: `198.51.100.${people}` }
  }

  /** A context that counts how often a password is really looked at. */
  const from = (ip: string, base: TenantContext = test.ctx): TenantContext => ({
    ...test.withRequest({ ip }, base),
    hasher: {
      ...base.hasher,
      verify: (hash, typed) => ((verified += 1), base.hasher.verify(hash, typed)),
      waste: (typed) => ((verified += 1), base.hasher.waste(typed)),
    },
  })

  const attempt = async (ip: string, identifier: string, typed = 'wrong', base?: TenantContext) => {
    const outcome = await authenticate(from(ip, base), connection, { identifier, password: typed })
    return 'user' in outcome ? 'in' : outcome.failure
  }
  const many = async (count: number, act: () => Promise<string>) => {
    const outcomes: string[] = []
    for (let n = 0; n < count; n += 1) outcomes.push(await act())
    return outcomes
  }
  const settings = async (name: string, value: object) => {
    await test.process.db.execute(
      `INSERT INTO attack_protection (tenant_id, name, settings) VALUES ($1, $2, $3) ON CONFLICT (tenant_id, name) DO UPDATE SET settings = EXCLUDED.settings`,
      [test.ctx.tenant.id, name, JSON.stringify(value)],
    )
    await test.ctx.cache.settled(test.ctx.tenant.id)
    await test.tenant('main')
  }
  const events = async (type: string, name: string) =>
    (await test.process.db.one<{ n: number }>(`SELECT count(*)::int AS n FROM logs WHERE type = $1 AND body->>'user_name' = $2`, [type, name])).n

  it('takes ten wrong passwords in a row, and then none, right ones included', async () => {
    const { email, ip } = await stranger()
    assert.deepEqual(await many(10, () => attempt(ip, email)), Array(10).fill('wrong'))
    const before = verified
    assert.equal(await attempt(ip, email), 'guessed')
    assert.equal(await attempt(ip, ` ${email.toUpperCase()}`, password), 'guessed')
    assert.equal(verified, before, 'no password was looked at')
    assert.equal(await attempt('203.0.113.9', email, password), 'in', 'from elsewhere the person still gets in')
    assert.equal(await events('fp', email), 10)
    assert.ok((await events('limit_wc', email)) >= 2)
  })

  it('treats names that nobody has the same way', async () => {
    assert.deepEqual(await many(10, () => attempt('198.51.100.200', 'nobody@example.com')), Array(10).fill('unknown'))
    assert.equal(await attempt('198.51.100.200', 'nobody@example.com'), 'guessed')
  })

  it('forgets failures after a right password', async () => {
    const { email, ip } = await stranger()
    await many(9, () => attempt(ip, email))
    assert.equal(await attempt(ip, email, password), 'in')
    assert.deepEqual(await many(9, () => attempt(ip, email)), Array(9).fill('wrong'))
    assert.equal(await attempt(ip, email, password), 'in')
  })

  it('writes nothing when somebody simply signs in', async () => {
    const { email, ip } = await stranger()
    const statements: string[] = []
    const base = from(ip)
    const spy = (name: 'execute' | 'maybe' | 'one' | 'rows') => (text: string, params?: readonly unknown[]) => (statements.push(text), base.db[name](text, params) as never)
    const db = { ...base.db, execute: spy('execute'), maybe: spy('maybe'), one: spy('one'), rows: spy('rows') }
    assert.ok('user' in (await authenticate({ ...base, db } as TenantContext, connection, { identifier: email, password })))
    assert.equal(statements.filter((text) => /login_attempts|address_throttles/.test(text)).length, 1)
    assert.ok(statements.every((text) => !/^\s*(INSERT|UPDATE|DELETE)/.test(text)), statements.join('\n'))
  })

  it('looks at no more than eleven of fifty wrong passwords at once, known name or not', async () => {
    const { email, ip } = await stranger()
    for (const name of [email, 'ghost@example.com']) {
      verified = 0
      const outcomes = await Promise.all(Array.from({ length: 50 }, () => attempt(ip, name)))
      assert.ok(verified >= 10 && verified <= 11, `${verified} were looked at`)
      assert.equal(outcomes.filter((outcome) => outcome === 'guessed').length, 50 - verified)
      assert.equal(await attempt(ip, name, password), 'guessed')
    }
  })

  it('sends one letter a block, whose link works once, for its address only', async () => {
    const { email, ip } = await stranger()
    for (const place of [ip, '203.0.113.50']) await many(10, () => attempt(place, email))
    const letters = await until(async () => (await test.outbox()).filter((letter) => letter.includes(`To: ${email}`)), (found) => found.length === 2)
    const links = letters.map((letter) => /unblock\?ticket=(?:3D)?([\w-]+)/.exec(letter.replaceAll(/=\r?\n/g, ''))![1]!)
    assert.equal(await attempt(ip, email, password), 'guessed')
    const used = await Promise.all(Array.from({ length: 5 }, () => unblock(test.ctx, links[0]!)))
    assert.equal(used.filter(Boolean).length, 1)
    assert.equal(await attempt(used.find(Boolean)!.network, email, password), 'in')
    assert.equal(await unblock(test.ctx, links[0]!), undefined)
    assert.equal((await blocksOf(test.ctx, { identifier: email })).length, 1)
    assert.equal(await unblock({ ...test.ctx, tenant: { ...test.ctx.tenant, id: 0 } }, links[1]!), undefined, 'another tenant')
  })

  it('sends no more than five letters a day', async () => {
    const { email } = await stranger()
    await settings('brute-force-protection', { max_attempts: 2 })
    for (let n = 1; n <= 7; n += 1) await many(2, () => attempt(`192.0.2.${n}`, email))
    await until(async () => (await test.outbox()).filter((letter) => letter.includes(`To: ${email}`)), (found) => found.length === 5)
    assert.equal((await blocksOf(test.ctx, { identifier: email })).length, 7)
    await settings('brute-force-protection', {})
  })

  it('lifts blocks by a new password and by the administrator', async () => {
    const { user, email, ip } = await stranger()
    await many(10, () => attempt(ip, email))
    await setPassword(test.ctx, connection, user, 'Another-Horse-8')
    assert.equal(await attempt(ip, email, 'Another-Horse-8'), 'in')
    await many(10, () => attempt(ip, email))
    assert.deepEqual(await blocksOf(test.ctx, [{ connection: 'db', email }]), [{ identifier: email, ip, connection: 'db' }])
    assert.deepEqual(await blocksOf(test.ctx, [{ connection: 'other', email }]), [])
    await liftBlocks(test.ctx, [{ connection: 'db', email }])
    assert.equal(await attempt(ip, email, 'Another-Horse-8'), 'in')
  })

  it('lets failures go after a day and blocks after thirty, and keeps no row of them', async () => {
    const { email, ip } = await stranger()
    const other = await stranger()
    await many(9, () => attempt(ip, email))
    await many(10, () => attempt(other.ip, other.email))
    test.clock.advance(day / 1000 + 1)
    assert.deepEqual(await many(9, () => attempt(ip, email)), Array(9).fill('wrong'))
    assert.equal(await attempt(other.ip, other.email, password), 'guessed')
    test.clock.advance((30 * day) / 1000)
    assert.equal(await attempt(other.ip, other.email, password), 'in')
    await forgetAttempts.run(test.process)
    assert.deepEqual(await test.process.db.rows('SELECT * FROM login_attempts'), [])
    assert.deepEqual(await test.process.db.rows('SELECT * FROM address_throttles'), [])
  })

  it('counts from everywhere together, for fewer attempts, not at all, or only from some places, as the tenant says', async () => {
    const { email } = await stranger()
    await settings('brute-force-protection', { mode: 'count_per_identifier', max_attempts: 3 })
    for (const ip of ['192.0.2.11', '192.0.2.12', '192.0.2.13']) assert.equal(await attempt(ip, email), 'wrong')
    assert.equal(await attempt('192.0.2.14', email, password), 'guessed')
    assert.deepEqual(await blocksOf(test.ctx, { identifier: email }), [{ identifier: email, connection: 'db' }])
    await settings('brute-force-protection', { mode: 'count_per_identifier', max_attempts: 3, allowlist: ['192.0.2.0/24'] })
    assert.equal(await attempt('192.0.2.14', email, password), 'in')
    assert.equal(await attempt('198.51.100.14', email, password), 'guessed')
    await settings('brute-force-protection', { mode: 'count_per_identifier', max_attempts: 3, shields: ['user_notification'] })
    assert.deepEqual(await blocksOf(test.ctx, { identifier: email }, true), [])
    assert.equal(await attempt('192.0.2.15', email, password), 'in')
    await settings('brute-force-protection', { enabled: false, max_attempts: 1 })
    assert.deepEqual(await many(3, () => attempt('192.0.2.16', email)), Array(3).fill('wrong'))
    await settings('brute-force-protection', {})
  })

  it('throttles an address that fails with many names, and grants attempts again at the pace set', async () => {
    const rate = 60_000
    await settings('suspicious-ip-throttling', { stage: { 'pre-login': { max_attempts: 16, rate } } })
    let n = 0
    const next = () => attempt('203.0.113.77', `someone${(n += 1)}@example.com`)
    assert.deepEqual(await many(16, next), Array(16).fill('unknown'))
    assert.equal(await next(), 'throttled')
    const { email } = await stranger()
    assert.equal(await attempt('203.0.113.77', email, password), 'throttled')
    assert.equal(await attempt('203.0.113.78', email, password), 'in')
    test.clock.advance(rate / 1000)
    assert.deepEqual([await attempt('203.0.113.77', email, password), await next(), await next()], ['in', 'unknown', 'throttled'])
    assert.ok((await events('limit_mu', email)) > 0)
  })

  it('throttles at once: of 150 names at a time no more than the bucket and an eighth are looked at', async () => {
    await settings('suspicious-ip-throttling', { stage: { 'pre-login': { max_attempts: 40, rate: 60_000 } } })
    verified = 0
    const outcomes = await Promise.all(Array.from({ length: 150 }, (_, n) => attempt('203.0.113.90', `crowd${n}@example.com`)))
    assert.ok(verified >= 40 && verified <= 45, `${verified} were looked at`)
    assert.equal(outcomes.filter((outcome) => outcome === 'throttled').length, 150 - verified)
    await settings('suspicious-ip-throttling', {})
  })

  it('gives back what right passwords took, many at once', async () => {
    const { email } = await stranger()
    await settings('suspicious-ip-throttling', { stage: { 'pre-login': { max_attempts: 2, rate: 60_000 } } })
    assert.deepEqual(await many(6, () => attempt('203.0.113.91', email, password)), Array(6).fill('in'))
    await settings('suspicious-ip-throttling', {})
  })

  it('takes a person no faster than the rate limits grant, where they are on', async () => {
    const { email, ip } = await stranger()
    let left = 2
    const limits = { draw: async (_tenant: number, bucket: string, key: string) => (assert.deepEqual([bucket, key], ['login', `db ${email} ${ip}`]), (left -= 1) >= 0) }
    assert.deepEqual(await many(3, () => attempt(ip, email, password, { ...test.ctx, limits })), ['in', 'in', 'throttled'])
    assert.equal(await events('limit_sul', email), 1)
  })

  it('counts an IPv6 network as one address', () => {
    assert.equal(networkOf('2001:db8:1:2:ab::9'), '2001:db8:1:2::/64')
    assert.equal(networkOf('2001:db8::1'), '2001:db8:0:0::/64')
    assert.equal(networkOf('::1'), '0:0:0:0::/64')
    assert.equal(networkOf('fe80::1%eth0'), 'fe80:0:0:0::/64')
    assert.equal(networkOf('1:2:3:4:5:6:7:8'), '1:2:3:4::/64')
    assert.equal(networkOf('192.0.2.1'), '192.0.2.1')
  })

  it('throttles sign-ups, and tells the owners once an hour', async () => {
    await createTenant(test.process, { name: 'owned', owners: ['owner@example.com'] })
    const ctx = await test.tenant('owned')
    const db = await createConnection(ctx, { name: 'db', strategy: 'auth0' })
    const join = (n: number) =>
      signUp(test.withRequest({ ip: '203.0.113.120' }, ctx), db, { email: `joiner${n}@example.com`, password: 'weak' }).then(() => 'made', (error: { code?: string }) => error.code)
    for (let n = 0; n < 50; n += 1) assert.equal(await join(n), 'invalid_password')
    assert.equal(await join(50), 'too_many_attempts')
    assert.equal(await join(51), 'too_many_attempts')
    const told = async () => (await test.outbox()).filter((letter) => letter.includes('To: owner@example.com'))
    assert.equal((await until(told, (found) => found.length > 0)).length, 1)
  })
})

async function until<T>(look: () => Promise<T>, good: (found: T) => boolean): Promise<T> {
  let found = await look()
  for (let n = 0; n < 200 && !good(found); n += 1) {
    await new Promise((resolve) => setTimeout(resolve, 25))
    found = await look()
  }
  assert.ok(good(found), 'waited in vain')
  return found
}
