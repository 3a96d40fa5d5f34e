/**
 * Client grants: which application may ask for which scopes of which API.
 *
 * Owns the table `client_grants`. A grant is present or deleted, and goes with its application or API. Does not know tokens: what was
 * issued under a grant stays valid until it expires.
 */
export { createClientGrant, findClientGrant } from './client-grants.acts.ts'
export type { ClientGrant } from './client-grants.contract.ts'
export { clientGrants } from './client-grants.handlers.ts'
export { selectSystemGrantHolder } from './client-grants.store.ts'
