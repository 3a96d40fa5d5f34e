/** One statement on one connection. */
import { createHash } from 'node:crypto'
import type pg from 'pg'

export type Answer = { rows: unknown[]; count: number; command: string }

/** Statements that this process has sent. */
export const sent = { statements: 0 }

const MOST_NAMES = 1000
const names = new Map<string, string>()

/** Texts that are put together at run time must not fill every backend with prepared statements: the first thousand get a name. */
function nameOf(text: string): string | undefined {
  const known = names.get(text)
  if (known) return known
  if (names.size >= MOST_NAMES) return undefined
  const name = createHash('sha256').update(text).digest('base64url').slice(0, 16)
  names.set(text, name)
  return name
}

/** A text with a semicolon and no parameters is a script: several statements, not prepared, as long as it takes. */
export async function ask(client: pg.ClientBase, text: string, params: readonly unknown[] | undefined, timeout: number): Promise<Answer> {
  sent.statements += 1
  const script = params === undefined && text.includes(';')
  const name = script ? undefined : nameOf(text)
  const query = {
    text,
    ...(name && { name }),
    ...(params && { values: [...params] }),
    ...(!script && timeout > 0 && { query_timeout: timeout }),
  }
  const result = await client.query(query) as pg.QueryResult | pg.QueryResult[]
  const last = Array.isArray(result) ? result.at(-1) : result
  return { rows: last?.rows ?? [], count: last?.rowCount ?? 0, command: last?.command ?? '' }
}
