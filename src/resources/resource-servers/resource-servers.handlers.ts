import { checkpointPage, keyOfCursor } from '#kernel/cursor.ts'
import { implement, type Handlers } from '#kernel/operation.ts'
import type { ApiContext } from '#platform/context/index.ts'
import { ensureSigningKey, isSigningAlgorithm } from '#resources/keys/index.ts'
import type { Database } from '#platform/postgres/index.ts'
import { changeResourceServer, checkIdentifier, createResourceServer, fromRow, isOwnApi } from './resource-servers.acts.ts'
import { ResourceServerNotFound, resourceServersContract, SystemNotDeletable, SystemNotPatchable } from './resource-servers.contract.ts'
import type { ResourceServer } from './resource-servers.schema.ts'
import {
  countResourceServers, deleteResourceServerRow, selectByEither, selectResourceServers, selectResourceServersAfter, selectSystem, type ResourceServerRow,
} from './resource-servers.store.ts'

const handlers: Handlers<typeof resourceServersContract, ApiContext> = {
  async list({ query, page }, ctx) {
    const { identifiers } = query
    if (page.from !== undefined) {
      const rows = await selectResourceServersAfter(ctx.db, ctx.tenant.id, identifiers, keyOfCursor(page.from), page.limit + 1)
      return checkpointPage(rows.map((row) => fromRow(ctx, row)), page.limit, (api) => api.id)
    }
    const rows = await selectResourceServers(ctx.db, ctx.tenant.id, identifiers, page.offset, page.limit)
    return { items: rows.map((row) => fromRow(ctx, row)), total: await countResourceServers(ctx.db, ctx.tenant.id, identifiers) }
  },

  async get({ params }, ctx) {
    const row = await find(ctx, ctx.db, params.id)
    if (!row) throw ResourceServerNotFound()
    return fromRow(ctx, row)
  },

  async create({ body }, ctx) {
    checkIdentifier(ctx, body.identifier)
    return withKey(ctx, await createResourceServer(ctx, body))
  },

  async update({ params, body }, ctx) {
    const changed = await ctx.db.transaction(async (tx) => {
      const row = await find(ctx, tx, params.id, true)
      if (!row) throw ResourceServerNotFound()
      if (row.is_system) throw SystemNotPatchable()
      return changeResourceServer(ctx, tx, row, body)
    })
    return withKey(ctx, changed)
  },

  async delete({ params }, ctx) {
    const row = await find(ctx, ctx.db, params.id)
    if (row?.is_system) throw SystemNotDeletable()
    if (row) await deleteResourceServerRow(ctx.db, ctx.tenant.id, row.id)
  },
}

/** What signs its tokens is published before the first of them. */
async function withKey(ctx: ApiContext, api: ResourceServer): Promise<ResourceServer> {
  if (isSigningAlgorithm(api.signing_alg)) await ensureSigningKey(ctx, api.signing_alg)
  return api
}

/** The Management API is found under each of the tenant's origins. */
const find = (ctx: ApiContext, db: Database, key: string, lock = false): Promise<ResourceServerRow | undefined> =>
  isOwnApi(ctx, key) ? selectSystem(db, ctx.tenant.id) : selectByEither(db, ctx.tenant.id, key, lock)

export const resourceServers = implement<ApiContext, typeof resourceServersContract>(resourceServersContract, handlers)
