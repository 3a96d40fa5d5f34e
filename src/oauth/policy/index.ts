/**
 * What may be granted: which API a token is for, which scopes a person's token carries. Shared by every endpoint that grants.
 * Decides from configuration and roles only; does not know requests, sessions or the shape of tokens.
 */
export { findAudience, namedAudience, refusesPeople, type Audience } from './audience.ts'
export { carriesPermissions, offlineAllowed, scopesForPerson, type GrantedScopes } from './permissions.ts'
export { claimScopes, identityScopes, joinScope, splitScope } from './scope.ts'
