/** Operations on applications. */
import { listing, Nothing, resource } from '#kernel/operation.ts'
import { problem } from '#kernel/problem.ts'
import { Closed, Type } from '#kernel/schema.ts'
import { Client, ClientCreate, ClientUpdate, CreatedClient } from './clients.schema.ts'

export const ClientNotFound = problem(404, 'inexistent_client', 'The client does not exist')
export const AliasTaken = problem(409, 'client_alias_conflict', 'Another client exists with the same alias.')
export const GlobalClientStays = problem(400, 'operation_not_supported', 'Global client cannot be deleted.')
export const NoOrganizations = problem(
  403,
  'operation_not_supported',
  'Organizations are only available to first party clients on user-based flows. Properties organization_usage and organization_require_behavior must be unset for third party clients.',
)

const readers = ['read:clients', 'read:client_keys', 'read:client_credentials', 'read:client_summary']

export const clientsContract = resource({
  name: 'clients',
  about: 'Applications that ask this server for tokens.',
  operations: {
    list: {
      http: 'GET /clients',
      summary: 'List applications',
      scope: readers,
      query: Closed({
        is_global: Type.Optional(Type.Boolean({ description: 'only the global client, or all but it' })),
        is_first_party: Type.Optional(Type.Boolean()),
        app_type: Type.Optional(Type.String({ maxLength: 500, description: 'one or more types, separated by commas' })),
        external_client_id: Type.Optional(Type.String({ minLength: 1, maxLength: 120 })),
        q: Type.Optional(Type.String({ maxLength: 500, description: 'part of the name, or client_grant.organization_id:… ' })),
      }),
      ...listing(Client, 'clients', { style: 'both' }),
    },
    get: {
      http: 'GET /clients/:id',
      summary: 'Show an application',
      scope: readers,
      returns: Client,
      fields: true,
      throws: [ClientNotFound],
    },
    create: {
      http: 'POST /clients',
      summary: 'Create an application',
      scope: 'create:clients',
      body: ClientCreate,
      returns: CreatedClient,
      throws: [AliasTaken, NoOrganizations],
    },
    update: {
      http: 'PATCH /clients/:id',
      summary: 'Change an application',
      scope: ['update:clients', 'update:client_keys', 'update:client_credentials', 'update:client_token_vault_privileged_access'],
      body: ClientUpdate,
      returns: Client,
      throws: [ClientNotFound, AliasTaken, NoOrganizations],
    },
    delete: {
      http: 'DELETE /clients/:id',
      summary: 'Delete an application',
      scope: 'delete:clients',
      returns: Nothing,
      throws: [GlobalClientStays],
    },
    rotateSecret: {
      http: 'POST /clients/:id/rotate-secret',
      summary: 'Give an application a new secret; the old one stops working at once',
      scope: 'update:client_keys',
      status: 200,
      returns: Client,
      throws: [ClientNotFound],
    },
  },
})
