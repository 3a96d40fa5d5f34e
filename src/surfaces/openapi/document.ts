import type { Endpoint } from '#kernel/exchange.ts'
import type { Implemented, Operation, Paging } from '#kernel/operation.ts'
import type { TSchema } from '#kernel/schema.ts'
import { published, type Published } from './published.ts'

type Json = Record<string, unknown>

type Declared = { resources: readonly Implemented<never>[]; version: string }

/** OpenAPI 3.1.1 of everything that answers on a tenant's host, management operations with their schemas. */
export const openApiDocument = (declared: Declared & { endpoints: readonly Endpoint<never>[] }): Json =>
  document(declared, published(declared.resources, declared.endpoints).filter(({ authority }) => authority === 'tenant'), {
    title: 'Bailiwick: the tenant host',
    servers: [{ url: 'https://{tenant}.{base}', variables: { tenant: { default: 'main' }, base } }],
    token: 'An access token whose audience is this tenant\'s /api/v2/.',
  })

/** The same of the configuration area. */
export const applianceDocument = (declared: Declared): Json =>
  document(declared, published([], [], declared.resources), {
    title: 'Bailiwick: the configuration area',
    servers: [{ url: 'https://manage.{base}', variables: { base } }],
    token: 'An access token of the root tenant authority whose audience is this host\'s /api/appliance/v1/.',
  })

/** The same of the provider's console, which has a host of its own. */
export const consoleDocument = (declared: Declared & { prefix: string }): Json =>
  document(declared, published([], [], declared.resources, declared.prefix), {
    title: 'Bailiwick: the provider\'s console',
    servers: [{ url: 'https://manage.{base}', variables: { base: { default: 'provider.localhost:8543' } } }],
    token: `An access token of the console's own root tenant authority whose audience is this host's ${declared.prefix}/.`,
  })

const base = { default: 'bailiwick.localhost:8443' }

function document(options: Declared, all: readonly Published[], host: { title: string; servers: Json[]; token: string }): Json {
  const entries = all.filter(({ method }) => method !== 'OPTIONS')
  const paths: Record<string, Json> = {}
  const schemas = new Shelf()
  for (const entry of entries) {
    const path = entry.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [entry.method.toLowerCase()]: entry.operation ? managed(entry, entry.operation, schemas) : plain(entry) }
  }
  return {
    openapi: '3.1.1',
    info: { title: host.title, version: options.version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: host.servers,
    tags: options.resources.map(({ name, about }) => ({ name, description: about })),
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer', description: host.token } },
      schemas: { ...schemas.content(), Problem: problemSchema },
    },
  }
}

/** Each schema stands once, under the name of its first use; the same schema again is a reference. */
class Shelf {
  readonly #names = new Map<string, string>()
  readonly #taken = new Map<string, TSchema>()

  reference(schema: TSchema, ...wanted: string[]): Json {
    const text = JSON.stringify(schema)
    const name = this.#names.get(text) ?? wanted.find((candidate) => !this.#taken.has(candidate))
    if (name === undefined) throw new Error(`no name is left for the schema of ${wanted.join(', ')}`)
    this.#names.set(text, name)
    this.#taken.set(name, schema)
    return { $ref: `#/components/schemas/${name}` }
  }

