/** A schema as plain JSON Schema, for the walks that validate, coerce, strip and redact. */
import type { TSchema } from '#kernel/schema.ts'

export type JsonSchema = {
  type?: string | string[]
  properties?: Record<string, JsonSchema>
  required?: string[]
  additionalProperties?: boolean | JsonSchema
  patternProperties?: Record<string, JsonSchema>
  items?: JsonSchema
  anyOf?: JsonSchema[]
  description?: string
  'x-secret'?: boolean
  'x-visible-with'?: readonly string[]
}

export const asJsonSchema = (schema: TSchema): JsonSchema => schema as JsonSchema

/** What to do with a member: keep it (and look inside), drop it, or put something else in its place. */
export type Verdict = 'keep' | 'drop' | { replace: unknown }

/** Copies a value while `judge` decides about each member that the schema describes. */
export function walk(schema: JsonSchema | undefined, value: unknown, judge: (member: JsonSchema) => Verdict): unknown {
  if (schema === undefined || value === null || typeof value !== 'object' || value instanceof Date) return value
  if (schema.anyOf) return schema.anyOf.reduce((copy, branch) => walk(branch, copy, judge), value as unknown)
  if (Array.isArray(value)) return schema.items ? value.map((item) => walk(schema.items, item, judge)) : value
  const copy: Record<string, unknown> = {}
  for (const [name, member] of Object.entries(value)) {
    const inner = memberSchema(schema, name)
    const verdict = inner ? judge(marked(inner)) : 'keep'
    if (verdict === 'drop') continue
    copy[name] = verdict === 'keep' ? walk(inner, member, judge) : verdict.replace
  }
  return copy
}

/** The schema with the marks of its branches: `Nullable(secret(…))` is as secret as what it wraps. */
export function marked(schema: JsonSchema): JsonSchema {
  const branches = (schema.anyOf ?? []).map(marked)
  const secret = schema['x-secret'] ?? branches.find((branch) => branch['x-secret'])?.['x-secret']
  const visibleWith = schema['x-visible-with'] ?? branches.find((branch) => branch['x-visible-with'])?.['x-visible-with']
  return { ...schema, ...(secret ? { 'x-secret': secret } : {}), ...(visibleWith ? { 'x-visible-with': visibleWith } : {}) }
}

function memberSchema(schema: JsonSchema, name: string): JsonSchema | undefined {
  if (schema.properties && Object.hasOwn(schema.properties, name)) return schema.properties[name]
  if (schema.patternProperties) return Object.values(schema.patternProperties)[0]
  return typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined
}
