/** A tenant and all it needs to be used, in one transaction: half a tenant never exists. */
import type { ProcessContext, TenantContext } from '#platform/context/index.ts'
import { UniqueViolation, type Database } from '#platform/postgres/index.ts'
import { createClientGrant, selectSystemGrantHolder } from '#resources/client-grants/index.ts'
import { changeClientNamed, createClient, findClient, type Client } from '#resources/clients/index.ts'
import { createConnection } from '#resources/connections/index.ts'
import { createTenantKeys } from '#resources/keys/index.ts'
import { createResourceServer, moveSystemIdentifier } from '#resources/resource-servers/index.ts'
import { dashboardAddresses, dashboardClient, dashboardClientName } from './dashboard-client.ts'
import { managementScopes, rootScope } from './management-scopes.ts'
import { checkTenantName } from './names.ts'
import { TenantTaken } from './tenants.contract.ts'
import { allTenants, insertTenant, type NewTenant } from './tenants.store.ts'

export type ClientCredentials = { client_id: string; client_secret: string }
export type CreatedTenant = { tenant: NewTenant; client: ClientCredentials }
/** Anything that can reach the database: the first start has no request yet. */
export type CreationContext = Omit<ProcessContext, 'db'> & { db: Database }

/**
 * Makes the tenant row, its keys, its Management API, the global client, a machine-to-machine application that may do everything, and a
 * database connection; on the root tenant authority also the dashboard's application and the scope to make further tenants.
 * @throws Problem 400 for a name that breaks a rule, 409 for one that is taken.
 */
export async function createTenant(process: CreationContext, wanted: { name: string; isRoot?: boolean; owners?: string[] }): Promise<CreatedTenant> {
  const { name, isRoot = false, owners = [] } = wanted
  if (!isRoot) checkTenantName(name)
  const created = await process.db.transaction(async (tx) => {
    const tenant = await insertTenant(tx, { name, isRoot, owners }).catch((error: unknown) => {
      throw error instanceof UniqueViolation ? TenantTaken() : error
    })
    const home = { ...process, db: tx, tenant }
    await createTenantKeys(process, tx, tenant.id)
    const identifier = systemIdentifier(process, name)
    await createResourceServer(home, {
      identifier,
      name: 'Auth0 Management API',
      scopes: isRoot ? [...managementScopes, rootScope] : [...managementScopes],
      skip_consent_for_verifiable_first_party_clients: false,
      // A person gets of this API what roles and permissions give, never simply what an application asks for.
      enforce_policies: true,
    }, { system: true })
    await createClient(home, { name: 'All Applications', grant_types: [], token_endpoint_auth_method: 'none' }, { global: true })
    const client = await createClient(home, { name: 'Management API', app_type: 'non_interactive', description: 'Administers this tenant through its API' })
    await createClientGrant(home, { client_id: client.client_id, audience: identifier, allow_all_scopes: true, is_system: true })
    const enabled = isRoot ? [client, await createClient(home, dashboardClient(process))] : [client]
    await createConnection(home, {
      name: isRoot ? 'Initial-Connection' : 'Username-Password-Authentication',
      strategy: 'auth0',
      // Whoever could sign up on the root tenant authority would be a guest in the dashboard.
      ...(isRoot ? { options: { disable_signup: true } } : {}),
      enabled_clients: enabled.map((each) => each.client_id),
    })
    return { tenant, client: credentialsOf(client) }
  })
  // Nobody keeps that a name is free, so the tenant answers at once; what was read while it was half made is forgotten.
  await process.cache.settled(created.tenant.id)
  return created
}

/** Id and secret of the application made with the tenant; undefined when somebody has deleted it or taken its grant away. */
export async function managementCredentials(ctx: TenantContext): Promise<ClientCredentials | undefined> {
  const clientId = await selectSystemGrantHolder(ctx.db, ctx.tenant.id)
  const client = clientId === undefined ? undefined : await findClient(ctx, clientId)
  return client && credentialsOf(client)
}

/**
 * After a start under another base domain or port: each tenant's Management API follows its address, and its grants with it;
 * so do the places the dashboard's application may send people to.
 */
export async function alignAddresses(process: CreationContext): Promise<void> {
  for (const tenant of await allTenants(process.db)) {
    const moved = await moveSystemIdentifier(process.db, tenant.id, systemIdentifier(process, tenant.name))
    if (tenant.is_root) await changeClientNamed({ ...process, tenant }, dashboardClientName, dashboardAddresses(process.addresses))
    else if (moved === 0) continue
    await process.cache.settled(tenant.id)
  }
}

const systemIdentifier = (process: Pick<ProcessContext, 'addresses'>, name: string): string => `${process.addresses.canonicalOrigin(name)}/api/v2/`

const credentialsOf = ({ client_id, client_secret }: Client): ClientCredentials => ({ client_id, client_secret: client_secret ?? '' })
