/**
 * Connections: where a tenant's identities come from, and which applications may use them.
 *
 * Owns the tables `connections` and `connection_clients`. A connection is present or deleted, and takes its people with it. It may be of
 * any documented strategy; whether this product can log anybody in by it is for `src/connections` and `login` to say.
 */
export { connectionsOfClient, createConnection, findConnection } from './connections.acts.ts'
export { enableClients } from './enabled-clients.store.ts'
export { ConnectionNotFound } from './connections.contract.ts'
export { connections } from './connections.handlers.ts'
export type { Connection } from './connections.schema.ts'
