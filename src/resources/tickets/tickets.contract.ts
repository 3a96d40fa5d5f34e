/** Operations that make links. */
import { resource } from '#kernel/operation.ts'
import { problem } from '#kernel/problem.ts'
import { Closed, secret, Type } from '#kernel/schema.ts'
import { isUrl } from '#resources/clients/index.ts'

const refused = (message: string) => problem(400, 'operation_not_supported', message)
export const TicketUserNotFound = problem(404, 'inexistent_user', 'User not found.')
export const NoAddress = refused('The user does not have an email address.')
export const NoSuchMainConnection = refused("The user's main connection does not support this operation.")
export const IdentityMissing = problem(400, 'inexistent_identity', 'The user exists, but does not contain the given identity.')
export const TicketClientUnknown = problem(400, 'inexistent_client', 'The client does not exist')
export const TicketOrganizationUnknown = problem(400, 'inexistent_organization', 'The organization does not exist')
export const WhoIsMeant = problem(400, 'invalid_body', "Payload validation error: 'Give either user_id, or email and connection_id'.")

const { Optional } = Type
const userId = Type.String({ minLength: 1, maxLength: 300 })
const connectionId = Type.String({ minLength: 1, maxLength: 100 })

/** One identity of the user, when the user has several. */
export const AskedIdentity = Closed({ user_id: Type.String({ minLength: 1, maxLength: 300 }), provider: Type.String({ minLength: 1, maxLength: 100 }), connection_id: Optional(connectionId) })

const common = {
  result_url: Optional(Type.Refine(Type.String({ format: 'url', maxLength: 2048 }), isUrl, () => 'url')),
  client_id: Optional(Type.String({ minLength: 1, maxLength: 255 })),
  organization_id: Optional(Type.String({ minLength: 1, maxLength: 100 })),
  ttl_sec: Optional(Type.Integer({ minimum: 0, maximum: 2147483647, description: 'seconds the link lives; 0: five days' })),
  includeEmailInRedirect: Optional(Type.Boolean()),
  identity: Optional(AskedIdentity),
}

/** Whoever holds the link acts for the user, so logs do not keep it. */
const Made = Type.Object({ ticket: secret(Type.String({ description: 'the link' }), ['create:user_tickets']) })
const wrong = [TicketUserNotFound, NoAddress, NoSuchMainConnection, IdentityMissing, TicketClientUnknown, TicketOrganizationUnknown]

export const ticketsContract = resource({
  name: 'tickets',
  about: 'Links for users, to be delivered by the caller.',
  operations: {
    verifyEmail: {
      http: 'POST /tickets/email-verification',
      summary: "Make a link that confirms a user's e-mail address",
      scope: 'create:user_tickets',
      body: Closed({ user_id: userId, ...common }),
      returns: Made,
      throws: wrong,
    },
    changePassword: {
      http: 'POST /tickets/password-change',
      summary: 'Make a link with which a user chooses a new password',
      scope: 'create:user_tickets',
      body: Closed({
        ...common,
        user_id: Optional(userId),
        connection_id: Optional(connectionId),
        email: Optional(Type.String({ minLength: 3, maxLength: 320 })),
        mark_email_as_verified: Optional(Type.Boolean({ description: 'the address counts as confirmed once the link was used' })),
      }),
      returns: Made,
      throws: [...wrong, WhoIsMeant],
    },
  },
})
