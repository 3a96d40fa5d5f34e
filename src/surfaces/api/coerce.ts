/** Query strings and forms carry text only: where the schema wants a number, a truth value or a list, the text becomes one. */
import type { JsonSchema } from './json-schema.ts'

/** What cannot be read stays as it is, for the validator to name. */
export function coerce(sent: unknown, schema: JsonSchema): unknown {
  if (sent === null || typeof sent !== 'object' || Array.isArray(sent)) return sent
  return Object.fromEntries(
    Object.entries(sent).map(([name, value]) => [name, Object.hasOwn(schema.properties ?? {}, name) ? member(value, schema.properties![name]!) : value]),
  )
}

function member(value: unknown, schema: JsonSchema): unknown {
  const kinds = kindsOf(schema)
  if (kinds.includes('array')) return [value].flat().map((item) => (schema.items ? member(item, schema.items) : item))
  if (typeof value !== 'string') return value
  if (kinds.includes('boolean') && (value === 'true' || value === 'false')) return value === 'true'
  const numeric = kinds.includes('integer') || kinds.includes('number')
  return numeric && /^-?\d{1,15}(\.\d{1,15})?$/.test(value) ? Number(value) : value
}

const kindsOf = (schema: JsonSchema): string[] =>
  schema.anyOf ? schema.anyOf.flatMap(kindsOf) : [schema.type ?? []].flat()
