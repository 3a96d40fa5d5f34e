/**
 * Obeys what a tenant wants done against guessed passwords and mass sign-ups. Owns `login_attempts` and `address_throttles`; both are in
 * Postgres, so they survive restarts and hold for all workers and nodes.
 *
 * States of a name (as typed, in one connection, from one address or from everywhere): no failures → some failures in a row → blocked. A right
 * password, a new password, an unblock link (once), an administrator and time lead back: a day after the last failure, thirty for a block.
 * Names that nobody has are counted and blocked alike. States of an address: bucket full → partly used → throttled → full again, at the pace
 * the tenant sets.
 *
 * Does not know how passwords are verified, pages or protocols; whoever verifies comes here first (`approach`, `beginAttempt`) and says how it went.
 */
export { approach, beginAttempt, type Approach, type Attempt } from './attempt.ts'
export { counterColumns, type Counters } from './attempts.store.ts'
export { blockBehind, blocksOf, liftBlocks, unblock, type LoginNames, type ShownBlock } from './blocks.ts'
export { forgetAttempts } from './expiry.job.ts'
export { networkOf } from './network.ts'
export { refusedAddress, refusedIdentifier, refusedPace, type Asking } from './refusals.ts'
export { admitSignUp } from './sign-ups.ts'
export { liftThrottles, throttledStages } from './throttles.ts'
