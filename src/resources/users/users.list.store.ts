import type { Database } from '#platform/postgres/index.ts'
import { searchCondition, type Query } from '#resources/search/index.ts'
import { userSearchFields } from './users.fields.store.ts'
import type { User } from './user.ts'
import { userColumns } from './users.store.ts'

export type UserSelection = { query?: Query | undefined; connection?: string | undefined }
type Found = { users: User[]; total: number }

/** Longest a search may keep the database busy, in milliseconds. */
const searchPatience = 10_000
const statementTimedOut = '57014'

export class SearchTooSlow extends Error {}

function where(tenantId: number, { query, connection }: UserSelection, params: unknown[]): string {
  params.push(tenantId)
  const conditions = ['users.tenant_id = $1', 'users.linked_to IS NULL']
  if (query) conditions.push(searchCondition(query, userSearchFields, params))
  if (connection !== undefined) {
    conditions.push(`EXISTS (SELECT FROM user_identities AS identity
      WHERE identity.tenant_id = users.tenant_id AND identity.user_id = users.user_id AND identity.connection = $${params.push(connection)})`)
  }
  return conditions.join(' AND ')
}

/** One page, and how many there are in all when asked. `order` comes from `userOrder`. */
export async function pageOfUsers(
  db: Database,
  tenantId: number,
  selection: UserSelection,
  page: { order: string; offset: number; limit: number; count: boolean },
): Promise<Found> {
  const params: unknown[] = []
  const condition = where(tenantId, selection, params)
  return patiently(db, selection.query !== undefined, async (db) => {
    if (selection.query && page.count && page.limit > 0) {
      const found = await foundAtOnce(db, condition, params)
      if (found.total <= few) return { users: await ordered(db, 'users.tenant_id = $1 AND users.linked_to IS NULL AND users.user_id = ANY ($2)', [tenantId, found.ids], page), total: found.total }
      return { users: await ordered(db, condition, params, page), total: found.total }
    }
    const total = page.count
      ? (await db.one<{ total: number }>(`SELECT count(*) AS total FROM users WHERE ${condition}`, params)).total
      : 0
    return { users: page.limit === 0 ? [] : await ordered(db, condition, params, page), total }
  })
}

/** Of no more than these a search keeps the ids while it counts. */
const few = 1000

/**
 * A search for a part of a word looks at everybody, so it must not look twice, for the number and for the page. What many fit is found soon in the
 * order of the page; of what few fit, the ids are kept.
 */
const foundAtOnce = (db: Database, condition: string, params: readonly unknown[]) =>
  db.one<{ total: number; ids: string[] }>(
    `WITH found AS MATERIALIZED (SELECT users.user_id FROM users WHERE ${condition})
     SELECT (SELECT count(*) FROM found) AS total, ARRAY(SELECT user_id FROM found LIMIT ${few}) AS ids`,
    params,
  )

const ordered = (db: Database, condition: string, params: readonly unknown[], { order, limit, offset }: { order: string; limit: number; offset: number }) =>
  db.rows<User>(
    `SELECT ${userColumns} FROM users WHERE ${condition}
     ORDER BY ${order} LIMIT $${params.length + 1} OFFSET $${params.length + 2}`,
    [...params, limit, offset],
  )

/** Those after `after` in order of their ids, at most `limit`: no matter how many come before. */
export function usersAfter(db: Database, tenantId: number, selection: UserSelection, after: string, limit: number): Promise<User[]> {
  const params: unknown[] = []
  const condition = where(tenantId, selection, params)
  return patiently(db, selection.query !== undefined, (db) => db.rows<User>(
    `SELECT ${userColumns} FROM users WHERE ${condition} AND users.user_id > $${params.length + 1}
     ORDER BY users.user_id LIMIT $${params.length + 2}`,
    [...params, after, limit],
  ))
}

/** Letter case counts here, unlike at a login: addresses of our own store are in lower case, other providers' as they wrote them. */
export function usersByEmail(db: Database, tenantId: number, email: string): Promise<User[]> {
  return db.rows<User>(
    `SELECT ${userColumns} FROM users
     WHERE tenant_id = $1 AND lower(email) = lower($2) AND email = $2 AND linked_to IS NULL ORDER BY created_at, user_id`,
    [tenantId, email],
  )
}

/** What people type may be slow to find; it must not occupy the database for long. */
async function patiently<T>(db: Database, isSearch: boolean, work: (db: Database) => Promise<T>): Promise<T> {
  if (!isSearch) return work(db)
  try {
    return await db.transaction(async (tx) => {
      await tx.execute(`SET LOCAL statement_timeout = ${searchPatience}`)
      return work(tx)
    })
  } catch (error) {
    if ((error as { code?: string }).code === statementTimedOut) throw new SearchTooSlow()
    throw error
  }
}
