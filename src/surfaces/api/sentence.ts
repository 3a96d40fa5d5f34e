/** One sentence for the first thing wrong with an input: what was expected, what was found, and on which property. */
import { Problem } from '#kernel/problem.ts'
import { marked, type JsonSchema } from './json-schema.ts'

export type Place = 'body' | 'query' | 'path'

/** As the compiled schema reports it. */
export type Finding = { keyword: string; schemaPath: string; instancePath: string; params: object }

const places: Record<Place, { prefix: string; code: string }> = {
  body: { prefix: 'Payload', code: 'invalid_body' },
  query: { prefix: 'Query', code: 'invalid_query_string' },
  path: { prefix: 'Path', code: 'invalid_uri' },
}

/** @param property dotted, `callbacks[0]`; the empty text when the whole input is meant. */
export function invalid(place: Place, what: string, property = '', about?: string): Problem {
  const { prefix, code } = places[place]
  const where = property === '' ? '' : ` on property ${property}${about === undefined ? '' : ` (${about})`}`
  return new Problem(400, code, `${prefix} validation error: '${what}'${where}.`)
}

export function firstProblem(place: Place, schema: JsonSchema, input: unknown, findings: readonly Finding[]): Problem {
  // Of a nullable member both branches report; that it is not null either is no news. `schema is false` repeats an unknown property.
  const telling = findings.find((found) => found.keyword !== 'boolean' && (found.params as { type?: unknown }).type !== 'null') ?? findings[0]
  if (!telling) return invalid(place, 'Data does not match the schema')
  const steps = stepsOf(telling.instancePath)
  const value = steps.reduce<unknown>((inner, step) => (inner as Record<string, unknown> | undefined)?.[step], input)
  const way = schemasOn(schema, steps)
  const secret = way.some((each) => marked(each)['x-secret'] === true)
  const about = way.length > steps.length && steps.length > 0 ? way.at(-1)?.description : undefined
  return invalid(place, describe(telling, value, secret), dotted(steps), about)
}

function describe(found: Finding, value: unknown, secret: boolean): string {
  const params = found.params as Record<string, unknown>
  const limit = String(params['limit'])
  const shown = secret ? 'the value given' : shorten(value)
  switch (found.keyword) {
    case 'required': return `Missing required property: ${first(params['requiredProperties'])}`
    case 'additionalProperties': return `Additional properties not allowed: ${first(params['additionalProperties'])}`
    case 'boolean': return `Additional properties not allowed: ${stepsOf(found.instancePath).at(-1) ?? ''}`
    case 'type': return `Expected type ${[params['type']].flat().join(',')} but found type ${typeOf(value)}`
    case 'enum':
    case 'const': return `No enum match for: ${shown}`
    case 'pattern': return `String does not match pattern ${String(params['pattern'])}: ${shown}`
    case 'format': return `Object didn't pass validation for format ${String(params['format'])}: ${shown}`
    case '~refine': return `Object didn't pass validation for format ${String(params['message'])}: ${shown}`
    case 'minLength': return `String is too short (${length(value)} chars), minimum ${limit}`
    case 'maxLength': return `String is too long (${length(value)} chars), maximum ${limit}`
    case 'minItems': return `Array is too short (${length(value)}), minimum ${limit}`
    case 'maxItems': return `Array is too long (${length(value)}), maximum ${limit}`
    case 'uniqueItems': return 'Array items are not unique'
    case 'minProperties': return `Too few properties defined (${length(value)}), minimum ${limit}`
    case 'maxProperties': return `Too many properties defined (${length(value)}), maximum ${limit}`
    case 'minimum': return `Value ${shown} is less than minimum ${limit}`
    case 'maximum': return `Value ${shown} is greater than maximum ${limit}`
    case 'anyOf': return "Data does not match any schemas from 'anyOf'"
    default: return `Data does not match the rule ${found.keyword}`
  }
}

const first = (names: unknown): string => String(Array.isArray(names) ? names[0] : names)

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return value === undefined ? 'undefined' : typeof value
}

function length(value: unknown): number {
  if (typeof value === 'string') return [...value].length
  return value !== null && typeof value === 'object' ? Object.keys(value).length : 0
}

function shorten(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined')
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}

/** RFC 6901. */
const stepsOf = (pointer: string): string[] =>
  pointer.split('/').slice(1).map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))

const dotted = (steps: readonly string[]): string =>
  steps.reduce((path, step) => (/^\d+$/.test(step) ? `${path}[${step}]` : path === '' ? step : `${path}.${step}`), '')

/** The schemas from the whole input down to the member meant. */
function schemasOn(schema: JsonSchema, steps: readonly string[]): JsonSchema[] {
  const way = [schema]
  for (const step of steps) {
    const branches = way.at(-1)!.anyOf ?? [way.at(-1)!]
    const next = branches.map((branch) => branch.properties?.[step] ?? branch.items).find((found) => found !== undefined)
    if (!next) break
    way.push(next)
  }
  return way
}
