/** Operations on APIs. The id of the path may also be the identifier, URL-encoded. */
import { listing, Nothing, resource } from '#kernel/operation.ts'
import { problem } from '#kernel/problem.ts'
import { Closed, Type } from '#kernel/schema.ts'
import { ResourceServer, ResourceServerCreate, ResourceServerUpdate } from './resource-servers.schema.ts'

export const ResourceServerNotFound = problem(404, 'inexistent_resource_server', 'Resource server not found.')
export const IdentifierTaken = problem(409, 'resource_server_conflict', 'A resource server with the same identifier already exists.')
export const IdentifierReserved = problem(400, 'invalid_body', 'The selected identifier is reserved.')
export const SystemNotDeletable = problem(400, 'operation_not_supported', 'System resource servers cannot be deleted.')
export const SystemNotPatchable = problem(400, 'operation_not_supported', 'System resource servers cannot be patched.')

export const resourceServersContract = resource({
  name: 'resourceServers',
  about: 'APIs that tokens are made for.',
  operations: {
    list: {
      http: 'GET /resource-servers',
      summary: 'List APIs',
      scope: 'read:resource_servers',
      query: Closed({ identifiers: Type.Optional(Type.Array(Type.String({ minLength: 1 }), { maxItems: 100 })) }),
      ...listing(ResourceServer, 'resource_servers', { style: 'both' }),
    },
    get: {
      http: 'GET /resource-servers/:id',
      summary: 'Show an API',
      scope: 'read:resource_servers',
      returns: ResourceServer,
      fields: true,
      throws: [ResourceServerNotFound],
    },
    create: {
      http: 'POST /resource-servers',
      summary: 'Create an API',
      scope: 'create:resource_servers',
      body: ResourceServerCreate,
      returns: ResourceServer,
      throws: [IdentifierTaken, IdentifierReserved],
    },
    update: {
      http: 'PATCH /resource-servers/:id',
      summary: 'Change an API',
      scope: 'update:resource_servers',
      body: ResourceServerUpdate,
      returns: ResourceServer,
      throws: [ResourceServerNotFound, SystemNotPatchable],
    },
    delete: {
      http: 'DELETE /resource-servers/:id',
      summary: 'Delete an API',
      scope: 'delete:resource_servers',
      returns: Nothing,
      throws: [SystemNotDeletable],
    },
  },
})
