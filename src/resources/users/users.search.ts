/** Listing and searching users, as the API pages them. */
import type { Page, PageRequest } from '#kernel/operation.ts'
import type { ApiContext } from '#platform/context/index.ts'
import { parseSearch } from '#resources/search/index.ts'
import type { User } from './user.ts'
import { userOrder } from './users.fields.store.ts'
import { pageOfUsers, SearchTooSlow, usersAfter } from './users.list.store.ts'
import { BadSort, PageTooDeep, SearchTimedOut } from './users.problems.ts'

/** Documented: the search shows no more than this many. Checkpoints have no such end. */
const deepest = 1000

export async function searchUsers(
  ctx: ApiContext,
  wanted: { q?: string | undefined; connection?: string | undefined; sort?: string | undefined },
  { from, offset, limit, includeTotals }: PageRequest,
): Promise<Page<User>> {
  const order = userOrder(wanted.sort)
  if (!order) throw BadSort()
  const selection = { query: wanted.q ? parseSearch(wanted.q) : undefined, connection: wanted.connection }
  try {
    if (from !== undefined) {
      const found = await usersAfter(ctx.db, ctx.tenant.id, selection, markedUser(from), limit + 1)
      const items = found.slice(0, limit)
      return { items, total: items.length, next: found.length > limit ? mark(items.at(-1)!.user_id) : undefined }
    }
    if (offset + limit > deepest) throw PageTooDeep()
    const { users, total } = await pageOfUsers(ctx.db, ctx.tenant.id, selection, { order, offset, limit, count: includeTotals })
    return { items: users, total }
  } catch (error) {
    throw error instanceof SearchTooSlow ? SearchTimedOut({ cause: error }) : error
  }
}

/** A checkpoint names the last user seen. */
const mark = (userId: string): string => Buffer.from(userId).toString('base64url')
const markedUser = (from: string): string => Buffer.from(from, 'base64url').toString('utf8').replaceAll('\u0000', '')
