/** The opaque mark of checkpoint paging (`next`, `from`): the key of the last item seen. */
import { Problem } from './problem.ts'

export const cursorAt = (key: string): string => Buffer.from(key).toString('base64url')

/** The key to go on after; '' for the first page. A mark that is not one of ours is refused. */
export function keyOfCursor(cursor: string): string {
  const key = Buffer.from(cursor, 'base64url').toString()
  if (cursorAt(key) !== cursor || key.includes('\0')) throw new Problem(400, 'invalid_paging', 'Invalid pagination cursor')
  return key
}

/** The page of checkpoint paging out of the rows found, when one more than `limit` was asked for. */
export function checkpointPage<T>(found: readonly T[], limit: number, keyOf: (item: T) => string): { items: T[]; total: number; next?: string } {
  const items = found.slice(0, limit)
  const last = items.at(-1)
  return { items, total: items.length, ...(found.length > limit && last !== undefined ? { next: cursorAt(keyOf(last)) } : {}) }
}
