import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { TenantEvent } from '#kernel/event.ts'
import type { HttpReply, HttpRequest } from '#kernel/exchange.ts'
import { implement, listing, resource } from '#kernel/operation.ts'
import { problem } from '#kernel/problem.ts'
import { Closed, Nullable, secret, Type } from '#kernel/schema.ts'
import type { ApiContext } from '#platform/context/index.ts'
import { testContext, type TestContext } from '../../../test/context.ts'
import { managementEndpoints } from './index.ts'

const Thing = Type.Object({ id: Type.String(), size: Type.Optional(Type.Integer()), key: Type.Optional(secret(Type.String(), ['read:thing_keys'])) })
const TooBig = problem(409, 'thing_conflict', 'The thing is too big.')
const things = Array.from({ length: 5 }, (_, index) => ({ id: `t${index}`, size: index, key: `k${index}` }))

const contract = resource({
  name: 'things',
  about: 'Things.',
  operations: {
    list: {
      http: 'GET /things', summary: 'List things', scope: ['read:things', 'read:thing_summary'],
      query: Closed({ big: Type.Optional(Type.Boolean()), kind: Type.Optional(Type.Array(Type.String())) }), ...listing(Thing, 'things', { style: 'both' }),
    },
    get: { http: 'GET /things/:id', summary: 'Show a thing', scope: 'read:things', returns: Thing, fields: true },
    create: {
      http: 'POST /things', summary: 'Create a thing', scope: 'create:things', throws: [TooBig], returns: Thing,
      body: Closed({
        name: Type.String({ minLength: 2, description: 'what it is called' }),
        size: Type.Optional(Type.Integer({ maximum: 10 })),
        tags: Type.Optional(Type.Array(Type.String())),
        key: Type.Optional(secret(Type.String({ minLength: 4 }), [])),
        spare: Type.Optional(Nullable(secret(Closed({ pin: Type.String({ minLength: 4 }) }), []))),
      }),
    },
    delete: { http: 'DELETE /things/:id', summary: 'Delete a thing', scope: 'delete:things' },
    root: { http: 'GET /roots', summary: 'Root only', scope: [], rootOnly: true },
  },
})
let seen: unknown
const resources = [implement<ApiContext, typeof contract>(contract, {
  list: async ({ query, page }) => {
    seen = query
    if (page.from !== undefined) return { items: things.slice(0, page.limit), total: 0, ...(page.limit < 5 ? { next: 'more' } : {}) }
    return { items: things.slice(page.offset, page.offset + page.limit), total: things.length }
  },
  get: async ({ params }) => things.find((thing) => thing.id === params.id) ?? things[0]!,
  create: async ({ body }) => {
    if (body.size === 9) throw TooBig()
    return { id: body.name, key: 'made' }
  },
  delete: async () => {},
  root: async () => {},
})]

let test_: TestContext
const events: TenantEvent[] = []
const endpoints = managementEndpoints({
  resources,
  recordEvent: async (_, event) => void events.push(event),
  verifyToken: async (_, jwt) => {
    if (jwt.startsWith('bad-')) throw Object.assign(new Error('no'), { reason: jwt.slice(4) })
    return JSON.parse(Buffer.from(jwt, 'base64url').toString())
  },
})
before(async () => void (test_ = await testContext()))
after(() => test_.close())

const token = (scope: string, over: object = {}) =>
  Buffer.from(JSON.stringify({ sub: 'app@clients', azp: 'app', gty: 'client-credentials', aud: 'https://main.bailiwick.localhost:8443/api/v2/', scope, ...over })).toString('base64url')

async function call(http: string, over: Partial<HttpRequest> & { scope?: string; token?: string } = {}): Promise<HttpReply> {
  const found = endpoints.find((each) => each.http === http)!
  const { scope, token: sent, ...request } = over
  const bearer = sent ?? token(scope ?? 'read:things create:things delete:things')
  const ctx = test_.withRequest({ method: http.split(' ')[0] as HttpRequest['method'], headers: { authorization: `Bearer ${bearer}` }, contentType: 'application/json', ...request })
  return found.handle(ctx.request, ctx)
}
const sentence = async (reply: Promise<HttpReply>) => {
  const { status, body } = await reply
  const { message, errorCode } = body as { message: string; errorCode?: string }
  return `${status} ${errorCode} ${message}`
}

