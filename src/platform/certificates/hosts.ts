/** Which host names the appliance answers to, and whether the certificate that each would be shown covers it. */
import { manageLabel, rootTenant, type Addresses } from '#platform/addresses/index.ts'
import type { Database } from '#platform/postgres/index.ts'
import { coversHost } from '#platform/tls/index.ts'
import { tenantNames } from './certificates.store.ts'
import type { Directory } from './directory.ts'

/** The configuration tenant, the dashboard, and every tenant's host. */
export async function requiredHosts(db: Database, addresses: Pick<Addresses, 'hostOf'>): Promise<string[]> {
  return [...new Set([rootTenant, manageLabel, ...(await tenantNames(db))])].map((name) => addresses.hostOf(name))
}

/** What a certificate for all of them would not cover: a sentence for people, undefined when also future tenants are covered. */
export const futureTenants = (cert: string, addresses: Pick<Addresses, 'baseDomain'>): string | undefined =>
  coversHost(cert, `a-name-nobody-has.${addresses.baseDomain}`) ? undefined : `The certificate has no *.${addresses.baseDomain}: a tenant made later needs another certificate.`

export type HostCoverage = { host: string; /** Custom domains name their tenant. */ domain: boolean; /** Id of the stored certificate; undefined: the node's own. */ certificate: string | undefined; covered: boolean }

/** @param own the node's own certificate, PEM. */
export async function coverage(needs: { db: Database; addresses: Pick<Addresses, 'hostOf'>; directory: Directory }, own: string): Promise<HostCoverage[]> {
  const { directory } = needs
  const look = (host: string, domain: boolean): HostCoverage => {
    const served = directory.certificateFor(host)
    return { host, domain, certificate: served?.id, covered: coversHost(served?.cert ?? own, host) }
  }
  return [...(await requiredHosts(needs.db, needs.addresses)).map((host) => look(host, false)), ...directory.domains.map(({ domain }) => look(domain, true))]
}
