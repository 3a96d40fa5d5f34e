import { checkpointPage, keyOfCursor } from '#kernel/cursor.ts'
import { implement, type Handlers } from '#kernel/operation.ts'
import { patched } from '#kernel/patch.ts'
import { Problem } from '#kernel/problem.ts'
import type { ApiContext } from '#platform/context/index.ts'
import { findClient } from '#resources/clients/index.ts'
import { findResourceServer } from '#resources/resource-servers/index.ts'
import { checkScopes, createClientGrant, grantOf } from './client-grants.acts.ts'
import { ApiNotFound, clientGrantsContract, GrantClientNotFound, GrantNotFound, GrantToChangeNotFound } from './client-grants.contract.ts'
import { countGrants, deleteGrantRow, lockGrant, selectGrant, selectGrants, selectGrantsAfter, updateGrantRow } from './client-grants.store.ts'

const handlers: Handlers<typeof clientGrantsContract, ApiContext> = {
  async list({ query, page }, ctx) {
    const { default_for, audience, ...rest } = query
    // Nothing is granted by default here, so nothing matches.
    if (default_for !== undefined) return { items: [], total: 0 }
    const filter = { ...rest, audience: audience && ((await findResourceServer(ctx, audience))?.identifier ?? audience) }
    if (page.from !== undefined) {
      const rows = await selectGrantsAfter(ctx.db, ctx.tenant.id, filter, keyOfCursor(page.from), page.limit + 1)
      return checkpointPage(rows.map(grantOf), page.limit, (grant) => grant.id)
    }
    const rows = await selectGrants(ctx.db, ctx.tenant.id, filter, page.offset, page.limit)
    return { items: rows.map(grantOf), total: await countGrants(ctx.db, ctx.tenant.id, filter) }
  },

  async get({ params }, ctx) {
    const row = await selectGrant(ctx.db, ctx.tenant.id, params.id)
    if (!row) throw GrantNotFound()
    return grantOf(row)
  },

  async create({ body }, ctx) {
    const { client_id, default_for, ...rest } = body
    if (default_for !== undefined) throw new Problem(400, 'operation_not_supported', 'This server does not support default_for: name the client_id that the grant is for.')
    if (client_id === undefined) throw new Problem(400, 'invalid_body', "Payload validation error: 'Missing required property: client_id'.")
    const api = await findResourceServer(ctx, body.audience)
    if (!api) throw ApiNotFound()
    const client = await findClient(ctx, client_id)
    if (!client || client.global) throw GrantClientNotFound()
    if (api.is_system && client.is_first_party === false) {
      throw new Problem(400, 'operation_not_supported', 'Client grants for this API cannot be created for third-party clients.')
    }
    checkScopes(api, body.scope ?? [])
    return createClientGrant(ctx, { ...rest, client_id, audience: api.identifier })
  },

  update: ({ params, body }, ctx) =>
    ctx.db.transaction(async (tx) => {
      const row = await lockGrant(tx, ctx.tenant.id, params.id)
      if (!row) throw GrantToChangeNotFound()
      const { scope, ...rest } = body
      const api = await findResourceServer(ctx, row.audience)
      if (api && scope) checkScopes(api, scope)
      return grantOf(await updateGrantRow(tx, ctx.tenant.id, {
        ...row,
        scope: scope === undefined ? row.scope : [...new Set(scope ?? [])],
        body: patched(row.body, rest),
      }))
    }),

  async delete({ params }, ctx) {
    await deleteGrantRow(ctx.db, ctx.tenant.id, params.id)
  },
}

export const clientGrants = implement<ApiContext, typeof clientGrantsContract>(clientGrantsContract, handlers)
