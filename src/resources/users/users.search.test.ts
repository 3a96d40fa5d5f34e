import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import fc from 'fast-check'
import { Problem } from '#kernel/problem.ts'
import { parseSearch, SearchError } from '#resources/search/index.ts'
import { testContext, type TestContext } from '../../../test/context.ts'
import { createUser, updateUser } from './index.ts'
import { userOrder } from './users.fields.store.ts'
import { pageOfUsers } from './users.list.store.ts'

let t: TestContext

type Seed = Parameters<typeof createUser>[2] & { connection?: string; logins?: number; lastLogin?: string; createdAt?: string }

const seeds: Seed[] = [
  { user_id: 'jane', email: 'jane@example.com', name: 'Jane Smith', given_name: 'Jane', family_name: 'Smith', email_verified: true, logins: 12, lastLogin: '2026-03-05T10:00:00Z', user_metadata: { color: 'blue', age: 30, langs: ['en', 'de'], address: { city: 'Paris' } }, app_metadata: { plan: 'gold', roles: [{ name: 'admin' }, { name: 'dev' }] } },
  { user_id: 'john', email: 'john@example.com', name: 'John Smith', given_name: 'John', family_name: 'Smith', logins: 3, lastLogin: '2026-02-28T23:59:59.999Z', user_metadata: { color: 'Blue', age: 41, langs: ['fr'] }, app_metadata: { plan: 'silver', beta: true } },
  { user_id: 'joan', email: 'joan@example.org', name: 'Joan Doe', family_name: 'Doe', blocked: true, user_metadata: { age: '30', nothing: null, 'dotted.key': 'x', quote: 'a"b\\c' } },
  { user_id: 'percent', email: '100%_real@example.net', name: '100%_real' },
  { user_id: 'star', email: 'star@example.net', name: 'a*b' },
  { user_id: 'zoe', email: 'zoe@example.net', name: 'Zoë Ångström', nickname: 'Zoë' },
  { user_id: 'hash', username: 'Handle_1', connection: 'names', name: 'Handle' },
  { user_id: 'hash2', username: 'handle-2', connection: 'names', name: 'Other Handle', phone_number: '+491701' },
  { user_id: 'social', provider: 'google-oauth2', is_social: true, connection: 'google-oauth2', email: 'Social@Example.com', name: 'Social', profile: { locale: 'de', gender: 'x' } },
  { user_id: 'quoted', email: 'quoted@example.net', name: 'O\'Brien "The; DROP TABLE" --' },
  ...Array.from({ length: 24 }, (_, index): Seed => ({
    user_id: `bulk${String(index).padStart(2, '0')}`, email: `bulk${index}@bulk.example`, name: `Bulk ${index}`, logins: index,
    createdAt: `2025-0${1 + (index % 6)}-15T12:00:00Z`, app_metadata: { index, even: index % 2 === 0 },
  })),
]

before(async () => {
  t = await testContext()
  for (const { connection = 'main-db', logins, lastLogin, createdAt, ...input } of seeds) {
    const user = await createUser(t.ctx, connection, input)
    await t.process.db.execute(
      'UPDATE users SET logins_count = $2, last_login = $3, created_at = coalesce($4::timestamptz, $5::timestamptz) WHERE user_id = $1',
      [user.user_id, logins ?? 0, lastLogin ?? null, createdAt ?? null, '2026-01-10T00:00:00Z'],
    )
  }
  // Null is no value, but may have been stored by an import.
  await t.process.db.execute(`UPDATE users SET user_metadata = user_metadata || '{"nothing": null}' WHERE user_id = 'auth0|joan'`)
  const other = await t.tenant('other')
  await createUser(other, 'main-db', { user_id: 'jane', email: 'jane@example.com', name: 'Jane Smith', user_metadata: { color: 'blue' } })
})
after(() => t.close())

async function find(q: string): Promise<string[]> {
  const page = { order: userOrder('user_id:1')!, offset: 0, limit: 100 }
  const { users } = await pageOfUsers(t.ctx.db, t.ctx.tenant.id, { query: parseSearch(q) }, { ...page, count: false })
  assert.deepEqual(await pageOfUsers(t.ctx.db, t.ctx.tenant.id, { query: parseSearch(q) }, { ...page, count: true }), { users, total: users.length }, 'counted, it finds the same')
  return users.map((user) => user.user_id.replace(/^[^|]*\|/, '')).sort()
}
const people = seeds.map((seed) => seed.user_id!).sort()
const bulk = (fits: (index: number) => boolean) => Array.from({ length: 24 }, (_, index) => index).filter(fits).map((index) => `bulk${String(index).padStart(2, '0')}`)
const without = (...names: string[]) => people.filter((name) => !names.includes(name))

