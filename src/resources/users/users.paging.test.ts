import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { parseSearch } from '#resources/search/index.ts'
import { testContext, type TestContext } from '../../../test/context.ts'
import { calls, refused, type Call } from './calls.test.ts'
import { createUser, createUsers } from './index.ts'
import { userOrder } from './users.fields.store.ts'
import { pageOfUsers } from './users.list.store.ts'
import { countLogin } from './users.store.ts'

let t: TestContext
let api: Call
const users = createUsers({ sendVerification: async () => {} })
const ids = (answer: { body: { user_id: string }[] }) => answer.body.map((user) => user.user_id)

before(async () => {
  t = await testContext()
  api = calls([users], t.ctx)
  for (let index = 0; index < 25; index += 1) {
    // Two at each moment: ties must neither repeat nor skip anybody.
    if (index % 2 === 0) t.clock.advance(1)
    await createUser(t.ctx, 'db', { user_id: `u${String(index).padStart(2, '0')}`, email: `${String.fromCharCode(97 + ((index * 7) % 25))}@example.com` })
  }
  await createUser(await t.tenant('other'), 'db', { email: 'stranger@example.com' })
})
after(() => t.close())

test('pages are whole, and their numbers are true', async () => {
  const seen = new Set<string>()
  for (let page = 0; page < 3; page += 1) {
    const { body } = await api(`GET /users?page=${page}&per_page=10&include_totals=true`)
    assert.deepEqual([body.start, body.limit, body.total, body.length], [page * 10, 10, 25, page === 2 ? 5 : 10])
    for (const user of body.users) seen.add(user.user_id)
  }
  assert.equal(seen.size, 25)
  assert.deepEqual((await api('GET /users?page=3&per_page=10')).body, [])
  assert.equal((await api('GET /users')).body.length, 25)
  assert.equal((await api('GET /users?q=email:a*&include_totals=true')).body.total, 1)
  assert.deepEqual((await api('GET /users?per_page=0&include_totals=true')).body, { start: 0, limit: 0, length: 0, total: 25, users: [] })
})

test('a search pages alike whether few fit it or many', async () => {
  const { id } = (await t.tenant('many')).tenant
  await t.process.db.execute(
    `INSERT INTO users (tenant_id, user_id, connection, email, created_at)
     SELECT $1, 'auth0|c' || lpad(n::text, 4, '0'), 'db', 'c' || n || '@example.com', now() + make_interval(secs => n % 7) FROM generate_series(1, 1002) AS n`, [id])
  for (const [q, fits] of [['email:c*', 1002], ['email:c* AND NOT email:c1@*', 1001], ['email:c* AND NOT email:c?@*', 993]] as const) {
    for (const sort of ['created_at:1', 'email:-1']) {
      const page = async (offset: number, count: boolean) => pageOfUsers(t.ctx.db, id, { query: parseSearch(q) }, { order: userOrder(sort)!, offset, limit: 30, count })
      for (const offset of [0, 30, 990, 1200]) {
        const counted = await page(offset, true)
        assert.equal(counted.total, fits)
        assert.deepEqual(counted.users, (await page(offset, false)).users, `${q}, ${sort}, from ${offset}`)
        assert.equal(counted.users.length, Math.max(0, Math.min(30, fits - offset)))
      }
    }
  }
})

test('order as asked, ties included', async () => {
  const up = ids(await api('GET /users?sort=created_at:1'))
  assert.deepEqual(up, [...ids(await api('GET /users?sort=created_at:-1'))].reverse())
  assert.deepEqual(up, ids(await api('GET /users')))
  const emails = (await api('GET /users?sort=email:-1')).body.map((user: { email: string }) => user.email)
  assert.deepEqual(emails, [...emails].sort().reverse())
  refused(await api('GET /users?sort=nonsense:1'), 400, /sort/, 'invalid_query_string')
  refused(await api('GET /users?sort=email'), 400, /sort/, 'invalid_query_string')
})

test('checkpoints walk through everybody once, also when somebody leaves or comes meanwhile', async () => {
  const seen: string[] = []
  let from: string | undefined
  do {
    const { body } = await api(`GET /users?take=4${from ? `&from=${from}` : ''}`)
    seen.push(...ids({ body: body.users }))
    from = body.next
    if (seen.length === 8) {
      await api('DELETE /users/auth0%7Cu07')
      await createUser(t.ctx, 'db', { user_id: 'u99', email: 'late@example.com' })
    }
  } while (from)
  assert.equal(new Set(seen).size, seen.length)
  assert.equal(seen.length, 26)
})

