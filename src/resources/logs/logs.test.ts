import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { testContext, type TestContext } from '../../../test/context.ts'
import { calls, refused, type Call } from '../users/calls.test.ts'
import { logs, record } from './index.ts'

let t: TestContext
let api: Call

before(async () => {
  t = await testContext()
  api = calls([logs], t.ctx)
  const events = [
    { type: 's', user_id: 'auth0|jane', user_name: 'jane@example.com', client_id: 'app1', client_name: 'Shop front', connection: 'db', details: { prompts: [{ name: 'password' }] } },
    { type: 'fp', user_id: 'auth0|jane', user_name: 'jane@example.com', client_id: 'app1', client_name: 'Shop front', connection: 'db', description: 'Wrong email or password.' },
    { type: 's', user_id: 'auth0|john', user_name: 'john@example.com', client_id: 'app2', client_name: 'Shopkeeper', connection: 'corp', ip: '198.51.100.9' },
    { type: 'sapi', client_id: 'machine', description: 'Create a user' },
    { type: 'slo', user_id: 'auth0|john', user_name: 'john@example.com' },
  ]
  for (const event of events) {
    await record(t.ctx, event)
    t.clock.advance(3600)
  }
  await record(await t.tenant('other'), { type: 's', user_id: 'auth0|jane' })
})
after(() => t.close())

const types = async (query: string) => (await api(`GET /logs${query}`)).body.map((entry: { type: string }) => entry.type)

test('newest first, other orders, true numbers', async () => {
  assert.deepEqual(await types(''), ['slo', 'sapi', 's', 'fp', 's'])
  assert.deepEqual(await types('?sort=date:1'), ['s', 'fp', 's', 'sapi', 'slo'])
  assert.deepEqual(await types('?sort=type:1&per_page=2'), ['fp', 's'])
  assert.deepEqual(await types('?per_page=2&page=1'), ['s', 'fp'])
  const { body } = await api('GET /logs?include_totals=true&per_page=2&page=2')
  assert.deepEqual([body.start, body.limit, body.length, body.total], [4, 2, 1, 5])
  assert.deepEqual((await api('GET /logs?page=9')).body, [])
  refused(await api('GET /logs?sort=nonsense:1'), 400, /sort/, 'invalid_query_string')
  refused(await api('GET /logs?sort=constructor:1'), 400, /sort/)
})

test('a search in Lucene syntax', async () => {
  const found = (q: string) => types(`?q=${encodeURIComponent(q)}`)
  assert.deepEqual(await found('type:s'), ['s', 's'])
  assert.deepEqual(await found('type:(s OR fp) AND user_id:auth0|jane'), ['fp', 's'])
  assert.deepEqual(await found('type:s*'), ['slo', 'sapi', 's', 's'])
  assert.deepEqual(await found('client_name:"shop FRONT"'), ['fp', 's'])
  assert.deepEqual(await found('client_id:machine'), ['sapi'])
  assert.deepEqual(await found('ip:198.51.*'), ['s'])
  assert.deepEqual(await found('description:wrong*'), ['fp'])
  assert.deepEqual(await found('details.prompts.name:password'), ['s'])
  assert.deepEqual(await found('NOT _exists_:user_id'), ['sapi'])
  assert.deepEqual(await found('john@example.com'), ['slo', 's'])
  const day = t.clock.now().toISOString()
  assert.deepEqual(await found(`date:[* TO ${day}}`), ['slo', 'sapi', 's', 'fp', 's'])
  assert.deepEqual(await found(`date:{${day} TO *]`), [])
  assert.deepEqual(await found('constructor:x'), [])
  refused(await api(`GET /logs?q=${encodeURIComponent('type:(s')}`), 400, /not closed/, 'invalid_query_string')
})

test('the older search: all must hold, words are beginnings, quoted values whole', async () => {
  const found = (search: string) => types(`?search=${encodeURIComponent(search)}`)
  assert.deepEqual(await found('shop'), ['s', 'fp', 's'])
  assert.deepEqual(await found('application:shop user:jane'), ['fp', 's'])
  assert.deepEqual(await found('user:"JOHN@example.com"'), ['slo', 's'])
  assert.deepEqual(await found('user:"john"'), [])
})

test('checkpoints walk from the oldest, as bare arrays', async () => {
  const seen: string[] = []
  let from = ''
  for (;;) {
    const { body } = await api(`GET /logs?take=2${from && `&from=${from}`}`)
    assert.ok(Array.isArray(body))
    if (body.length === 0) break
    seen.push(...body.map((entry: { type: string }) => entry.type))
    from = body.at(-1).log_id
  }
  assert.deepEqual(seen, ['s', 'fp', 's', 'sapi', 'slo'])
})

test('one event, with chosen fields in lists, and not those of others', async () => {
  const [first] = (await api('GET /logs?per_page=1')).body
  assert.deepEqual((await api(`GET /logs/${first.log_id}`)).body, first)
  assert.equal(first._id, first.log_id)
  assert.deepEqual(Object.keys((await api('GET /logs?per_page=1&fields=type,date')).body[0]).sort(), ['date', 'type'])
  refused(await api('GET /logs/900'), 404, 'Log not found.')
  refused(await calls([logs], await t.tenant('other'))(`GET /logs/${first.log_id}`), 404, 'Log not found.')
})
