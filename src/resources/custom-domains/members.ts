/** The documented members that a domain carries besides its name. */
import { patched } from '#kernel/patch.ts'
import type { DomainType } from '#platform/certificates/index.ts'
import { HeaderRefused, PartyRefused, PolicyRefused } from './custom-domains.contract.ts'

/** @throws Problem 400 for what its type does not have. */
export function checkedMembers(type: DomainType, name: string, members: Record<string, unknown>): Record<string, unknown> {
  if (type === 'self_managed_certs' && members['tls_policy'] !== undefined) throw PolicyRefused()
  if (type === 'auth0_managed_certs' && members['custom_client_ip_header']) throw HeaderRefused()
  const party = members['relying_party_identifier']
  if (typeof party === 'string' && party !== name && !(name.endsWith(`.${party}`) && party.includes('.'))) throw PartyRefused()
  const metadata = members['domain_metadata']
  return metadata ? { ...members, domain_metadata: patched({}, metadata as Record<string, unknown>) } : members
}
