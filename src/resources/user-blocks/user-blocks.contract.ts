/** Operations on blocks after too many wrong passwords. */
import { Nothing, resource } from '#kernel/operation.ts'
import { problem } from '#kernel/problem.ts'
import { Closed, Type } from '#kernel/schema.ts'

export const BlockedUserNotFound = problem(404, 'inexistent_user', 'The user does not exist.')

const { Optional } = Type

const Blocks = Type.Object({
  blocked_for: Type.Array(
    Type.Object({
      identifier: Type.String(),
      ip: Optional(Type.String({ description: 'absent where the name is blocked everywhere; IPv6 as the network of 64 bits that counts as one' })),
      connection: Type.String(),
    }),
  ),
})

const identifier = Type.String({ minLength: 1, maxLength: 320, description: 'e-mail address, user name or phone number, as typed' })
const consider = Optional(Type.Boolean({ description: 'nothing, where brute-force protection is off or does not block' }))

export const userBlocksContract = resource({
  name: 'userBlocks',
  about: 'Who is blocked after too many wrong passwords, and the way out.',
  operations: {
    listByIdentifier: {
      http: 'GET /user-blocks',
      summary: 'List the blocks of a login name',
      scope: 'read:users',
      query: Closed({ identifier, consider_brute_force_enablement: consider }),
      returns: Blocks,
    },
    deleteByIdentifier: {
      http: 'DELETE /user-blocks',
      summary: 'Lift the blocks of a login name',
      scope: 'update:users',
      query: Closed({ identifier }),
      returns: Nothing,
    },
    list: {
      http: 'GET /user-blocks/:id',
      summary: "List a user's blocks",
      scope: 'read:users',
      query: Closed({ consider_brute_force_enablement: consider }),
      returns: Blocks,
      throws: [BlockedUserNotFound],
    },
    delete: {
      http: 'DELETE /user-blocks/:id',
      summary: "Lift a user's blocks",
      scope: 'update:users',
      returns: Nothing,
      throws: [BlockedUserNotFound],
    },
  },
})
