/** Operations on what people allowed applications. */
import { Nothing, resource } from '#kernel/operation.ts'
import { Closed, Type } from '#kernel/schema.ts'

const { Optional } = Type
const userId = Type.String({ minLength: 1, maxLength: 300 })

export const GrantShown = Type.Object({
  id: Type.String(),
  clientID: Type.String(),
  user_id: Type.String(),
  audience: Type.String(),
  scope: Type.Array(Type.String()),
})

export const grantsContract = resource({
  name: 'grants',
  about: 'Consents: what a person allowed an application to do with an API.',
  operations: {
    list: {
      http: 'GET /grants',
      summary: 'List consents',
      scope: 'read:grants',
      query: Closed({ user_id: Optional(userId), client_id: Optional(Type.String({ maxLength: 255 })), audience: Optional(Type.String({ maxLength: 600 })) }),
      returns: GrantShown,
      paging: { style: 'offset', plural: 'grants', max: 100, default: 50 },
    },
    deleteOfUser: {
      http: 'DELETE /grants',
      summary: 'Withdraw every consent of a user, with the refresh tokens that rest on it',
      scope: 'delete:grants',
      query: Closed({ user_id: userId }),
      returns: Nothing,
    },
    delete: {
      http: 'DELETE /grants/:id',
      summary: 'Withdraw a consent, with the refresh tokens that rest on it',
      scope: 'delete:grants',
      returns: Nothing,
    },
  },
})
