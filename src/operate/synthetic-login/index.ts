/**
 * A person who signs in every minute, through the same pages and endpoints as everybody: what finds out that nobody can sign in before somebody calls.
 *
 * Owns no table. Each node signs in on itself, over TLS and its own port. A run ends in one sentence, kept until the next one. Who signs in, and in which
 * tenant, is told by whoever starts it.
 */
export { ownDoor, type OwnDoor } from './own-door.ts'
export { createSyntheticLogin, type SyntheticLogin, type SyntheticOutcome } from './synthetic-login.ts'
export { syntheticTenant } from './synthetic-login.settings.ts'
export type { Canary } from './walk.ts'
