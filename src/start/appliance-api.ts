/**
 * The configuration area as an API of the root tenant authority: known there under its present address, with the scopes that this build
 * declares, and granted to the authority's Management API client. People get of it what their roles give; one role holds everything.
 */
import type { ProcessContext } from '#platform/context/index.ts'
import { rootTenant } from '#platform/addresses/index.ts'
import { createClientGrant } from '#resources/client-grants/index.ts'
import { createResourceServer } from '#resources/resource-servers/index.ts'
import { managementCredentials } from '#resources/tenants/index.ts'
import { applianceAudience, appliancePrefix, applianceScopes } from '#surfaces/appliance/index.ts'
import { applianceResources } from '../modules.ts'
import { alignAdministratorRole, grantExists, moveIdentifier, setScopes } from './appliance-api.store.ts'
import { withinTenant } from './process-context.ts'

/** After every start: addresses, scopes or the grant may have changed. */
export async function alignAppliance(process: ProcessContext): Promise<void> {
  const tenant = await process.cache.tenant(rootTenant)
  if (!tenant) return
  const identifier = applianceAudience(process.addresses)
  const scopes = applianceScopes(applianceResources)
  const credentials = await managementCredentials(withinTenant(process, tenant))
  await process.db.transaction(async (tx) => {
    const home = { ...process, db: tx, tenant }
    await moveIdentifier(tx, tenant.id, `/${appliancePrefix.slice(1)}/`, identifier)
    if (!(await setScopes(tx, tenant.id, identifier, scopes))) {
      await createResourceServer(home, {
        identifier, name: 'Configuration area', scopes,
        skip_consent_for_verifiable_first_party_clients: true, enforce_policies: true, token_lifetime: 7_200,
      })
    }
    if (credentials && !(await grantExists(tx, tenant.id, credentials.client_id, identifier))) {
      await createClientGrant(home, { client_id: credentials.client_id, audience: identifier, allow_all_scopes: true })
    }
    await alignAdministratorRole(tx, tenant.id, { id: `rol_${process.random.alphanumeric(16)}`, identifier, scopes: scopes.map(({ value }) => value) })
  })
  await process.cache.settled(tenant.id)
}
