import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { OneOf, Type } from '#kernel/schema.ts'
import { setting } from '#kernel/setting.ts'
import { loadSettings } from '#platform/settings/index.ts'
import { testContext, type TestContext } from '../../../test/context.ts'
import type { OperateContext } from '../context/index.ts'
import { settings } from './index.ts'

const common = { title: 'T', about: '', scope: 'appliance', takesEffect: 'at once' } as const
const size = setting({ ...common, id: 't.size', title: 'Size', unit: 'MiB', schema: Type.Integer({ minimum: 1, maximum: 64 }), default: 8 })
const mood = setting({ ...common, id: 't.mood', schema: OneOf(['calm', 'busy']), default: 'calm', takesEffect: 'restart' })
const key = setting({ ...common, id: 't.key', schema: Type.String({ minLength: 3 }), default: '', secret: true })
const fixed = setting({ ...common, id: 't.fixed', schema: Type.Boolean(), default: false, environment: 'T_FIXED' })
const declarations = [size, mood, key, fixed]

let t: TestContext
let ctx: OperateContext
let told = 0
before(async () => {
  t = await testContext({ tenant: 'config', isRoot: true })
  const live = await loadSettings({ declarations, db: t.process.db, secrets: t.process.secrets, environment: { T_FIXED: 'yes' } })
  const node = { id: 'n1', declarations, settings: live, settingsChanged: async () => { told += 1; await live.reload() } }
  ctx = { ...t.api(), node } as unknown as OperateContext
})
after(() => t.close())

const act = <T = Record<string, unknown>>(name: string, input: Record<string, unknown>): Promise<T> =>
  settings.operations.find(({ id }) => id === `settings.${name}`)!.run(input as never, ctx) as Promise<T>
const change = (body: Record<string, unknown>) => act<{ version?: number; changes: unknown[]; waits_for_restart: string[] }>('update', { body, params: {}, query: {} })

test('several are changed at once, obeyed at once, and a secret is never shown', async () => {
  const done = await change({ 't.size': 16, 't.key': 'sesame', 't.mood': 'busy' })
  assert.equal(told, 1)
  assert.deepEqual(done.waits_for_restart, ['t.mood'])
  assert.equal(ctx.node.settings.get(size), 16)
  assert.equal(ctx.node.settings.get(key), 'sesame')
  const everything = JSON.stringify([done, await act('list', {}), await act('history', { query: {}, page: { offset: 0, limit: 10 } })])
  assert.ok(!everything.includes('sesame'))
  const rest = JSON.stringify(await t.process.db.rows('SELECT s.value, c.after FROM settings s, setting_changes c'))
  assert.ok(!rest.includes('sesame'), 'sealed at rest')
})

test('what does not fit is refused whole, with limits and unit', async () => {
  await assert.rejects(change({ 't.mood': 'calm', 't.size': 65 }), { status: 400, code: 'invalid_setting', message: /65 does not fit t\.size \(Size\): it must be a whole number from 1 to 64 MiB\./ })
  assert.equal(ctx.node.settings.get(mood), 'busy')
  await assert.rejects(change({ 't.mood': 'wild' }), { message: /one of "calm", "busy"/ })
  await assert.rejects(change({ 't.key': 'ab' }), (error: Error) => !error.message.includes('"ab"') && /at least 3/.test(error.message))
  await assert.rejects(change({ 't.none': 1 }), { status: 404 })
})

test('the environment wins and refuses a change', async () => {
  assert.equal(ctx.node.settings.get(fixed), true)
  await assert.rejects(change({ 't.fixed': false }), { status: 409, code: 'setting_from_environment', message: /T_FIXED/ })
})

test('the same value again makes no version; a rollback takes up an earlier state, secrets too', async () => {
  const { version: first } = await change({ 't.size': 20, 't.key': 'first' })
  assert.equal((await change({ 't.size': 20 })).version, undefined)
  await change({ 't.size': 21, 't.key': 'second' })
  await change({ 't.size': null })
  assert.equal(ctx.node.settings.get(size), 8)
  await act('rollback', { params: { version: String(first) } })
  assert.equal(ctx.node.settings.get(size), 20)
  assert.equal(ctx.node.settings.get(key), 'first')
  await assert.rejects(act('rollback', { params: { version: '999' } }), { status: 404 })
})

test('changes in parallel: each has its version, none is lost', async () => {
  const before = (await act<{ total: number }>('history', { query: {}, page: { offset: 0, limit: 1 } })).total
  await Promise.all(Array.from({ length: 8 }, (_, index) => change({ 't.size': 30 + index })))
  const { total, items } = await act<{ total: number; items: { changes: { before: number; after: number }[] }[] }>('history', { query: { setting: 't.size' }, page: { offset: 0, limit: 9 } })
  assert.ok(total >= 8)
  assert.equal((await act<{ total: number }>('history', { query: {}, page: { offset: 0, limit: 1 } })).total, before + 8)
  // Each began where the one before ended.
  for (const [index, item] of items.slice(0, 7).entries()) assert.equal(item.changes[0]!.before, items[index + 1]!.changes[0]!.after)
})
