/**
 * What a tenant wants done against guessed passwords and mass sign-ups. Owns the table `attack_protection`, a document a protection, holding
 * only what was set. Offered is what is obeyed: brute-force protection and the throttling of addresses, both on from the first day.
 * Detection of breached passwords shows itself as disabled and refuses to be enabled, because there is no list; bot detection and captchas say
 * that they are not supported; the protection of phone providers is absent. Does not know attempts, passwords or pages: `connections/protection` obeys.
 */
export { attackProtection } from './attack-protection.handlers.ts'
export { protectionOf, type Protection } from './protection.ts'
