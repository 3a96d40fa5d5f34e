/**
 * APIs ("resource servers"): the audiences tokens are made for, their scopes, lifetimes and signatures.
 *
 * Owns the table `resource_servers`. An API is present or deleted; exactly one of a tenant is the system API, its own Management API,
 * which nobody changes by hand. Does not know who may have which scope: that is `client-grants` and `roles`.
 */
export { createResourceServer, findResourceServer, possessionInsisted, isOwnApi } from './resource-servers.acts.ts'
export { resourceServers } from './resource-servers.handlers.ts'
export type { ResourceServer } from './resource-servers.schema.ts'
export { moveSystemIdentifier } from './resource-servers.store.ts'
