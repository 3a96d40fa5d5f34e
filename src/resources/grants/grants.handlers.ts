import { implement } from '#kernel/operation.ts'
import type { ApiContext } from '#platform/context/index.ts'
import { endRefreshTokens } from '#resources/refresh-tokens/index.ts'
import { grantsContract } from './grants.contract.ts'
import { countConsents, deleteConsents, selectConsents } from './grants.store.ts'

/** A refresh token would outlive the consent it rests on, so both go together. */
async function withdraw(ctx: ApiContext, by: { id: string } | { userId: string }): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    // What an application may know of the person alone is kept under the name of the userinfo endpoint.
    const personal = ctx.origins.map((origin) => `${origin}/userinfo`)
    for (const { user_id: userId, client_id: clientId, audience } of await deleteConsents(tx, ctx.tenant.id, by)) {
      await endRefreshTokens(tx, ctx.tenant.id, { userId, clientId, audience: personal.includes(audience) ? '' : audience }, ctx.clock.now())
    }
  })
}

export const grants = implement<ApiContext, typeof grantsContract>(grantsContract, {
  async list({ query, page }, ctx) {
    const filter = { userId: query.user_id, clientId: query.client_id, audience: query.audience }
    const rows = await selectConsents(ctx.db, ctx.tenant.id, filter, page.offset, page.limit)
    return {
      items: rows.map(({ client_id: clientID, ...row }) => ({ ...row, clientID })),
      total: page.includeTotals ? await countConsents(ctx.db, ctx.tenant.id, filter) : 0,
    }
  },

  deleteOfUser: ({ query }, ctx) => withdraw(ctx, { userId: query.user_id }),
  delete: ({ params }, ctx) => withdraw(ctx, { id: params.id }),
})
