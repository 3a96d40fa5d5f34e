/**
 * Blocks after too many wrong passwords, as administrators see and lift them. Owns nothing: the counters are `connections/protection`'s.
 * Does not know users that were blocked by hand (`blocked` of a user).
 */
export { userBlocks } from './user-blocks.handlers.ts'
