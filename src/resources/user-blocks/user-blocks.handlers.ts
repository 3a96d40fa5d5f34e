import { implement, type Handlers } from '#kernel/operation.ts'
import type { ApiContext } from '#platform/context/index.ts'
import { blocksOf, liftBlocks, type LoginNames } from '#connections/protection/index.ts'
import { findUser } from '#resources/users/index.ts'
import { BlockedUserNotFound, userBlocksContract } from './user-blocks.contract.ts'
import { selectDoors } from './user-blocks.store.ts'

const handlers: Handlers<typeof userBlocksContract, ApiContext> = {
  listByIdentifier: async ({ query }, ctx) => ({ blocked_for: await blocksOf(ctx, { identifier: query.identifier.trim() }, query.consider_brute_force_enablement) }),

  deleteByIdentifier: ({ query }, ctx) => liftBlocks(ctx, { identifier: query.identifier.trim() }),

  list: async ({ params, query }, ctx) => ({ blocked_for: await blocksOf(ctx, await doorsOf(ctx, params.id), query.consider_brute_force_enablement) }),

  delete: async ({ params }, ctx) => liftBlocks(ctx, await doorsOf(ctx, params.id)),
}

/** The names under which somebody can sign in with a password: their own and those of accounts linked into theirs. */
async function doorsOf(ctx: ApiContext, userId: string): Promise<LoginNames[]> {
  const user = await findUser(ctx, userId)
  if (!user || user.linked_to !== null) throw BlockedUserNotFound()
  return [user, ...(await selectDoors(ctx.db, ctx.tenant.id, user.user_id))]
}

export const userBlocks = implement<ApiContext, typeof userBlocksContract>(userBlocksContract, handlers)
