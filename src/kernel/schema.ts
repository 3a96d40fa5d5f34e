/**
 * The schema library, and nothing else, enters the kernel here. A schema is JSON Schema itself:
 * what validates a request is what the OpenAPI document prints.
 */
import { Type, type Static, type TSchema, type TSchemaOptions } from 'typebox'
import { Compile as compiled } from 'typebox/schema'

export { Type, type Static, type TSchema }

/** A validator of `schema`. Made of the library's smaller half: its other `Compile` brings 150 modules for values that nobody here converts. */
export function Compile<T extends TSchema>(schema: T) {
  const validator = compiled(schema)
  return {
    Check: (value: unknown): value is Static<T> => validator.Check(value),
    Errors: (value: unknown) => validator.Errors(value)[1],
  }
}

/** One of several literal strings; printed as `enum`. */
export const OneOf = <const T extends readonly string[]>(values: T, options: TSchemaOptions = {}) =>
  Type.Unsafe<T[number]>({ type: 'string', enum: [...values], ...options })

/** A closed object: unknown properties are refused, as the Management API does. */
export const Closed = <P extends Record<string, TSchema>>(properties: P, options: TSchemaOptions = {}) =>
  Type.Object(properties, { additionalProperties: false, ...options })

/** A JSON object of the caller's own making (metadata); `maxProperties` and nesting are limited by the body size. */
export const Bag = (options: TSchemaOptions = {}) => Type.Record(Type.String(), Type.Unknown(), options)

/** A field that may be removed by sending `null` in a PATCH. */
export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])

/** What an operation returns that may find nothing to return: 204 then, rather than a 404 for what everybody may ask. */
export const Perhaps = <T extends TSchema>(schema: T) => Type.Unsafe<Static<T> | undefined>({ ...schema, 'x-perhaps': true })

/** ISO 8601 text on the wire. */
export const Timestamp = (options: TSchemaOptions = {}) => Type.String({ format: 'date-time', ...options })

/** Marks a field that its caller sees and that logs and audit entries redact: what is shown once. */
export const redacted = <T extends TSchema>(schema: T): T => ({ ...schema, 'x-secret': true }) as T

/**
 * Marks a field that only callers with one of `scopes` may see (for example a client secret with `read:client_keys`),
 * and that logs and audit entries redact. The presenter strips it; nothing else has to remember.
 */
export const secret = <T extends TSchema>(schema: T, scopes: readonly string[]): T =>
  ({ ...schema, 'x-secret': true, 'x-visible-with': scopes }) as T
