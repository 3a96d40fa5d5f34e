import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { testContext, type TestContext } from '../../../test/context.ts'
import { eventKinds, record } from './index.ts'

let t: TestContext
before(async () => {
  t = await testContext()
})
after(() => t.close())

const entries = () =>
  t.process.db.rows<{ log_id: string; type: string; user_id: string | null; body: Record<string, unknown> }>(
    'SELECT log_id, type, user_id, body FROM logs WHERE tenant_id = $1 ORDER BY log_id',
    [t.ctx.tenant.id],
  )

test('the documented codes are all there, once', () => {
  assert.equal(eventKinds.size, 172)
  assert.deepEqual(eventKinds.get('s'), { type: 's', name: 'Success Login', failure: false })
  assert.equal(eventKinds.get('fp')?.failure, true)
  for (const kind of eventKinds.values()) assert.ok(kind.name.length > 0, kind.type)
})

test('an event carries who, where and when', async () => {
  const library = { name: 'auth0-spa-js', version: '2' }
  const ctx = t.withRequest({
    ip: '198.51.100.4',
    headers: { 'user-agent': 'Phone Mobile', 'auth0-client': Buffer.from(JSON.stringify(library)).toString('base64') },
  })
  await record(ctx, { type: 's', user_id: 'auth0|who', scope: ['openid', 'email'], details: { a: undefined, b: [1] } })
  const entry = (await entries()).find((each) => each.user_id === 'auth0|who')
  assert.ok(entry)
  assert.match(entry.log_id, /^900\d{53}$/)
  assert.deepEqual(entry.body, {
    date: t.clock.now().toISOString(),
    type: 's',
    ip: '198.51.100.4',
    user_agent: 'Phone Mobile',
    isMobile: true,
    hostname: 'main.bailiwick.localhost',
    user_id: 'auth0|who',
    scope: 'openid email',
    auth0_client: library,
    details: { b: [1] },
    $event_schema: { version: '1.0.0' },
    environment_name: 'bailiwick.localhost',
    tenant_name: 'main',
  })
})

test('ids are unique and in order of time, also when many are written at once', async () => {
  await Promise.all(Array.from({ length: 50 }, () => record(t.ctx, { type: 'burst' })))
  t.clock.advance(1)
  await record(t.ctx, { type: 'later' })
  const all = await entries()
  assert.equal(new Set(all.map((each) => each.log_id)).size, all.length)
  assert.equal(all.at(-1)?.type, 'later')
})

test('what strangers typed cannot make the entry fail', async () => {
  await record(t.ctx, { type: 'fu', user_name: 'nul\u0000 half \ud800 end', description: 'x'.repeat(100_000), user_id: 'a\u0000', details: { '\u0000k': '\udfff' } })
  const entry = (await entries()).find((each) => each.type === 'fu')
  assert.equal(entry?.body['user_name'], 'nul\uFFFD half \uFFFD end')
  assert.ok(String(entry?.body['description']).length < 10_000)
})

test('a store that fails, fails the request', async () => {
  await assert.rejects(t.ctx.db.transaction(async (tx) => {
    await tx.execute('ALTER TABLE logs RENAME TO logs_away')
    await record({ ...t.ctx, db: tx }, { type: 's' })
  }))
})
