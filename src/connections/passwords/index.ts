/**
 * Passwords: what a connection asks of them, how they are stored and verified. Owns the table `passwords`.
 * States of a password: present, former (kept for the history rule). Knows users by id only, and nothing of sessions, mail or pages,
 * so that `resources/users` may use it without a circle.
 */
export { checkPasswordPolicy, longestPassword, passwordRules } from './check.ts'
export { policyOf, type PasswordConnection, type PasswordPolicy } from './policy.ts'
export { PasswordRefused, type RefusalName } from './refused.ts'
export { storePassword, storePasswordHash } from './store-password.ts'
export type { Rule, Strength } from './strength.ts'
export { verifyHash, verifyPassword } from './verify-password.ts'
