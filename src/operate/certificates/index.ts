/**
 * Certificates as operators handle them: brought as PEM or PFX, judged with a sentence for each fault, shown at once by every node.
 *
 * Owns no table: `platform/certificates` keeps and serves. Knows the rules of what the appliance's certificate must cover, and who is told before one ends.
 */
export * from './acme/index.ts'
export { certificates } from './certificates.handlers.ts'
export { certificateCommands } from './certificates.commands.ts'
export { tellOfExpiry, type ExpiryNews } from './expiry.ts'
export { certificateCoversHosts } from './measure.ts'
export { domains } from './domains.ts'
export { rootCertificates } from './roots.ts'
