import { checkpointPage, keyOfCursor } from '#kernel/cursor.ts'
import { implement, type Handlers } from '#kernel/operation.ts'
import type { ApiContext } from '#platform/context/index.ts'
import { findClient } from '#resources/clients/index.ts'
import { changeConnection, createConnection, fromRow } from './connections.acts.ts'
import {
  AskingClientNotFound, clientConnectionsContract, ClientOfConnectionNotFound, ConnectionNotFound, connectionsContract, NotADatabase, NotConnected,
} from './connections.contract.ts'
import {
  countConnections, deleteConnectionRow, deleteUserByEmail, lockConnection, selectConnection, selectConnections, selectConnectionsAfter,
  selectOfClientAfter, type ConnectionRow,
} from './connections.store.ts'
import { disableClients, enableClients, existingClients, selectEnabledAfter } from './enabled-clients.store.ts'

const handlers: Handlers<typeof connectionsContract, ApiContext> = {
  async list({ query, page }, ctx) {
    if (page.from !== undefined) {
      const rows = await selectConnectionsAfter(ctx.db, ctx.tenant.id, query, keyOfCursor(page.from), page.limit + 1)
      return checkpointPage(rows.map((row) => fromRow(ctx, row)), page.limit, (connection) => connection.id)
    }
    const rows = await selectConnections(ctx.db, ctx.tenant.id, query, page.offset, page.limit)
    return { items: rows.map((row) => fromRow(ctx, row)), total: await countConnections(ctx.db, ctx.tenant.id, query) }
  },

  get: async ({ params }, ctx) => fromRow(ctx, await existing(ctx, params.id)),

  create: ({ body }, ctx) => createConnection(ctx, body as Parameters<typeof createConnection>[1]),

  update: ({ params, body }, ctx) =>
    ctx.db.transaction(async (tx) => {
      const row = await lockConnection(tx, ctx.tenant.id, params.id)
      if (!row) throw ConnectionNotFound()
      return changeConnection(ctx, tx, row, body)
    }),

  delete: ({ params }, ctx) =>
    ctx.db.transaction(async (tx) => {
      const row = await lockConnection(tx, ctx.tenant.id, params.id)
      // Nothing to delete is a success without a body: 204 instead of 202.
      if (!row) return undefined as unknown as { deleted_at: string }
      await deleteConnectionRow(tx, ctx.tenant.id, row)
      return { deleted_at: ctx.clock.now().toISOString() }
    }),

  async clients({ params, page }, ctx) {
    const connection = await existing(ctx, params.id)
    const rows = await selectEnabledAfter(ctx.db, ctx.tenant.id, connection.id, keyOfCursor(page.from ?? ''), page.limit + 1)
    return checkpointPage(rows, page.limit, (row) => row.client_id)
  },

  updateClients: ({ params, body }, ctx) =>
    ctx.db.transaction(async (tx) => {
      const row = await lockConnection(tx, ctx.tenant.id, params.id)
      if (!row) throw ConnectionNotFound()
      const known = await existingClients(tx, ctx.tenant.id, body.map((each) => each.client_id))
      if (body.some((each) => !known.includes(each.client_id))) throw ClientOfConnectionNotFound()
      const those = (status: boolean) => body.filter((each) => each.status === status).map((each) => each.client_id)
      await disableClients(tx, ctx.tenant.id, row.id, those(false))
      await enableClients(tx, ctx.tenant.id, row.id, those(true))
    }),

  async status({ params }, ctx) {
    const { strategy } = await existing(ctx, params.id)
    // Only these have a connector, and none is connected here.
    if (strategy === 'ad' || strategy === 'auth0-adldap') throw NotConnected()
    return {}
  },

  async deleteUser({ params, query }, ctx) {
    const connection = await existing(ctx, params.id)
    if (connection.strategy !== 'auth0') throw NotADatabase()
    await deleteUserByEmail(ctx.db, ctx.tenant.id, connection.name, query.email)
  },
}

const ofClients: Handlers<typeof clientConnectionsContract, ApiContext> = {
  async connections({ params, query, page }, ctx) {
    if (!(await findClient(ctx, params.id))) throw AskingClientNotFound()
    const rows = await selectOfClientAfter(ctx.db, ctx.tenant.id, params.id, query.strategy, keyOfCursor(page.from ?? ''), page.limit + 1)
    return checkpointPage(rows.map((row) => fromRow(ctx, row)), page.limit, (connection) => connection.id)
  },
}

async function existing(ctx: ApiContext, id: string): Promise<ConnectionRow> {
  const row = await selectConnection(ctx.db, ctx.tenant.id, id)
  if (!row) throw ConnectionNotFound()
  return row
}

const own = implement<ApiContext, typeof connectionsContract>(connectionsContract, handlers)
const beside = implement<ApiContext, typeof clientConnectionsContract>(clientConnectionsContract, ofClients)

export const connections = { ...own, operations: [...own.operations, ...beside.operations] }
