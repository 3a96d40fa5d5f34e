/** Certificates by ACME. Owns the tables `acme_accounts`, `acme_challenges` and `acme_orders`; what is issued is brought like any other. An order is asked for → tried → issued or failed. */
export { acmeDoor } from './door.ts'
export { acmeSettings, acmeDirectory } from './acme.settings.ts'
export { askForOrder, orderRow } from './acme.store.ts'
export { acmeRenewal, applianceSubject } from './renewal.job.ts'