const table: [query: string, expected: string[]][] = [
  // Everything and nothing
  ['', people], ['*', people], ['*:*', people], ['name:nobody', []], ['nosuchfield:x', []], ['_exists_:nosuchfield', []],
  // Whole values, letter case apart
  ['email:jane@example.com', ['jane']], ['email:"JANE@example.com"', ['jane']], ['email:"social@example.com"', ['social']],
  ['name:"jane smith"', ['jane']], ['name:jane', []], ['name:"Jane\\ Smith"', ['jane']], ['username:HANDLE_1', ['hash']],
  ['nickname:ZOË', ['zoe']], ['family_name:smith', ['jane', 'john']],
  // Ids keep their case and their bar
  ['user_id:auth0|jane', ['jane']], ['user_id:"auth0|jane"', ['jane']], ['user_id:auth0|JANE', []], ['user_id:google*', ['social']], ['user_id:"google-oauth2|social"', ['social']],
  // Wildcards
  ['name:j*', ['jane', 'joan', 'john']], ['name:*smith', ['jane', 'john']], ['name:jo?n*', ['joan', 'john']], ['name:jane*smith', ['jane']], ['email:*@example.org', ['joan']],
  ['name:"j*"', []], ['name:a\\*b', ['star']], ['name:100%_real', ['percent']], ['name:1%*', []], ['name:100\\%*', ['percent']], ['username:handle?*', ['hash', 'hash2']],
  ['email:bulk?@*', bulk((index) => index < 10)],
  // Words without a field
  ['jane', ['jane']], ['smith', ['jane', 'john']], ['"jane smith"', ['jane']], ['jane@example.com', ['jane']], ['smi*', ['jane', 'john']], ['jane joan', ['jane', 'joan']], ['zoë', ['zoe']],
  ['handle', ['hash', 'hash2']], ['mith', []],
  // Logic
  ['jane AND smith', ['jane']], ['smith AND NOT jane', ['john']], ['smith NOT jane', ['john']], ['smith -jane', ['john']], ['+smith jane', ['jane', 'john']], ['smith && !john', ['jane']],
  ['name:"joan doe" OR name:"jane smith"', ['jane', 'joan']], ['name:"joan doe" || name:"jane smith"', ['jane', 'joan']], ['name:("jane smith" OR "joan doe")', ['jane', 'joan']],
  ['name:j* AND (email:*.org OR logins_count:3)', ['joan', 'john']], ['name:j* AND email:*.org OR name:star OR name:a\\*b', ['joan', 'star']], ['NOT name:*', []], ['NOT NOT name:j*', ['jane', 'joan', 'john']],
  ['-name:bulk*', without(...bulk(() => true))], ['NOT username:*', without('hash', 'hash2')], ['name:(+jane* -*doe)', ['jane']],
  // Truth, numbers
  ['blocked:true', ['joan']], ['blocked:false AND name:j*', ['jane', 'john']], ['email_verified:true', ['jane']], ['email_verified:perhaps', []], ['_exists_:blocked', ['joan']],
  ['logins_count:12', ['bulk12', 'jane']], ['logins_count:[3 TO 5]', ['bulk03', 'bulk04', 'bulk05', 'john']], ['logins_count:{3 TO 5}', ['bulk04']], ['logins_count:[3 TO 5}', ['bulk03', 'bulk04', 'john']],
  ['logins_count:>21', ['bulk22', 'bulk23']], ['logins_count:>=22', ['bulk22', 'bulk23']], ['logins_count:<1 AND name:bulk*', ['bulk00']], ['logins_count:[22 TO *]', ['bulk22', 'bulk23']], ['logins_count:[* TO *] AND jane', ['jane']],
  ['(NOT _exists_:logins_count OR logins_count:0) AND name:jo*', ['joan']],
  // Dates
  ['last_login:2026-03-05', ['jane']], ['last_login:2026', ['jane', 'john']], ['last_login:2026-02', ['john']], ['last_login:[2026-03 TO *]', ['jane']], ['last_login:{2026-02 TO *]', ['jane']],
  ['last_login:[* TO 2026-02-28]', ['john']], ['last_login:[* TO 2026-02-28}', []], ['last_login:"2026-03-05T10:00:00Z"', ['jane']], ['last_login:"2026-03-05T11:00:00+01:00"', ['jane']], ['last_login:[2026-03-05T09:59:59Z TO 2026-03-05T10:00:00.000Z]', ['jane']],
  ['_exists_:last_login', ['jane', 'john']], ['created_at:2025-02', bulk((index) => index % 6 === 1)], ['created_at:[2025-05 TO 2025]', bulk((index) => index % 6 >= 4)], ['created_at:<2025-02', bulk((index) => index % 6 === 0)],
  // Metadata: letter case counts, arrays and objects are looked through, numbers and their text are alike
  ['user_metadata.color:blue', ['jane']], ['user_metadata.color:"Blue"', ['john']], ['user_metadata.color:?lue', ['jane', 'john']], ['user_metadata.age:30', ['jane', 'joan']], ['user_metadata.age:>30', ['john']], ['user_metadata.age:[30 TO 40]', ['jane', 'joan']],
  ['user_metadata.langs:de', ['jane']], ['user_metadata.langs:f*', ['john']], ['user_metadata.address.city:Paris', ['jane']], ['app_metadata.roles.name:dev', ['jane']], ['app_metadata.roles.name:ad*', ['jane']],
  ['app_metadata.beta:true', ['john']], ['_exists_:app_metadata.plan', ['jane', 'john']], ['_exists_:user_metadata.address', ['jane']], ['_exists_:user_metadata.nothing', []], ['_exists_:user_metadata', ['jane', 'joan', 'john']],
  ['user_metadata.dotted\\.key:x', ['joan']], ['user_metadata.quote:"a\\"b\\\\c"', ['joan']], ['app_metadata.plan:(gold OR silver)', ['jane', 'john']], ['app_metadata.even:true AND app_metadata.index:<4', ['bulk00', 'bulk02']], ['app_metadata.index:007', []],
  ['NOT user_metadata.color:blue AND name:j*', ['joan', 'john']],
  // Identities and provider attributes
  ['identities.connection:names', ['hash', 'hash2']], ['identities.provider:"google-oauth2"', ['social']], ['identities.isSocial:true', ['social']], ['identities.user_id:jane', ['jane']], ['locale:de', ['social']], ['_exists_:gender', ['social']], ['phone_number:"+491701"', ['hash2']], ['phone_number:+49*', ['hash2']],
  // Injection is only text
  ['name:"O\'Brien \\"The; DROP TABLE\\" --"', ['quoted']], ["name:'", []], ["email:x' OR '1'='1", []],
]

