/**
 * Names blocked and addresses throttled after too many attempts, as administrators see and lift them. Owns nothing: the counters are `connections/protection`'s.
 * Does not know users that were blocked by hand (`blocked` of a user).
 */
export { anomalyBlocks } from './ip-blocks.handlers.ts'
export { userBlocks } from './user-blocks.handlers.ts'
