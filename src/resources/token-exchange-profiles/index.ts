/**
 * Token exchange profiles: which subject tokens a tenant takes at the token endpoint (RFC 8693), from which issuer, and whose they are.
 * Owns the table `token_exchange_profiles`. The compatible service runs an Action for a profile; here it is decided by what the profile says of a
 * trusted issuer. Verifies nothing itself (oauth does).
 */
export { findProfile } from './profiles.acts.ts'
export type { TokenExchangeProfile, TrustedIssuer } from './profiles.schema.ts'
export { tokenExchangeProfiles } from './profiles.handlers.ts'
