/** The request against the declaration: path, query and body, each refused with a sentence that names the field. */
import type { HttpRequest } from '#kernel/exchange.ts'
import type { Operation, PageRequest } from '#kernel/operation.ts'
import { Compile, Type, type TSchema } from '#kernel/schema.ts'
import { coerce } from './coerce.ts'
import { asJsonSchema, type JsonSchema } from './json-schema.ts'
import { firstProblem, invalid, type Finding, type Place } from './sentence.ts'

export type FieldChoice = { names: string[]; include: boolean }

export type Parsed = {
  params: Record<string, string>
  query: Record<string, unknown>
  body: unknown
  page: PageRequest | undefined
  fields: FieldChoice | undefined
}

type Check = (place: Place, value: unknown) => void
type Checks = { query: Check; querySchema: JsonSchema; body: Check | undefined; bodySchema: JsonSchema | undefined }

/** Schemas are compiled at first use: four hundred of them at the start would cost seconds nobody waits for. */
const compiled = new WeakMap<object, Checks>()

export function parse(operation: Operation<never>, request: HttpRequest): Parsed {
  const checks = compiled.get(operation) ?? compile(operation)
  compiled.set(operation, checks)
  for (const [name, value] of Object.entries(request.params)) checkText('path', value, name)
  const query = coerce(request.query, checks.querySchema)
  checkText('query', query, '')
  checks.query('query', query)
  let body: unknown
  if (checks.body) {
    body = request.contentType === 'application/x-www-form-urlencoded' ? coerce(request.body ?? {}, checks.bodySchema!) : (request.body ?? {})
    checkText('body', body, '')
    checks.body('body', body)
  }
  return { params: request.params, body, ...split(operation, query as Record<string, unknown>) }
}

function compile(operation: Operation<never>): Checks {
  const declared = (operation.query as { properties?: Record<string, TSchema> } | undefined)?.properties ?? {}
  const query = Type.Object({ ...declared, ...idioms(operation) }, { additionalProperties: false })
  return {
    query: checker(query),
    querySchema: asJsonSchema(query),
    body: operation.body && checker(operation.body),
    bodySchema: operation.body && asJsonSchema(operation.body),
  }
}

function checker(schema: TSchema): Check {
  const validator = Compile(schema)
  return (place, value) => {
    if (!validator.Check(value)) throw firstProblem(place, asJsonSchema(schema), value, validator.Errors(value) as unknown as Finding[])
  }
}

/** The query parameters that an operation has without declaring them. */
function idioms(operation: Operation<never>): Record<string, TSchema> {
  const { paging } = operation
  const whole = (minimum: number, maximum: number) => Type.Optional(Type.Integer({ minimum, maximum }))
  return {
    ...(paging && paging.style !== 'checkpoint'
      ? { page: whole(0, 2 ** 31 - 1), per_page: whole(0, paging.max), include_totals: Type.Optional(Type.Boolean()) }
      : {}),
    ...(paging && paging.style !== 'offset' ? { from: Type.Optional(Type.String({ maxLength: 1000 })), take: whole(1, paging.max) } : {}),
    ...(operation.fields
      ? { fields: Type.Optional(Type.String({ maxLength: 1000 })), include_fields: Type.Optional(Type.Boolean()) }
      : {}),
  }
}

function split(operation: Operation<never>, sent: Record<string, unknown>): Pick<Parsed, 'query' | 'page' | 'fields'> {
  const query = { ...sent }
  const take = <T>(name: string): T | undefined => {
    const value = query[name] as T | undefined
    delete query[name]
    return value
  }
  const page = operation.paging && pageOf(operation.paging, take)
  if (!operation.fields) return { query, page, fields: undefined }
  const names = (take<string>('fields') ?? '').split(',').map((name) => name.trim()).filter(Boolean)
  const include = take<boolean>('include_fields') ?? true
  return { query, page, fields: names.length > 0 ? { names, include } : undefined }
}

function pageOf(paging: NonNullable<Operation<never>['paging']>, take: <T>(name: string) => T | undefined): PageRequest {
  const [from, count] = paging.style === 'offset' ? [] : [take<string>('from'), take<number>('take')]
  const [page, perPage, totals] =
    paging.style === 'checkpoint' ? [] : [take<number>('page'), take<number>('per_page'), take<boolean>('include_totals')]
  const byCheckpoint = paging.style === 'checkpoint' || from !== undefined || count !== undefined
  if (byCheckpoint) {
    if (page !== undefined) throw invalid('query', 'page cannot be combined with from or take', 'page')
    return { offset: 0, limit: count ?? paging.default, from: from ?? '', includeTotals: totals ?? false }
  }
  const limit = perPage ?? paging.default
  return { offset: (page ?? 0) * limit, limit, includeTotals: totals ?? false }
}

/** Postgres stores neither NUL nor half a surrogate pair; refused here, they cannot become a 500 further on. */
function checkText(place: Place, value: unknown, property: string): void {
  if (typeof value === 'string') {
    if (value.includes('\0') || !value.isWellFormed()) throw invalid(place, 'The text contains characters that are not allowed', property)
    if (place === 'path' && value.length > 1024) throw invalid(place, `String is too long (${value.length} chars), maximum 1024`, property)
  } else if (value !== null && typeof value === 'object') {
    for (const [name, member] of Object.entries(value)) {
      checkText(place, name, property)
      checkText(place, member, Array.isArray(value) ? `${property}[${name}]` : property === '' ? name : `${property}.${name}`)
    }
  }
}