test('a caller without a good token is told what is wrong with it', async () => {
  const missing = await call('GET /api/v2/things', { headers: {} })
  assert.deepEqual(missing.body, { statusCode: 401, error: 'Unauthorized', message: 'Missing authentication', attributes: { error: 'Missing authentication' } })
  assert.equal(await sentence(call('GET /api/v2/things', { headers: { authorization: 'Basic eDp5' } })), '401 undefined Missing authentication')
  for (const [reason, message] of [
    ['malformed', 'Invalid token'],
    ['issuer', 'Invalid token'],
    ['expired', 'Expired token received for JSON Web Token validation'],
    ['signature', 'Invalid signature received for JSON Web Token validation'],
  ]) assert.equal(await sentence(call('GET /api/v2/things', { token: `bad-${reason}` })), `401 undefined ${message}`)
  assert.equal(await sentence(call('GET /api/v2/things', { token: token('read:things', { aud: 'https://other/api/v2/' }) })), '401 undefined Bad audience: https://other/api/v2/')
  assert.equal((await call('GET /api/v2/things', { token: token('read:things', { aud: ['x', 'http://localhost:8080/api/v2/'] }) })).status, 200)
  await assert.rejects(call('GET /api/v2/things', { token: 'bad-weather' }), /no/)
})

test('the scope is asked for before anything is looked at', async () => {
  assert.equal(await sentence(call('GET /api/v2/things', { scope: 'create:things', query: { nonsense: '1' } })), '403 insufficient_scope Insufficient scope, expected any of: read:things,read:thing_summary')
})

test('wrong input is refused by a sentence that names the place', async () => {
  const post = (body: unknown) => sentence(call('POST /api/v2/things', { body }))
  const start = '400 invalid_body Payload validation error: '
  assert.equal(await post(undefined), `${start}'Missing required property: name'.`)
  assert.equal(await post([]), `${start}'Expected type object but found type array'.`)
  assert.equal(await post({ name: 1 }), `${start}'Expected type string but found type integer' on property name (what it is called).`)
  assert.equal(await post({ name: 'a' }), `${start}'String is too short (1 chars), minimum 2' on property name (what it is called).`)
  assert.equal(await post({ name: 'ab', foo: 1 }), `${start}'Additional properties not allowed: foo'.`)
  assert.equal(await post({ name: 'ab', size: 11 }), `${start}'Value 11 is greater than maximum 10' on property size.`)
  assert.equal(await post({ name: 'ab', tags: ['x', null] }), `${start}'Expected type string but found type null' on property tags[1].`)
  assert.equal(await post({ name: 'a\0b' }), `${start}'The text contains characters that are not allowed' on property name.`)
  assert.equal(await post({ name: 'ab', tags: ['\ud800'] }), `${start}'The text contains characters that are not allowed' on property tags[0].`)
  assert.doesNotMatch(await post({ name: 'ab', key: 'xyz' }), /xyz/)
  assert.match(await post({ name: 'ab', spare: { pin: 'xyz' } }), /too short .* on property spare.pin/)
  const get = (query: HttpRequest['query']) => sentence(call('GET /api/v2/things', { query }))
  const asked = '400 invalid_query_string Query validation error: '
  assert.equal(await get({ nope: '1' }), `${asked}'Additional properties not allowed: nope'.`)
  assert.equal(await get({ page: '-1' }), `${asked}'Value -1 is less than minimum 0' on property page.`)
  assert.equal(await get({ per_page: '101' }), `${asked}'Value 101 is greater than maximum 100' on property per_page.`)
  assert.equal(await get({ page: 'x' }), `${asked}'Expected type integer but found type string' on property page.`)
  assert.equal(await get({ big: ['true', 'false'] }), `${asked}'Expected type boolean but found type array' on property big.`)
  assert.equal(await get({ page: '1', take: '3' }), `${asked}'page cannot be combined with from or take' on property page.`)
  assert.equal(await sentence(call('GET /api/v2/things/:id', { params: { id: 'a\0' } })), "400 invalid_uri Path validation error: 'The text contains characters that are not allowed' on property id.")
})