  content(): Record<string, TSchema> {
    return Object.fromEntries([...this.#taken].sort(([a], [b]) => (a < b ? -1 : 1)))
  }
}

/** `clients.rotateSecret` → `ClientsRotateSecret` */
const pascal = (id: string): string => id.replace(/(?:^|\.)(\w)/g, (_, letter: string) => letter.toUpperCase())

function managed(entry: Published, operation: Operation<never>, schemas: Shelf): Json {
  const isFile = (operation.returns as { format?: string } | undefined)?.format === 'binary'
  const returned = operation.returns && !isFile && operation.successStatus !== 204 ? schemas.reference(operation.returns, pascal(operation.resource), pascal(entry.id)) : undefined
  const failures = new Map<number, string[]>()
  for (const kind of operation.throws ?? []) failures.set(kind.status, [...(failures.get(kind.status) ?? []), kind.code ? `${kind.code}: ${kind.message}` : kind.message])
  const always: [number, string][] = [[400, 'The request does not match its schema.'], [401, 'The token is missing, expired or not ours.'], [403, 'The token lacks a scope.']]
  for (const [status, sentence] of always) failures.set(status, [sentence, ...(failures.get(status) ?? [])])
  return {
    operationId: entry.id,
    summary: entry.about,
    tags: [operation.resource],
    security: [{ token: [...operation.scopes] }],
    ...listed('parameters', [...pathParameters(entry.path), ...queryParameters(operation.query), ...(operation.paging ? pagingParameters(operation.paging) : []), ...(operation.fields ? fieldParameters : [])]),
    ...(operation.body ? { requestBody: { required: true, content: json(schemas.reference(operation.body, `${pascal(entry.id)}Body`)) } } : {}),
    responses: {
      [operation.successStatus]: { description: 'Done.', ...(returned ? { content: json(answer(operation, returned)) } : isFile ? { content: { 'application/octet-stream': { schema: operation.returns } } } : {}) },
      ...(operation.returns && 'x-perhaps' in operation.returns ? { 204: { description: 'There is none.' } } : {}),
      ...Object.fromEntries([...failures].map(([status, sentences]) => [status, { description: [...new Set(sentences)].join('\n'), content: json({ $ref: '#/components/schemas/Problem' }) }])),
    },
  }
}

function plain(entry: Published): Json {
  return { operationId: entry.id, summary: entry.about, tags: [entry.id.split('.')[0]], ...listed('parameters', pathParameters(entry.path)), responses: { default: { description: 'See the guide of the protocol.' } } }
}

/** A list is a bare array, an object with totals, or an object with a checkpoint, as the caller asked. */
function answer(operation: Operation<never>, item: Json): Json {
  if (!operation.paging) return item
  const { plural, style, wrapped } = operation.paging
  const items = { type: 'array', items: item }
  const number = { type: 'integer', minimum: 0 }
  const totals = { type: 'object', required: ['start', 'limit', 'total', plural], properties: { start: number, limit: number, length: number, total: number, [plural]: items } }
  const checkpoint = { type: 'object', required: [plural], properties: { [plural]: items, next: { type: 'string' } } }
  const shapes: Json[] = [...(wrapped ? [] : [items]), ...(style === 'checkpoint' ? [] : [totals]), ...(style === 'offset' ? [] : [checkpoint])]
  return shapes.length === 1 ? shapes[0]! : { anyOf: shapes }
}

const json = (schema: unknown): Json => ({ 'application/json': { schema } })
const listed = (name: string, items: Json[]): Json => (items.length > 0 ? { [name]: items } : {})
const inQuery = (name: string, schema: Json): Json => ({ name, in: 'query', schema })

const pathParameters = (path: string): Json[] =>
  [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } }))

function queryParameters(query: TSchema | undefined): Json[] {
  const { properties = {}, required = [] } = (query ?? {}) as { properties?: Record<string, Json>; required?: string[] }
  return Object.entries(properties).map(([name, schema]) => ({ ...inQuery(name, schema), ...(required.includes(name) ? { required: true } : {}) }))
}

function pagingParameters(paging: Paging): Json[] {
  const size = { type: 'integer', minimum: 0, maximum: paging.max, default: paging.default }
  const offset = [inQuery('page', { type: 'integer', minimum: 0, default: 0 }), inQuery('per_page', size), inQuery('include_totals', { type: 'boolean', default: false })]
  const checkpoint = [inQuery('from', { type: 'string' }), inQuery('take', { ...size, minimum: 1 })]
  return paging.style === 'offset' ? offset : paging.style === 'checkpoint' ? checkpoint : [...offset, ...checkpoint]
}

const fieldParameters = [
  inQuery('fields', { type: 'string', description: 'Member names separated by commas.' }),
  inQuery('include_fields', { type: 'boolean', default: true, description: 'false: everything but these.' }),
]

const problemSchema = {
  type: 'object',
  required: ['statusCode', 'error', 'message'],
  properties: { statusCode: { type: 'integer' }, error: { type: 'string' }, message: { type: 'string' }, errorCode: { type: 'string' } },
}
