/**
 * PATCH as the Management API means it: what is sent replaces, `null` removes, what is absent stays (RFC 7396 at the top level only).
 */
import { Nullable, Type, type TSchema } from './schema.ts'

type Removable<T extends TSchema> = ReturnType<typeof Nullable<T>>
export type PatchProperties<P extends Record<string, TSchema>> = {
  [K in keyof P]: ReturnType<typeof Type.Optional<Removable<P[K]>>>
}

/** The properties of a PATCH body made from those of the resource: each optional, each removable by null. */
export function patchProperties<const P extends Record<string, TSchema>>(properties: P): PatchProperties<P> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, Type.Optional(Nullable(schema))]),
  ) as PatchProperties<P>
}

/** The object after the change; neither argument is altered. */
export function patched(current: Readonly<Record<string, unknown>>, changes: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const result: Record<string, unknown> = { ...current }
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) delete result[name]
    else if (value !== undefined) result[name] = value
  }
  return result
}
