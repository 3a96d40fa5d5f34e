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
import { administratorRole, alignAdministratorRole, grantExists, moveIdentifier, setScopes } from './appliance-api.store.ts'
import { withinTenant } from './process-context.ts'

/** After every start: addresses, scopes or the grant may have changed. */
export const alignAppliance = (process: ProcessContext): Promise<void> =>
  alignApi(process, { prefix: appliancePrefix, name: 'Configuration area', scopes: applianceScopes(applianceResources), role: administratorRole })

export type OwnApi = { prefix: string; name: string; scopes: { value: string; description: string }[]; /** That holds all of its scopes; absent: people get none. */ role?: string }

/** An API of this installation itself, known to the root tenant authority, and granted to the client that was made with it. */
export async function alignApi(process: ProcessContext, { prefix, name, scopes, role }: OwnApi): Promise<void> {
  const tenant = await process.cache.tenant(rootTenant)
  if (!tenant) return
  const identifier = applianceAudience(process.addresses, prefix)
  const credentials = await managementCredentials(withinTenant(process, tenant))
  await process.db.transaction(async (tx) => {
    const home = { ...process, db: tx, tenant }
    await moveIdentifier(tx, tenant.id, `/${prefix.slice(1)}/`, identifier)
    if (!(await setScopes(tx, tenant.id, identifier, scopes))) {
      await createResourceServer(home, {
        identifier, name, scopes,
        skip_consent_for_verifiable_first_party_clients: true, enforce_policies: true, token_lifetime: 7_200,
      })
    }
    if (credentials && !(await grantExists(tx, tenant.id, credentials.client_id, identifier))) {
      await createClientGrant(home, { client_id: credentials.client_id, audience: identifier, allow_all_scopes: true })
    }
    if (role !== undefined) await alignAdministratorRole(tx, tenant.id, { id: `rol_${process.random.alphanumeric(16)}`, identifier, scopes: scopes.map(({ value }) => value) })
  })
  await process.cache.settled(tenant.id)
}
