/**
 * The keys a tenant signs and encrypts tokens with. A signing key is `next` (published, not yet used), `current` (signs),
 * `previous` (verifies what it signed) or `revoked` (nobody honours it). Private halves are sealed in the database and imported once a worker.
 * Does not know what tokens say: claims are made in `oauth`.
 */
export { createSigningKey, createTenantKeys } from './creation.ts'
export { currentSigningKey, publicKeys, tokenKeyRing, type KeyContext, type SigningKey, type TokenKeyRing } from './key-ring.ts'
export { rotateKeys, revokeKey } from './rotation.ts'
export { isSigningAlgorithm, type SigningAlgorithm } from './algorithms.ts'
export { ensureSigningKey } from './on-demand.ts'
export { signJwt } from './signing.ts'
export { signingKeys } from './keys.handlers.ts'
export { TokenRefused, verifyOwnToken, type RefusalReason, type TokenClaims, type VerificationContext } from './verification.ts'
