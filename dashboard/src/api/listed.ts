/** Lists as the Management API answers them when asked for totals, or for the next part of a checkpoint. */
import { read } from './problem.ts'

type Answer<T> = { data?: T | undefined; error?: unknown; response: Response }

/** The row among the shapes that one list can have: a bare array, an object with totals, a checkpoint. */
export type RowOf<T, Plural extends string> = T extends readonly (infer Row)[] ? Row : T extends { [K in Plural]: readonly (infer Row)[] } ? Row : never

export type Rows<Row> = { rows: Row[]; total: number | undefined; next: string | undefined }

export async function listed<T, Plural extends string>(request: Promise<Answer<T>>, plural: Plural): Promise<Rows<RowOf<T, Plural>>> {
  const data = (await read(request)) as unknown
  if (Array.isArray(data)) return { rows: data as RowOf<T, Plural>[], total: undefined, next: undefined }
  const body = data as Record<string, unknown>
  return { rows: (body[plural] ?? []) as RowOf<T, Plural>[], total: body['total'] as number | undefined, next: body['next'] as string | undefined }
}

/** Totals, and the page that is asked for. */
export const pageOf = (page: number, size = 25) => ({ page, per_page: size, include_totals: true }) as const

const part = (page: number) => pageOf(page, 100)

/** Every row, for choices and for lists that belong to one thing: parts of a hundred, as far as the Management API pages (1,000 rows). */
export async function whole<Row>(load: (query: ReturnType<typeof part>) => Promise<Rows<Row>>): Promise<Rows<Row>> {
  const { rows, ...first } = await load(part(0))
  const all = [...rows]
  for (let page = 1; page < 10 && all.length < (first.total ?? 0); page += 1) all.push(...(await load(part(page))).rows)
  return { ...first, rows: all }
}
