/** What leaves through a surface: JSON, dates as ISO 8601 text. */
import { Problem } from '#kernel/problem.ts'
import { parties } from '#kernel/mandate.ts'
import { OneOf, Type, type TSchema } from '#kernel/schema.ts'

type Absent<T> = { [K in keyof T]-?: unknown extends T[K] ? never : undefined extends T[K] ? K : never }[keyof T]

/** What is undefined is not there at all in JSON. */
export type Wire<T> = T extends Date ? string : T extends readonly (infer Item)[] ? Wire<Item>[] : T extends Uint8Array ? never
  : T extends object ? { [K in keyof T as K extends Absent<T> ? never : K]: Wire<T[K]> } & { [K in Absent<T>]?: Wire<Exclude<T[K], undefined>> } : T

/** Dates become text; everything else is JSON already. */
export const wire = <T>(value: T): Wire<T> => JSON.parse(JSON.stringify(value ?? null)) as Wire<T>

/** The schema of something shown: `T` as it is on the wire. What is not listed is there too, and may change. */
export const Shown = <T>(properties: Record<string, TSchema>, description?: string) =>
  Type.Unsafe<Wire<T>>(Type.Object(properties, { additionalProperties: true, ...(description ? { description } : {}) }))

export const ShownList = <T>(properties: Record<string, TSchema>) => Type.Unsafe<Wire<T>[]>(Type.Array(Type.Object(properties, { additionalProperties: true })))

/** One of the two parties, wherever an answer names it. */
export const PartyShown = OneOf(parties)

/** ISO 8601 text that a caller sent. */
export function instant(text: string): Date {
  const at = new Date(text)
  if (Number.isNaN(at.getTime())) throw new Problem(400, 'invalid_time', `"${text.slice(0, 40)}" is not a time; it looks like 2026-05-31T18:00:00Z.`)
  return at
}
