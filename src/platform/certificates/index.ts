/**
 * Certificates and custom domains as every node serves them.
 *
 * Owns the tables `certificates`, `custom_domains` and `root_certificates`. Private keys rest sealed. There is one certificate for the hosts of the
 * appliance and at most one a custom domain; storing replaces. A domain is pending → ready; what is ready names a tenant. Every process keeps
 * all of it in memory (`Directory`) and is told of changes by the database. Does not know who may change anything, nor how names are verified.
 */
export { addDomain, DomainExists, makeReady, TooManyDomains } from './adding.ts'
export { bringCertificate, judge, refusal, type Judged, type Offered } from './bring.ts'
export { certificateRows, deleteCertificate, deleteRoot, markTold, putRoot, rootRows, tenantNames, type CertificateRow, type RootRow } from './certificates.store.ts'
export { openDirectory, type Directory, type Served } from './directory.ts'
export * from './domains.store.ts'
export { challengeName, challengeRecord } from './names.ts'
export { coverage, futureTenants, requiredHosts, type HostCoverage } from './hosts.ts'
