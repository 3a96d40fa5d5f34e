import { checkpointPage, keyOfCursor } from '#kernel/cursor.ts'
import { implement, type Handlers } from '#kernel/operation.ts'
import { Problem } from '#kernel/problem.ts'
import type { ApiContext } from '#platform/context/index.ts'
import { changeClient, createClient, newSecret } from './clients.acts.ts'
import { ClientNotFound, clientsContract, GlobalClientStays } from './clients.contract.ts'
import { fromRow } from './clients.rows.ts'
import {
  countClients, deleteClientRow, enableEveryConnection, lockClient, selectClient, selectClients, selectClientsAfter, type ClientFilter,
} from './clients.store.ts'

const handlers: Handlers<typeof clientsContract, ApiContext> = {
  async list({ query, page }, ctx) {
    const filter: ClientFilter = {
      is_global: query.is_global,
      is_first_party: query.is_first_party,
      app_types: query.app_type?.split(',').map((type) => type.trim()),
      name_part: query.q,
    }
    // No application is known by a metadata document here.
    if (query.external_client_id !== undefined) return { items: [], total: 0 }
    if (page.from === undefined) {
      const rows = await selectClients(ctx.db, ctx.tenant.id, filter, page.offset, page.limit)
      return { items: rows.map((row) => fromRow(ctx, row)), total: await countClients(ctx.db, ctx.tenant.id, filter) }
    }
    const rows = await selectClientsAfter(ctx.db, ctx.tenant.id, filter, keyOfCursor(page.from), page.limit + 1)
    return checkpointPage(rows.map((row) => fromRow(ctx, row)), page.limit, (client) => client.client_id)
  },

  async get({ params }, ctx) {
    const row = await selectClient(ctx.db, ctx.tenant.id, params.id)
    if (!row) throw ClientNotFound()
    return fromRow(ctx, row)
  },

  create: ({ body }, ctx) =>
    ctx.db.transaction(async (tx) => {
      const client = await createClient({ ...ctx, db: tx }, body)
      const flags = ctx.tenant.settings['flags'] as { enable_client_connections?: boolean } | undefined
      if (flags?.enable_client_connections !== false) await enableEveryConnection(tx, ctx.tenant.id, client.client_id)
      return client
    }),

  update({ params, body }, ctx) {
    requireFieldScopes(Object.keys(body), ctx)
    return ctx.db.transaction(async (tx) => {
      const row = await lockClient(tx, ctx.tenant.id, params.id)
      if (!row) throw ClientNotFound()
      return changeClient(ctx, tx, row, body)
    })
  },

  async delete({ params }, ctx) {
    const row = await selectClient(ctx.db, ctx.tenant.id, params.id)
    if (row?.is_global) throw GlobalClientStays()
    await deleteClientRow(ctx.db, ctx.tenant.id, params.id)
  },

  rotateSecret: ({ params }, ctx) =>
    ctx.db.transaction(async (tx) => {
      const row = await lockClient(tx, ctx.tenant.id, params.id)
      if (!row) throw ClientNotFound()
      return changeClient(ctx, tx, row, { client_secret: newSecret(ctx) })
    }),
}

const keyFields = new Map([
  ['client_secret', 'update:client_keys'],
  ['encryption_key', 'update:client_keys'],
  ['client_authentication_methods', 'update:client_credentials'],
  ['token_vault_privileged_access', 'update:client_token_vault_privileged_access'],
])

/** The scopes that open this operation each open only some of its fields. */
function requireFieldScopes(fields: string[], ctx: ApiContext): void {
  for (const field of fields) {
    const needed = keyFields.get(field) ?? 'update:clients'
    if (!ctx.caller.scopes.has(needed)) {
      throw new Problem(403, 'insufficient_scope', `Insufficient scope, expected any of: ${needed}`, { detail: `the field ${field} was sent` })
    }
  }
}

export const clients = implement<ApiContext, typeof clientsContract>(clientsContract, handlers)
