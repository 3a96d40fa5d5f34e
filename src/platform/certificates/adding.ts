import { problem } from '#kernel/problem.ts'
import type { Addresses } from '#platform/addresses/index.ts'
import type { Randomness } from '#platform/crypto/index.ts'
import type { Database } from '#platform/postgres/index.ts'
import { domainsOfTenant, findDomain, insertDomain, isTakenElsewhere, setReady, type DomainRow, type DomainType } from './domains.store.ts'
import { checkedName } from './names.ts'

export const DomainExists = problem(409, 'custom_domain_exists', 'Custom domain already exists.')
export const TooManyDomains = problem(409, 'too_many_custom_domains', 'You reached the maximum number of custom domains for your account.')

/** Of one tenant. */
const most = 100

type Needs = { db: Database; random: Randomness; addresses: Pick<Addresses, 'baseDomain'> }

/** @throws Problem 400 for a name that cannot be a tenant's own, 409 when somebody has it. */
export async function addDomain(needs: Needs, tenantId: number, wanted: { domain: string; type: DomainType; body?: Record<string, unknown> }): Promise<DomainRow> {
  const domain = checkedName(wanted.domain, needs.addresses)
  if (await isTakenElsewhere(needs.db, tenantId, domain)) throw DomainExists()
  if ((await domainsOfTenant(needs.db, tenantId)).length >= most) throw TooManyDomains()
  const id = `cd_${needs.random.alphanumeric(16)}`
  if ((await insertDomain(needs.db, { id, tenant_id: tenantId, domain, type: wanted.type, verification: needs.random.token(), body: wanted.body ?? {} })) === 0) throw DomainExists()
  return (await findDomain(needs.db, tenantId, id))!
}

/** @throws Problem 409 when it became another tenant's meanwhile. */
export async function makeReady(db: Database, row: DomainRow): Promise<DomainRow> {
  if ((await setReady(db, row.tenant_id, row.id)) === 0) throw DomainExists()
  return (await findDomain(db, row.tenant_id, row.id))!
}
