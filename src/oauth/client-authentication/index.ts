/**
 * Who calls (RFC 6749 section 2.3): a secret in the header or the body, a signed assertion, a certificate, or nothing for public applications.
 * Each application has one way, as it is configured; any other is refused. Owns nothing; used assertions are remembered by `once`.
 * Does not know what is asked for.
 */
export { authenticateClient, type CallingClient } from './authenticate.ts'
export { thumbprintOf } from './certificate.ts'
export { clientKeys, type ClientCredential } from './credentials.ts'
export { algorithmsFor } from './held-to-profile.ts'
export { isPublic, methodOf, type Method } from './methods.ts'
