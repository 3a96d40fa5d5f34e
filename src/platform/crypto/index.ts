/**
 * Randomness, sealing at rest, digests, password hashes. Owns the appliance's key file.
 * Does not know JOSE: tokens are signed in `resources/keys` and `oauth`.
 */
export { systemRandomness, type Randomness } from './randomness.ts'
export { createSecretBox, loadSecretBox, type SecretBox } from './secret-box.ts'
export { digest, sameSecret } from './digest.ts'
export { createPasswordHasher, type PasswordHasher } from './password-hasher.ts'