test('query and form values become what the declaration wants', async () => {
  await call('GET /api/v2/things', { query: { big: 'true', kind: 'one' } })
  assert.deepEqual(seen, { big: true, kind: ['one'] })
  const made = await call('POST /api/v2/things', { contentType: 'application/x-www-form-urlencoded', body: { name: 'form', size: '3', tags: 'x' } })
  assert.equal(made.status, 201)
})

test('a list is a bare array, counted, or marked, as the caller pages', async () => {
  const list = async (query: HttpRequest['query']) => (await call('GET /api/v2/things', { query, scope: 'read:things' })).body
  assert.equal((await list({}) as unknown[]).length, 5)
  assert.deepEqual(await list({ page: '1', per_page: '2', include_totals: 'true', fields: 'id' }), { start: 2, limit: 2, length: 2, total: 5, things: [{ id: 't2' }, { id: 't3' }] })
  assert.deepEqual(await list({ page: '3', per_page: '2' }), [])
  assert.deepEqual(await list({ page: '3', per_page: '2', include_totals: 'true' }), { start: 6, limit: 2, length: 0, total: 5, things: [] })
  assert.deepEqual(await list({ take: '1', fields: 'size', include_fields: 'false' }), { things: [{ id: 't0' }], next: 'more' })
  assert.equal(Object.hasOwn(await list({ take: '50' }) as object, 'next'), false)
})

test('secrets are shown only to those who may see them', async () => {
  const get = (scope: string, query: HttpRequest['query'] = {}) => call('GET /api/v2/things/:id', { params: { id: 't1' }, scope, query })
  assert.deepEqual((await get('read:things')).body, { id: 't1', size: 1 })
  assert.deepEqual((await get('read:things read:thing_keys')).body, { id: 't1', size: 1, key: 'k1' })
  assert.equal((await get('read:things', { fields: 'id,key' })).status, 403)
  assert.deepEqual((await get('read:things', { fields: 'key', include_fields: 'false' })).body, { id: 't1', size: 1 })
})

test('changes are written to the log without their secrets; reads and refusals are not', async () => {
  events.splice(0)
  await call('GET /api/v2/things')
  await call('POST /api/v2/things', { body: { name: 'ab', size: 9 } })
  assert.equal(events.length, 0)
  await call('POST /api/v2/things', { path: '/api/v2/things', body: { name: 'ab', key: 'hush-hush', spare: { pin: 'hush-hush' } } })
  const event = events.at(0)
  assert.equal(event?.type, 'sapi')
  assert.equal(event?.client_id, 'app')
  assert.equal(event?.user_id, undefined)
  assert.doesNotMatch(JSON.stringify(event), /hush|made/)
  const details = event?.details as { request: { method: string; path: string; body: unknown }; response: { statusCode: number } }
  assert.deepEqual([details.request.method, details.request.path, details.request.body, details.response.statusCode], ['post', '/api/v2/things', { name: 'ab', key: '*****', spare: '*****' }, 201])
})

test('a problem keeps its status, code and message', async () => {
  assert.deepEqual((await call('POST /api/v2/things', { body: { name: 'ab', size: 9 } })).body, { statusCode: 409, error: 'Conflict', message: 'The thing is too big.', errorCode: 'thing_conflict' })
  assert.deepEqual(await call('DELETE /api/v2/things/:id', { params: { id: 'x' } }), { status: 204 })
  assert.equal((await call('GET /api/v2/roots')).status, 404)
})

test('what is declared twice is refused', () => {
  assert.throws(() => managementEndpoints({ resources: [...resources, ...resources], verifyToken: async () => ({}), recordEvent: async () => {} }), /declared twice/)
})
