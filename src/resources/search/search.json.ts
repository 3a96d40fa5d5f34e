/**
 * Conditions on values within jsonb. The path and the compared values become one SQL/JSON path, itself a parameter; keys and
 * strings in it are JSON text, so nothing can leave its quotation marks. Lax mode looks through arrays on the way and at the end.
 */
import type { Target, Use } from './search.fields.ts'
import type { Edge } from './search.parser.ts'

type JsonTarget = Extract<Target, { kind: 'json' }>

const pathOf = (path: readonly string[]): string => `$${path.map((key) => `.${JSON.stringify(key)}`).join('')}`

/** JSON has no leading zeros and no plus sign; other spellings are text only. */
const isNumber = (text: string): boolean => /^-?(0|[1-9]\d{0,29})(\.\d{1,30})?$/.test(text)

export function jsonExists({ column, path }: JsonTarget, use: Use): string {
  if (path.length === 0) return `${column} <> '{}'::jsonb`
  return `${column} @? ${use(`${pathOf(path)}[*] ? (@.type() != "null")`)}::jsonpath`
}

export function jsonEquals({ column, path }: JsonTarget, literal: string, use: Use): string {
  const readings = [JSON.stringify(literal)]
  if (isNumber(literal)) readings.push(literal)
  if (literal === 'true' || literal === 'false') readings.push(literal)
  return `${column} @? ${use(`${pathOf(path)} ? (${readings.map((reading) => `@ == ${reading}`).join(' || ')})`)}::jsonpath`
}

export function jsonWildcard({ column, path }: JsonTarget, likePattern: string, use: Use): string {
  return `EXISTS (SELECT FROM jsonb_path_query(${column}, ${use(`${pathOf(path)}[*]`)}::jsonpath) AS found(value)
    WHERE jsonb_typeof(found.value) <> 'object' AND found.value #>> '{}' LIKE ${use(likePattern)}::text)`
}

export function jsonRange({ column, path }: JsonTarget, low: Edge | undefined, high: Edge | undefined, use: Use): string {
  const edges = [low, high].filter((edge) => edge !== undefined)
  const side = (edge: Edge, sign: string, reading: (text: string) => string) => `@ ${sign}${edge.inclusive ? '=' : ''} ${reading(edge.text)}`
  const sides = (reading: (text: string) => string) =>
    [low && side(low, '>', reading), high && side(high, '<', reading)].filter(Boolean).join(' && ')
  const readings = [sides((text) => JSON.stringify(text))]
  if (edges.every((edge) => isNumber(edge.text))) readings.push(sides((text) => text))
  return `${column} @? ${use(`${pathOf(path)} ? (${readings.map((reading) => `(${reading})`).join(' || ')})`)}::jsonpath`
}
