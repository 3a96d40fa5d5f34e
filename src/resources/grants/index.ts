/**
 * Consents: what a person allowed an application to do in their name, per API. Owns the table `grants`.
 * Does not know when a consent is needed (oauth) or how it is asked for (login).
 */
export { findConsent, giveConsent } from './consents.ts'
export { grants } from './grants.handlers.ts'
export type { ConsentKey } from './grants.store.ts'
