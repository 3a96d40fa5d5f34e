import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Problem } from '#kernel/problem.ts'
import { testContext, type TestContext } from '../../../test/context.ts'
import { createUser, findUser, findUserByLogin, presentUser, recordLogin, updateUser, userClaims } from './index.ts'

let t: TestContext
before(async () => {
  t = await testContext()
})
after(() => t.close())

const refusedWith = (status: number, code: string) => (error: unknown) =>
  error instanceof Problem && error.status === status && error.code === code

test('a new user gets an id, lower-case address, name, nickname and picture', async () => {
  const user = await createUser(t.ctx, 'people', { email: 'Jane.Doe@Example.com', user_metadata: { a: 1, gone: null } })
  assert.match(user.user_id, /^auth0\|[0-9a-f]{24}$/)
  assert.equal(user.email, 'jane.doe@example.com')
  assert.equal(user.name, 'jane.doe@example.com')
  assert.equal(user.nickname, 'jane.doe')
  assert.match(user.picture ?? '', /^https:\/\/s\.gravatar\.com\/avatar\/[0-9a-f]{32}\?s=480&r=pg&d=/)
  assert.deepEqual(user.user_metadata, { a: 1 })
  assert.deepEqual(await findUser(t.ctx, user.user_id), user)
})

test('a login name finds its account whatever its case, in its own connection only', async () => {
  const user = await createUser(t.ctx, 'cased', { email: 'Case@Example.com', username: 'CaseMan', phone_number: '+4917012' })
  for (const login of [{ email: 'CASE@example.COM' }, { username: 'caseMAN' }, { phone_number: '+4917012' }]) {
    assert.equal((await findUserByLogin(t.ctx, 'cased', login))?.user_id, user.user_id)
    assert.equal(await findUserByLogin(t.ctx, 'elsewhere', login), undefined)
  }
  assert.equal(await findUserByLogin(t.ctx, 'cased', { email: 'x\u0000' }), undefined)
})

test('the same address twice in a connection is refused, in another one it is not', async () => {
  await createUser(t.ctx, 'once', { email: 'twice@example.com' })
  await assert.rejects(createUser(t.ctx, 'once', { email: 'TWICE@example.com' }), refusedWith(409, 'user_exists'))
  await createUser(t.ctx, 'another', { email: 'twice@example.com' })
})

test('a given id is kept, and kept apart', async () => {
  assert.equal((await createUser(t.ctx, 'ids', { user_id: 'abc', email: 'a@ids.example' })).user_id, 'auth0|abc')
  await assert.rejects(createUser(t.ctx, 'ids', { user_id: 'abc', email: 'b@ids.example' }), refusedWith(409, 'user_exists'))
})

test('metadata is merged at its first level, null removes, an empty object clears', async () => {
  const { user_id } = await createUser(t.ctx, 'meta', { email: 'm@example.com', app_metadata: { keep: 1, deep: { a: 1 }, drop: true } })
  const merged = await updateUser(t.ctx, user_id, { app_metadata: { deep: { b: 2 }, drop: null, added: [1] } })
  assert.deepEqual(merged.app_metadata, { keep: 1, deep: { b: 2 }, added: [1] })
  assert.deepEqual((await updateUser(t.ctx, user_id, { app_metadata: {} })).app_metadata, {})
})

test('a change to a taken address and of a missing user say so', async () => {
  await createUser(t.ctx, 'taken', { email: 'first@example.com' })
  const second = await createUser(t.ctx, 'taken', { email: 'second@example.com' })
  await assert.rejects(updateUser(t.ctx, second.user_id, { email: 'First@example.com' }), refusedWith(400, 'auth0_idp_error'))
  await assert.rejects(updateUser(t.ctx, 'auth0|nobody', { name: 'x' }), refusedWith(404, 'inexistent_user'))
})

test('logins are counted, also at the same time', async () => {
  const { user_id } = await createUser(t.ctx, 'count', { email: 'c@example.com' })
  await Promise.all(Array.from({ length: 10 }, () => recordLogin(t.ctx, user_id, '192.0.2.7')))
  const user = await findUser(t.ctx, user_id)
  assert.equal(user?.logins_count, 10)
  assert.equal(user.last_ip, '192.0.2.7')
  assert.equal(user.last_login?.getTime(), t.clock.now().getTime())
})

test('the wire shape has no nulls and no counters of somebody who never came; claims have what OpenID Connect names', async () => {
  const user = await createUser(t.ctx, 'wire', { username: 'Plain', profile: { locale: 'en', custom: 'x' } })
  const shown = presentUser(user, [])
  assert.deepEqual(Object.keys(shown).filter((key) => ['email', 'email_verified', 'logins_count', 'last_login', 'profile', 'linked_to'].includes(key)), [])
  assert.equal(shown['nickname'], 'plain')
  const claims = userClaims(user)
  assert.equal(claims['locale'], 'en')
  assert.equal(claims['custom'], undefined)
  assert.equal(claims['email_verified'], undefined)
  assert.match(claims.updated_at, /^\d{4}-\d\d-\d\dT.*Z$/)
})

test('another tenant sees nothing of it', async () => {
  const user = await createUser(t.ctx, 'mine', { email: 'mine@example.com' })
  const other = await t.tenant('other')
  assert.equal(await findUser(other, user.user_id), undefined)
  assert.equal(await findUserByLogin(other, 'mine', { email: 'mine@example.com' }), undefined)
  await assert.rejects(updateUser(other, user.user_id, { name: 'x' }), refusedWith(404, 'inexistent_user'))
  await assert.rejects(recordLogin(other, user.user_id, '192.0.2.1'), refusedWith(404, 'inexistent_user'))
})
