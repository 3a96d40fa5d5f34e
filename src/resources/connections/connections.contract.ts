/** Operations on connections. */
import { listing, Nothing, resource } from '#kernel/operation.ts'
import { problem } from '#kernel/problem.ts'
import { Closed, OneOf, Timestamp, Type } from '#kernel/schema.ts'
import { Connection, ConnectionCreate, ConnectionUpdate, strategies } from './connections.schema.ts'

export const ConnectionNotFound = problem(404, 'inexistent_connection', 'The connection does not exist.')
export const ClientOfConnectionNotFound = problem(404, 'inexistent_client', 'The client does not exist')
export const NameTaken = problem(409, 'connection_conflict', 'A connection with the same name already exists')
export const RealmTaken = problem(409, 'connection_conflict', 'There is already another connection with some realms from "realms" parameter')
export const NotADatabase = problem(400, 'operation_not_supported', 'Connection must be a database connection')
export const NotConnected = problem(404, undefined, 'not connected to any node')
export const AskingClientNotFound = problem(404, 'inexistent_client', 'Client does not exist.')

const strategy = Type.Optional(Type.Array(OneOf(strategies), { maxItems: 100 }))

export const connectionsContract = resource({
  name: 'connections',
  about: 'Where identities come from.',
  operations: {
    list: {
      http: 'GET /connections',
      summary: 'List connections',
      scope: 'read:connections',
      query: Closed({ strategy, name: Type.Optional(Type.String({ maxLength: 128 })) }),
      ...listing(Connection, 'connections', { style: 'both' }),
    },
    get: {
      http: 'GET /connections/:id',
      summary: 'Show a connection',
      scope: 'read:connections',
      returns: Connection,
      fields: true,
      throws: [ConnectionNotFound],
    },
    create: {
      http: 'POST /connections',
      summary: 'Create a connection',
      scope: 'create:connections',
      body: ConnectionCreate,
      returns: Connection,
      throws: [NameTaken, RealmTaken],
    },
    update: {
      http: 'PATCH /connections/:id',
      summary: 'Change a connection; its options are replaced as a whole',
      scope: 'update:connections',
      body: ConnectionUpdate,
      returns: Connection,
      throws: [ConnectionNotFound, RealmTaken],
    },
    delete: {
      http: 'DELETE /connections/:id',
      summary: 'Delete a connection and everybody who came by it',
      scope: 'delete:connections',
      status: 202,
      returns: Type.Object({ deleted_at: Timestamp() }),
    },
    clients: {
      http: 'GET /connections/:id/clients',
      summary: 'List the applications a connection is enabled for',
      scope: 'read:connections',
      returns: Type.Object({ client_id: Type.String() }),
      paging: { style: 'checkpoint', plural: 'clients', max: 1000, default: 50 },
      throws: [ConnectionNotFound],
    },
    updateClients: {
      http: 'PATCH /connections/:id/clients',
      summary: 'Enable or disable a connection for applications',
      scope: 'update:connections',
      status: 204,
      body: Type.Array(Closed({ client_id: Type.String({ minLength: 1, maxLength: 255 }), status: Type.Boolean() }), { minItems: 1, maxItems: 50 }),
      returns: Nothing,
      throws: [ConnectionNotFound, ClientOfConnectionNotFound],
    },
    status: {
      http: 'GET /connections/:id/status',
      summary: 'Tell whether the connector of a connection is online',
      scope: 'read:connections',
      returns: Type.Object({}),
      throws: [ConnectionNotFound, NotConnected],
    },
    deleteUser: {
      http: 'DELETE /connections/:id/users',
      summary: 'Delete the user of a database connection who has this e-mail address',
      scope: 'delete:users',
      query: Closed({ email: Type.String({ minLength: 1, maxLength: 320 }) }),
      returns: Nothing,
      throws: [ConnectionNotFound, NotADatabase],
    },
  },
})

/** Beside the operations on applications, of which it is one; it stands here because it answers with connections. */
export const clientConnectionsContract = resource({
  name: 'clients',
  about: 'Applications that ask this server for tokens.',
  operations: {
    connections: {
      http: 'GET /clients/:id/connections',
      summary: 'List the connections enabled for an application',
      scope: ['read:connections', 'read:clients', 'read:client_summary'],
      query: Closed({ strategy }),
      returns: Connection,
      paging: { style: 'checkpoint', plural: 'connections', max: 100, default: 50 },
      fields: true,
      throws: [AskingClientNotFound],
    },
  },
})
