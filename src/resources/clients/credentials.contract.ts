/** Operations on the credentials of an application. */
import { Nothing, resource } from '#kernel/operation.ts'
import { problem } from '#kernel/problem.ts'
import { Closed, Nullable, Timestamp, Type } from '#kernel/schema.ts'
import { CredentialCreate, CredentialShown } from './credentials.schema.ts'

export const CredentialClientUnknown = problem(404, 'inexistent_client', 'Client not found.')
export const CredentialNotFound = problem(404, undefined, 'Credential does not exist')
export const KidTaken = problem(400, 'invalid_body', 'The application has a key with this kid already.')
export const TooManyCredentials = problem(400, 'operation_not_supported', 'An application can have 20 credentials; delete one that is no longer used.')

const { Optional } = Type

export const clientCredentialsContract = resource({
  name: 'clientCredentials',
  about: 'What an application proves itself with: public keys and certificates.',
  operations: {
    list: {
      http: 'GET /clients/:client_id/credentials',
      summary: "List an application's credentials",
      scope: 'read:client_credentials',
      returns: Type.Array(CredentialShown),
      throws: [CredentialClientUnknown],
    },
    create: {
      http: 'POST /clients/:client_id/credentials',
      summary: 'Add a credential to an application; it counts once the application refers to it',
      scope: 'create:client_credentials',
      body: CredentialCreate,
      returns: CredentialShown,
      throws: [CredentialClientUnknown, KidTaken, TooManyCredentials],
    },
    get: {
      http: 'GET /clients/:client_id/credentials/:credential_id',
      summary: 'Show a credential',
      scope: 'read:client_credentials',
      returns: CredentialShown,
      throws: [CredentialClientUnknown, CredentialNotFound],
    },
    update: {
      http: 'PATCH /clients/:client_id/credentials/:credential_id',
      summary: 'Change when a credential expires',
      scope: 'update:client_credentials',
      body: Closed({ expires_at: Optional(Nullable(Timestamp())) }, { minProperties: 1 }),
      returns: CredentialShown,
      throws: [CredentialClientUnknown, CredentialNotFound],
    },
    delete: {
      http: 'DELETE /clients/:client_id/credentials/:credential_id',
      summary: 'Delete a credential; the application no longer refers to it',
      scope: 'delete:client_credentials',
      returns: Nothing,
    },
  },
})
