import { implement, type Implemented } from '#kernel/operation.ts'
import type { Static } from '#kernel/schema.ts'
import type { ApiContext } from '#platform/context/index.ts'
import { noteLogouts } from '#resources/logout-notices/index.ts'
import { logsOfUser, record } from '#resources/logs/index.ts'
import { actingOn } from './access.ts'
import { findUser } from './accounts.ts'
import { presentIdentity, presentUser } from './present.ts'
import type { User } from './user.ts'
import { create, update, type SendVerification } from './users.changes.ts'
import { usersContract } from './users.contract.ts'
import { link, unlink } from './users.links.ts'
import { MetadataOnly, UserNotFound } from './users.problems.ts'
import type { UserShown } from './users.schema.ts'
import { searchUsers } from './users.search.ts'
import { identitiesOfUsers, removeUser } from './users.store.ts'

/** As the API shows them, in the order given. */
export async function showUsers(ctx: ApiContext, users: readonly User[]): Promise<Static<typeof UserShown>[]> {
  const identities = await identitiesOfUsers(ctx.db, ctx.tenant.id, users.map((user) => user.user_id))
  const byUser = Map.groupBy(identities, (identity) => identity.user_id)
  return users.map((user) => presentUser(user, byUser.get(user.user_id) ?? []) as Static<typeof UserShown>)
}

const show = async (ctx: ApiContext, user: User) => (await showUsers(ctx, [user]))[0]!

async function found(ctx: ApiContext, userId: string): Promise<User> {
  const user = await findUser(ctx, userId)
  if (!user) throw UserNotFound()
  return user
}

/** How the mail with a verification link is sent is for the login to know. */
export function createUsers({ sendVerification }: { sendVerification: SendVerification }): Implemented<ApiContext> {
  return implement<ApiContext, typeof usersContract>(usersContract, {
    async list({ query, page }, ctx) {
      const { items, ...rest } = await searchUsers(ctx, query, page)
      return { items: await showUsers(ctx, items), ...rest }
    },

    async create({ body }, ctx) {
      return show(ctx, await create(ctx, body, sendVerification))
    },

    async get({ params }, ctx) {
      actingOn(ctx, params.id, ['read:users', 'read:user_idp_tokens'])
      return show(ctx, await found(ctx, params.id))
    },

    async update({ params, body }, ctx) {
      const { scopes } = ctx.caller
      if (!scopes.has('update:users')) {
        const isAppMetadata = scopes.has('update:users_app_metadata') && onlyHas(body, 'app_metadata')
        if (!isAppMetadata) {
          actingOn(ctx, params.id, [])
          if (!scopes.has('update:current_user_metadata') || !onlyHas(body, 'user_metadata')) throw MetadataOnly()
        }
      }
      return show(ctx, await update(ctx, await found(ctx, params.id), body, sendVerification))
    },

    async delete({ params }, ctx) {
      actingOn(ctx, params.id, ['delete:users'])
      const gone = await ctx.db.transaction(async (tx) => {
        await noteLogouts(tx, ctx.tenant.id, { userId: params.id, initiator: 'account-deleted', issuer: ctx.issuer, now: ctx.clock.now() })
        return removeUser(tx, ctx.tenant.id, params.id)
      })
      if (!gone) return
      await record(ctx, {
        type: 'sdu', description: `User deleted: ${gone.email ?? gone.user_id}`, user_id: gone.user_id, user_name: gone.name ?? undefined,
        connection: gone.connection, strategy: gone.user_id.slice(0, gone.user_id.indexOf('|')), client_id: ctx.caller.clientId,
      })
    },

    async link({ params, body }, ctx) {
      actingOn(ctx, params.id, ['update:users'])
      return (await link(ctx, params.id, body)).map(presentIdentity)
    },

    async unlink({ params }, ctx) {
      actingOn(ctx, params.id, ['update:users'])
      return (await unlink(ctx, params.id, params.provider, params.user_id)).map(presentIdentity)
    },

    logs({ params, query, page }, ctx) {
      return logsOfUser(ctx, params.id, query.sort, page)
    },
  })
}

const onlyHas = (body: object, member: string): boolean => Object.keys(body).every((name) => name === member)