test('search, connection and fields narrow a page', async () => {
  assert.equal((await api('GET /users?q=user_id:auth0%7Cu01&search_engine=v3')).body.length, 1)
  assert.equal((await api('GET /users?search_engine=v1&primary_order=false&connection=db&per_page=1')).body.length, 1)
  assert.deepEqual((await api('GET /users?connection=elsewhere')).body, [])
  assert.deepEqual((await api('GET /users?q=email:a@example.com&fields=email,user_id')).body.map((user: object) => Object.keys(user).sort()), [['email', 'user_id']])
  assert.equal('email' in (await api('GET /users?per_page=1&fields=email&include_fields=false')).body[0], false)
  refused(await api('GET /users?q=name:%22'), 400, /not closed/, 'invalid_query_string')
  refused(await api('GET /users?search_engine=v9'), 400, /search_engine/, 'invalid_query_string')
  refused(await api('GET /users?per_page=101'), 400, /per_page/, 'invalid_query_string')
})

test('beyond a thousand there are only checkpoints', async () => {
  assert.equal((await api('GET /users?page=9&per_page=100')).status, 200)
  refused(await api('GET /users?page=10&per_page=100'), 400, 'You can only page through the first 1000 records. See https://auth0.com/docs/users/search/v3/view-search-results-by-page#limitation.')
})

test('among many users pages come from an index', async () => {
  const db = t.process.db
  const { id } = await t.process.db.one<{ id: number }>(`INSERT INTO tenants (name) VALUES ('crowd') RETURNING id`)
  for (let from = 1; from < 100_000; from += 20_000) await db.execute(
    `WITH made AS (INSERT INTO users (tenant_id, user_id, connection, email, name, created_at, last_login)
       SELECT $1, 'auth0|c' || n, 'db', 'c' || n || '@example.com', 'Crowd ' || n, now() - n * interval '1 second', now() - n * interval '1 minute'
       FROM generate_series($2::int, $2 + 19999) AS n RETURNING tenant_id, user_id)
     INSERT INTO user_identities (tenant_id, provider, identity_id, connection, user_id) SELECT tenant_id, 'auth0', substr(user_id, 7), 'db', user_id FROM made`,
    [id, from],
  )
  await db.execute('ANALYZE users')
  const plan = async (rest: string) =>
    (await db.rows<{ 'QUERY PLAN': string }>(`EXPLAIN SELECT * FROM users WHERE tenant_id = ${id} AND linked_to IS NULL AND ${rest}`)).map((row) => row['QUERY PLAN']).join('\n')
  for (const [what, index] of [
    [`TRUE ORDER BY ${userOrder(undefined)} LIMIT 50 OFFSET 950`, 'users_by_creation'],
    [`TRUE ORDER BY ${userOrder('created_at:-1')} LIMIT 50`, 'users_by_creation'],
    [`TRUE ORDER BY ${userOrder('last_login:-1')} LIMIT 50`, 'users_by_last_login'],
    [`users.user_id > 'auth0|c5' ORDER BY users.user_id LIMIT 51`, 'users_pkey'],
    [`lower(users.email) = lower('c77@example.com'::text)`, 'users_'],
    [`lower(users.email) LIKE lower('c7777%'::text)`, 'users_email_prefix'],
    [`users.user_metadata @? '$."a" ? (@ == "b")'::jsonpath`, 'users_user_metadata'],
  ] as const) {
    const shown = await plan(what)
    assert.match(shown, new RegExp(`Index.*${index}`), `${what}\n${shown}`)
    assert.doesNotMatch(shown, /Seq Scan/, shown)
  }
  const crowd = calls([users], await t.tenant('crowd'))
  const { body } = await crowd('GET /users?q=name:crowd*&sort=name:1&include_totals=true&per_page=2')
  assert.equal(body.total, 100_000)
})

test('of the logins of a day only the first touches the indexes', async () => {
  const { user_id } = await createUser(t.ctx, 'db', { email: 'often@example.com' })
  const spared = await t.process.db.transaction(async (tx) => {
    for (let login = 0; login < 3; login += 1) await countLogin(tx, t.ctx.tenant.id, user_id, '192.0.2.1', new Date(Date.UTC(2026, 0, 2, 3, login)))
    return (await tx.one<{ count: number }>(`SELECT pg_stat_get_xact_tuples_hot_updated('users'::regclass)::int AS count`)).count
  })
  assert.equal(spared, 2)
  assert.deepEqual((await t.process.db.one('SELECT last_login_day::text, logins_count FROM users WHERE user_id = $1', [user_id])), { last_login_day: '2026-01-02', logins_count: 3 })
})