describe('a search finds whom it describes', () => {
  for (const [query, expected] of table) {
    test(query === '' ? '(empty)' : query, async () => assert.deepEqual(await find(query), [...expected].sort()))
  }
})

describe('what cannot be understood is refused with the place', () => {
  const refused: [query: string, at: number][] = [
    ['name:', 4], ['name:"open', 5], ['(jane', 0], ['jane)', 4], ['name:[1 TO', 8], ['name:[1 2]', 8], ['AND jane', 0], ['jane AND', 8], ['NOT', 3], ['name:a:b', 6], ['name:/x/', 5],
    ['jane^2', 4], ['jane~', 4], ['*name:x', 0], ['()', 1], ['[a TO b]', 0], ['_exists_:(a b)', 9], ['logins_count:many', 13], ['last_login:yesterday', 11], ['last_login:2026-02-30', 11], ['blocked:[a TO b]', 8], ['name:>', 6], ['a\\', 1], [']', 0], ['.x:y', 0],
    ['user_metadata.a"b:x', 15],
  ]
  for (const [query, at] of refused) {
    test(query, async () => {
      await assert.rejects(find(query), (error) => {
        assert.ok(error instanceof SearchError, String(error))
        assert.equal(error.status, 400)
        assert.equal(error.code, 'invalid_query_string')
        assert.match(error.message, new RegExp(`at character ${at + 1} of the search`))
        return true
      })
    })
  }

  test('bombs', async () => {
    for (const bomb of ['('.repeat(50), 'NOT '.repeat(50) + 'x', Array(100).fill('name:x').join(' OR '), Array(20).fill('x').join(' '), `name:${'*a'.repeat(20)}`, 'x'.repeat(5000)]) {
      await assert.rejects(find(bomb), SearchError)
    }
  })
})

test('sorting knows root attributes only', () => {
  assert.ok(userOrder('email:-1'))
  for (const bad of ['email', 'email:2', 'email:1;', 'user_metadata.x:1', 'password:1', 'constructor:1', '']) assert.equal(userOrder(bad), undefined, bad)
})

test('whatever is typed, Postgres understands what comes of it', async () => {
  const word = fc.constantFrom('jane', '"a b"', '"', '*', '?', 'user_metadata.', 'x:', 'name:', '_exists_:', 'app_metadata.a.b:', 'last_login:', 'logins_count:', 'blocked:', '[1 TO 2]', '{2020 TO *]', '>', '>=3', '(', ')', 'AND', 'OR', 'NOT', '-', '+', '!', '\\', '\\"', "'", '%', '_', '$1', ';--', 'é', '😀', '\ud800', '\u0000', '2026', 'true', '1.5', '~', '^', '/', ' ')
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof({ weight: 4, arbitrary: word }, { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) }), { maxLength: 10 }), fc.constantFrom('', ' '), async (parts, glue) => {
      try {
        await find(parts.join(glue))
      } catch (error) {
        assert.ok(error instanceof Problem, `${JSON.stringify(parts.join(glue))}: ${String(error)}`)
      }
    }),
    { numRuns: 400 },
  )
})

test('a change of metadata is found at once', async () => {
  await updateUser(t.ctx, 'auth0|zoe', { app_metadata: { fresh: 'yes' } })
  assert.deepEqual(await find('app_metadata.fresh:yes'), ['zoe'])
})
