import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Settings } from '#kernel/setting.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { tenantSettings } from '#resources/tenants/index.ts'
import { createUser, findUser } from '#resources/users/index.ts'
import { testContext, type TestContext } from '../../../test/context.ts'
import { createSession, endSession, findSession, touchSession } from './index.ts'
import { lifetime } from './lifetimes.ts'

let t: TestContext
let alice: string
let bob: string
before(async () => {
  t = await testContext()
  alice = (await createUser(t.ctx, 'people', { email: 'alice@example.com' })).user_id
  bob = (await createUser(t.ctx, 'people', { email: 'bob@example.com' })).user_id
  for (let each = 0; each < 30; each++) {
    await t.ctx.db.execute('INSERT INTO clients (tenant_id, client_id, name) VALUES ($1, $2, $2)', [t.ctx.tenant.id, `app${each}`])
  }
})
after(() => t.close())

const begin = (userId: string, over: { formerSecret?: string; persistent?: boolean; clientId?: string } = {}) =>
  createSession(t.ctx, {
    userId, connection: 'people', authenticatedAt: t.clock.now(), amr: ['pwd'], persistent: over.persistent ?? true,
    clientId: over.clientId ?? 'app0', formerSecret: over.formerSecret,
  })
const clientsOf = async (id: string) => (await t.ctx.db.rows<{ client_id: string }>('SELECT client_id FROM session_clients WHERE session_id = $1', [id])).map((row) => row.client_id)

test('a login is counted with its session, also when the session goes on under a new secret', async () => {
  const person = (await createUser(t.ctx, 'people', { email: 'counted@example.com' })).user_id
  const first = await begin(person)
  await begin(person, { formerSecret: first.secret })
  const user = await findUser(t.ctx, person)
  assert.deepEqual([user?.logins_count, user?.last_login, user?.last_ip], [2, t.clock.now(), t.ctx.request.ip])
})

test('a session is found by its secret and by nothing else; the secret is not stored', async () => {
  const { session, secret } = await begin(alice)
  assert.equal((await findSession(t.ctx, secret))?.id, session.id)
  assert.equal(await findSession(t.ctx, session.id), undefined)
  const rows = await t.ctx.db.rows<Record<string, unknown>>('SELECT * FROM sessions')
  assert.ok(!JSON.stringify(rows).includes(secret))
})

test('the same person logging in again keeps the sid, under a new secret; the old secret is dead', async () => {
  const first = await begin(alice)
  const second = await begin(alice, { formerSecret: first.secret, clientId: 'app1' })
  assert.equal(second.session.id, first.session.id)
  assert.notEqual(second.secret, first.secret)
  assert.equal(await findSession(t.ctx, first.secret), undefined)
  assert.deepEqual((await clientsOf(first.session.id)).sort(), ['app0', 'app1'])
})

test('another person in the same browser ends the former session', async () => {
  const first = await begin(alice)
  const second = await begin(bob, { formerSecret: first.secret })
  assert.notEqual(second.session.id, first.session.id)
  assert.equal(await findSession(t.ctx, first.secret), undefined)
  assert.equal((await findSession(t.ctx, second.secret))?.user_id, bob)
})

test('idle sessions end after 72 hours, used ones after 168', async () => {
  const idle = await begin(alice)
  const used = await begin(bob)
  const hours = (count: number) => t.clock.advance(count * 3600)
  hours(71)
  const session = await findSession(t.ctx, used.secret)
  assert.ok(session && (await findSession(t.ctx, idle.secret)))
  await touchSession(t.ctx, session, 'app0')
  hours(2)
  assert.equal(await findSession(t.ctx, idle.secret), undefined)
  assert.ok(await findSession(t.ctx, used.secret))
  for (let each = 0; each < 3; each++) {
    hours(31)
    const live = await findSession(t.ctx, used.secret)
    if (each < 3 && live) await touchSession(t.ctx, live, 'app0')
  }
  hours(3)
  assert.equal(await findSession(t.ctx, used.secret), undefined)
})

test('thirty applications joining at once all join; ending tells them back', async () => {
  const { session, secret } = await begin(alice)
  await Promise.all(Array.from({ length: 30 }, (_, each) => touchSession(t.ctx, session, `app${each}`)))
  const ended = await endSession(t.ctx, { secret }, 'rp-logout')
  assert.equal(ended?.clients.length, 30)
  assert.equal(ended.user_id, alice)
  assert.equal(await findSession(t.ctx, secret), undefined)
  assert.equal(await endSession(t.ctx, { secret }, 'rp-logout'), undefined)
})

test('a session belongs to its tenant', async () => {
  const { secret, session } = await begin(alice)
  const other = await t.tenant('other')
  assert.equal(await findSession(other, secret), undefined)
  assert.equal(await endSession(other, { id: session.id }, 'rp-logout'), undefined)
})

test('the appliance says how long sessions last where the tenant says nothing, and when the dashboard\'s end', async () => {
  const values = new Map<string, unknown>()
  const settings: Settings = { get: (declared) => (values.get(declared.id) ?? declared.default) as never, origin: () => 'stored' }
  const on = (over: { isRoot?: boolean; own?: Record<string, unknown> } = {}) => ({ ...t.ctx, settings, tenant: { ...t.ctx.tenant, isRoot: over.isRoot ?? false, settings: over.own ?? {} } })
  const hours = (ctx: TenantContext, persistent = true) => Object.values(lifetime(ctx, persistent)).map((ms) => ms / 3_600_000)
  assert.deepEqual([hours(on()), hours(on(), false)], [[72, 168], [24, 72]])
  values.set('sessions.absolute-timeout', 10).set('sessions.idle-timeout', 48)
  assert.deepEqual([hours(on()), hours(on(), false)], [[10, 10], [10, 10]])
  assert.deepEqual(hours(on({ own: { session_lifetime: 100, idle_session_lifetime: 1 } })), [1, 100], 'a tenant has the last word')
  values.set('sessions.ephemeral-cookie', true)
  assert.deepEqual([on(), on({ own: { session_cookie: { mode: 'persistent' } } })].map((ctx) => tenantSettings(ctx).session_cookie), [{ mode: 'non-persistent' }, { mode: 'persistent' }])
  values.set('sessions.dashboard-timeout', 15)
  assert.deepEqual([hours(on({ isRoot: true })), hours(on())], [[0.25, 10], [10, 10]])

  // At each use, so that a shorter limit ends what began before it.
  const { secret } = await begin(alice)
  const root = on({ isRoot: true })
  assert.ok(await findSession(root, secret))
  t.clock.advance(16 * 60)
  assert.equal(await findSession(root, secret), undefined)

  // Whoever used it just now has the whole limit before them, however short that is.
  values.set('sessions.dashboard-timeout', 1)
  const used = await begin(bob)
  for (let use = 0; use < 3; use++) {
    t.clock.advance(50)
    const live = await findSession(root, used.secret)
    assert.ok(live, 'used less than a minute ago')
    await touchSession(root, live, 'app0')
  }
  t.clock.advance(61)
  assert.equal(await findSession(root, used.secret), undefined)
})
