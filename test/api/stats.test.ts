import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { record } from '#resources/logs/index.ts'
import { createUser, recordLogin } from '#resources/users/index.ts'
import { managementApi, said, type Body, type ManagementApi } from './management-api.ts'

let api: ManagementApi
before(async () => void (api = await managementApi()))
after(() => api.close())
const call: ManagementApi['call'] = (...given) => api.call(...given)
const daily = async (query: Record<string, string> = {}) => (await call('GET /stats/daily', { query })).body as unknown as Body[]
const dayOf = (time: Date) => time.toISOString().slice(0, 10)

test('sign-ins, sign-ups and failures by day, in UTC, of this tenant only', async () => {
  const main = await api.t.tenant('main')
  const clock = api.t.clock
  // To the last second of a day, so that the next event is on the next.
  clock.advance(86_399 - (clock.seconds() % 86_400))
  const first = dayOf(clock.now())
  for (const type of ['s', 's', 'ss', 'fp', 'limit_wc', 'pwd_leak']) await record(main, { type })
  clock.advance(1)
  const second = dayOf(clock.now())
  await record(main, { type: 'sepft' })
  await record(await api.t.tenant('other'), { type: 's' })
  const counts = (rows: Body[]) => rows.map(({ date, logins, signups, leaked_passwords, failures }) => [date, logins, signups, leaked_passwords, failures])
  const both = [[`${first}T00:00:00.000Z`, 2, 1, 1, 3], [`${second}T00:00:00.000Z`, 1, 0, 0, 0]]
  assert.deepEqual(counts(await daily()), both)
  const [from, to] = [first.replaceAll('-', ''), second.replaceAll('-', '')]
  assert.deepEqual(counts(await daily({ from, to: from })), both.slice(0, 1))
  assert.deepEqual(counts(await daily({ from: to })), both.slice(1))
  clock.advance(31 * 86_400)
  assert.deepEqual(await daily(), [])
  assert.deepEqual(counts(await daily({ from })), both)
})

test('dates that are none are refused', async () => {
  for (const from of ['yesterday', '2024-01-01', '20240231', '20241301']) assert.match(said(await call('GET /stats/daily', { query: { from } })), /^400 invalid_query_string/, from)
  assert.match(said(await call('GET /stats/daily', { query: { from: '20240102', to: '20240101' } })), /after the last/)
})

test('active users are those who came within thirty days', async () => {
  const main = await api.t.tenant('main')
  const [ada, bob] = [await createUser(main, 'c', { email: 'ada@example.com' }), await createUser(main, 'c', { email: 'bob@example.com' })]
  await recordLogin(main, ada.user_id, '192.0.2.1')
  api.t.clock.advance(29 * 86_400)
  await recordLogin(main, bob.user_id, '192.0.2.1')
  const active = async () => (await call('GET /stats/active-users')).body as unknown as number
  assert.equal(await active(), 2)
  api.t.clock.advance(2 * 86_400)
  assert.equal(await active(), 1)
})
