/**
 * The one question "who has this address?". Owns nothing; reads users.
 * Does not fold letter case: addresses of our own store are in lower case, those of other providers as they wrote them.
 */
import { implement, resource } from '#kernel/operation.ts'
import { Closed, Type } from '#kernel/schema.ts'
import type { ApiContext } from '#platform/context/index.ts'
import { showUsers, usersByEmail as withEmail, UserShown } from '#resources/users/index.ts'

export const usersByEmailContract = resource({
  name: 'usersByEmail',
  about: 'Users by their e-mail address.',
  operations: {
    list: {
      http: 'GET /users-by-email',
      summary: 'List the users who have an e-mail address',
      scope: 'read:users',
      query: Closed({ email: Type.String({ minLength: 1, maxLength: 320, description: 'exact, also in letter case' }) }),
      returns: Type.Array(UserShown),
      fields: true,
    },
  },
})

export const usersByEmail = implement<ApiContext, typeof usersByEmailContract>(usersByEmailContract, {
  async list({ query }, ctx) {
    return showUsers(ctx, await withEmail(ctx.db, ctx.tenant.id, query.email))
  },
})
