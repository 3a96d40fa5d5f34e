/** Which names can be a tenant's own. */
import { Problem } from '#kernel/problem.ts'
import type { Addresses } from '#platform/addresses/index.ts'

/** @returns the name as it is kept: lower case. @throws Problem 400 with a sentence. */
export function checkedName(domain: string, addresses: Pick<Addresses, 'baseDomain'>): string {
  const name = domain.toLowerCase()
  const refuse = (why: string) => new Problem(400, 'invalid_body', `Payload validation error: '${domain} ${why}' on property domain.`)
  const labels = name.split('.')
  if (labels.length < 2) throw refuse('must have at least two parts')
  if (/^[0-9.]+$/.test(name)) throw refuse('is an address, not a name')
  if (name === 'localhost.localdomain') throw refuse('means every machine itself')
  const { baseDomain } = addresses
  if (name === baseDomain) throw refuse('is the base domain of the appliance')
  if (name.endsWith(`.${baseDomain}`) && labels.length === baseDomain.split('.').length + 1) throw refuse('is a host name that the appliance gives to tenants itself')
  return name
}

/** RFC 8552: a label with an underscore never is a host. */
export const challengeName = (domain: string): string => `_bailiwick-challenge.${domain}`
export const challengeRecord = (verification: string): string => `bailiwick-domain-verification=${verification}`
