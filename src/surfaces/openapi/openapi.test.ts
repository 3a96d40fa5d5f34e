import { test } from 'node:test'
import assert from 'node:assert/strict'
import { endpoint } from '#kernel/exchange.ts'
import { implement, listing, resource } from '#kernel/operation.ts'
import { problem } from '#kernel/problem.ts'
import { Closed, Type } from '#kernel/schema.ts'
import { openApiDocument, published } from './index.ts'

const Thing = Closed({ id: Type.String(), size: Type.Optional(Type.Integer({ minimum: 0 })) })
const contract = resource({
  name: 'things',
  about: 'Things.',
  operations: {
    list: { http: 'GET /things', summary: 'List things', scope: 'read:things', query: Type.Object({ colour: Type.Optional(Type.String()) }), ...listing(Thing, 'things') },
    create: { http: 'POST /things', summary: 'Create a thing', scope: 'create:things', body: Closed({ size: Type.Integer() }), returns: Thing },
    remove: { http: 'DELETE /things/:id', summary: 'Delete a thing', scope: ['delete:things', 'manage:things'], throws: [problem(404, 'inexistent_thing', 'The thing does not exist.')] },
  },
})
const things = implement(contract, { list: async () => ({ items: [], total: 0 }), create: async () => ({ id: 'x' }), remove: async () => {} })
const token = endpoint<never>({ name: 'oauth.token', http: 'POST /oauth/token', about: 'Token endpoint', authority: 'tenant', handle: async () => ({ status: 200 }) })
const dashboard = endpoint<never>({ name: 'manage.home', http: 'GET /', about: 'Dashboard', authority: 'manage', handle: async () => ({ status: 200 }) })

type Described = { parameters?: { name: string; in: string; required?: boolean }[]; security?: unknown; requestBody?: unknown; responses: Record<string, { description: string; content?: unknown }> }
const document = openApiDocument({ resources: [things], endpoints: [token, dashboard], version: '1.2.3' }) as {
  openapi: string
  paths: Record<string, Record<string, Described>>
  components: { schemas: Record<string, unknown> }
}

test('operations and endpoints of the tenant host are described, path parameters in braces', () => {
  assert.equal(document.openapi, '3.1.1')
  assert.deepEqual(Object.keys(document.paths).sort(), ['/api/v2/things', '/api/v2/things/{id}', '/oauth/token'])
  const remove = document.paths['/api/v2/things/{id}']?.['delete']
  assert.deepEqual(remove?.parameters?.map(({ name, in: place, required }) => [name, place, required]), [['id', 'path', true]])
  assert.deepEqual(remove?.security, [{ token: ['delete:things', 'manage:things'] }])
  assert.match(remove?.responses['404']?.description ?? '', /inexistent_thing/)
  assert.equal(remove?.responses['204']?.content, undefined)
})

test('a schema stands once and is referred to', () => {
  assert.deepEqual(JSON.parse(JSON.stringify(document.components.schemas['Things'])), JSON.parse(JSON.stringify(Thing)))
  assert.deepEqual(document.paths['/api/v2/things']?.['post']?.responses['201']?.content, { 'application/json': { schema: { $ref: '#/components/schemas/Things' } } })
  assert.deepEqual(document.paths['/api/v2/things']?.['post']?.requestBody, { required: true, content: { 'application/json': { schema: { $ref: '#/components/schemas/ThingsCreateBody' } } } })
})

test('a list says how it is paged and shaped', () => {
  const list = document.paths['/api/v2/things']?.['get']
  assert.deepEqual(list?.parameters?.map(({ name }) => name), ['colour', 'page', 'per_page', 'include_totals', 'fields', 'include_fields'])
  const content = list?.responses['200']?.content as { 'application/json': { schema: { anyOf: unknown[] } } } | undefined
  assert.equal(content?.['application/json'].schema.anyOf.length, 2)
})

test('the table is sorted by path, then method', () => {
  assert.deepEqual(published([things], [token, dashboard]).map(({ id }) => id), ['manage.home', 'things.list', 'things.create', 'things.remove', 'oauth.token'])
})
