/**
 * Token exchange (RFC 8693): who a subject token stands for. A table of subject token types, each with its exchanger; the token endpoint does the rest.
 * Built in is the access token of this tenant, with which one API calls another on behalf of the person who called it; a tenant's own types are its
 * token exchange profiles. An unknown type is refused. Keeps nothing.
 */
export type { Exchanged } from './exchanged.ts'
export { exchangerFor, tokenTypes, type Exchanger } from './exchangers.ts'
