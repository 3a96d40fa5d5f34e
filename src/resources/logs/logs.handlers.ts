import { implement, type Page, type PageRequest } from '#kernel/operation.ts'
import type { Static } from '#kernel/schema.ts'
import type { ApiContext, TenantContext } from '#platform/context/index.ts'
import { parseSearch } from '#resources/search/index.ts'
import { BadLogSort, LogNotFound, logsContract, type LogEntry } from './logs.contract.ts'
import { logOrder, logPrefixFields, logSearchFields } from './logs.fields.store.ts'
import * as store from './logs.store.ts'

export type ShownLog = Static<typeof LogEntry>

const show = ({ log_id, body }: store.LogRow): ShownLog => ({ ...(body as Omit<ShownLog, '_id' | 'log_id'>), _id: log_id, log_id })

async function page(ctx: TenantContext, selection: store.LogSelection, sort: string | undefined, { offset, limit, includeTotals }: PageRequest): Promise<Page<ShownLog>> {
  const order = logOrder(sort)
  if (!order) throw BadLogSort()
  const { logs, total } = await store.pageOfLogs(ctx.db, ctx.tenant.id, selection, { order, offset, limit, count: includeTotals })
  return { items: logs.map(show), total }
}

/** A person's events, newest first unless asked otherwise; nobody's are none. Throws BadLogSort. */
export function logsOfUser(ctx: TenantContext, userId: string, sort: string | undefined, request: PageRequest): Promise<Page<ShownLog>> {
  return page(ctx, { userId }, sort, request)
}

export const logs = implement<ApiContext, typeof logsContract>(logsContract, {
  async list({ query, page: request }, ctx) {
    if (request.from !== undefined) {
      // Documented: a checkpoint takes precedence, the search is not looked at.
      const found = await store.logsAfter(ctx.db, ctx.tenant.id, request.from, request.limit)
      return { items: found.map(show), total: found.length }
    }
    const search = query.q
      ? { query: parseSearch(query.q), fields: logSearchFields }
      : query.search ? { query: parseSearch(query.search, { adjacent: 'and' }), fields: logPrefixFields } : undefined
    return page(ctx, { search }, query.sort, request)
  },

  async get({ params }, ctx) {
    const found = await store.selectLog(ctx.db, ctx.tenant.id, params.id)
    if (!found) throw LogNotFound()
    return show(found)
  },
})
