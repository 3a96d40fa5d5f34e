/**
 * The certificates that the HTTPS port shows: a private CA of this appliance with a leaf for all its hosts, or what the operator brings.
 *
 *     ensureCertificates({ folder, hosts, clock }): Promise<Certificates>
 *     Certificates = { cert, key, ca, caFile, brought, notAfter }     (PEM texts; `cert` is leaf first, then its chain)
 *     hostsFor(baseDomain, tenantNames): string[]
 *     checkCertificate({ cert, key, hosts, now, roots }): string[]    (one sentence a fault; empty: fine)
 *     readPfx(bytes, password): Promise<{ cert, key }>                (PKCS#12; throws UnreadablePfx with a sentence)
 *     factsOf(cert): names, subject, issuer, dates, fingerprint of the first certificate of a chain
 *
 * The folder: `ca.pem`, `ca.key`, `leaf.pem`, `leaf.key` are ours; `server.pem` and `server.key`, when there, are the operator's
 * and win; a fault in them stops the start with its sentences. Keys have mode 0600.
 * States of the leaf: absent → valid → due (30 days left, or other hosts) → replaced. The CA is made once and lasts ten years.
 * Call it again at any time; the result goes to `HttpServers.setCertificate`.
 * Does not know: who serves the certificate, what a tenant is.
 */
export { ensureCertificates, type Certificates } from './ensure.ts'
export { checkCertificate, nameOf, parseChain } from './check.ts'
export { coversHost, factsOf, type CertificateFacts } from './facts.ts'
export { hostsFor } from './hosts.ts'
export { readPfx } from './pfx.ts'
export { UnreadablePfx } from './unreadable-pfx.ts'
