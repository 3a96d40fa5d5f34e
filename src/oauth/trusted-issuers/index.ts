/**
 * Signed tokens of other issuers that a tenant trusts by configuration: verified with the keys that the configuration names, never with one that the
 * token brings; and the person they speak of, found or made. Keeps nothing but what workers remember of key sets for some minutes.
 * Does not know what the token is exchanged for.
 */
export { issuerNamed } from './token.ts'
export { personOf, type Behaviour } from './person.ts'
export { ForeignTokenRefused, verifyForeign, type ForeignClaims, type ForeignIssuer } from './verify.ts'
