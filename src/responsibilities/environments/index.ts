/**
 * The pair of development and production: two appliances on networks that do not see one another. Owns the pairing and attestations.
 *
 * Each side hands the other its card (name, environment, public key), by HTTPS or as a file; from then on each knows the other by its key. An
 * attestation is a signed statement of one side about itself (a build it runs, a backup it made, an update it took, tests signed off),
 * meant for the other side alone, and counted once: a second import of the same one is refused. States of an attestation: issued here, or
 * received here. Does not know how packets travel.
 */
export { card, pair, pairedWith, unpair, type Card } from './pairing.ts'
export { attest, attestationsOf, receive, type Attestation, type AttestationKind } from './attestations.ts'
export { developmentSignedOff } from './development-first.ts'
export { environmentMeasures, environmentResource, type SetEnvironment } from './environments.handlers.ts'
