/** Whether somebody administers a tenant, asked anew each time, and the token that says so. */
import type { Tenant } from '#kernel/tenant.ts'
import type { Addresses } from '#platform/addresses/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import type { Database } from '#platform/postgres/index.ts'
import { signJwt } from '#resources/keys/index.ts'
import { everyTenant, putAdministrator, selectRole } from './administrators.store.ts'
import { scopesOf, type AdministratorRole } from './roles.ts'

/** Where the dashboard's host answers for a tenant's Management API. */
const prefixFor = (tenant: string): string => `/api/tenants/${tenant}/api/v2`

/** What such tokens are made for; they are worth nothing on the tenant's own host. */
const audienceFor = (addresses: Pick<Addresses, 'manageOrigin'>, tenant: string): string => `${addresses.manageOrigin}${prefixFor(tenant)}/`

/** Seconds that a token lives; the dashboard fetches the next one by itself. */
const lifetime = 300

export type Standing = { role: AdministratorRole; scopes: readonly string[] }

/** @param root a context of the root tenant authority. Resolves to undefined for whoever does not administer the tenant, or may not come in at all now. */
export async function standingOf(root: TenantContext, tenant: Pick<Tenant, 'id'>, userId: string): Promise<Standing | undefined> {
  const role = await selectRole(root.db, root.tenant.id, tenant.id, userId)
  if (role === undefined || (await root.refusesPerson?.(userId)) !== undefined) return undefined
  return { role, scopes: scopesOf[role] }
}

/** The tenant's own context, as a request on its canonical host would have it. */
export function contextOfTenant(root: TenantContext, tenant: Tenant): TenantContext {
  const { refusesPerson: _, ...rest } = root
  const origin = root.addresses.canonicalOrigin(tenant.name)
  return { ...rest, tenant, origin, issuer: `${origin}/`, origins: root.addresses.originsOf(tenant.name) }
}

export type TenantToken = { access_token: string; token_type: 'Bearer'; expires_in: number; scope: string; role: AdministratorRole }

export async function issueTenantToken(root: TenantContext, tenant: Tenant, holder: { userId: string; name: string; clientId: string }, { role, scopes }: Standing): Promise<TenantToken> {
  const iat = root.clock.seconds()
  const scope = scopes.join(' ')
  const access_token = await signJwt(contextOfTenant(root, tenant), {
    claims: {
      iss: `${root.addresses.canonicalOrigin(tenant.name)}/`, sub: holder.userId, aud: audienceFor(root.addresses, tenant.name),
      iat, exp: iat + lifetime, azp: holder.clientId, name: holder.name, scope,
    },
  })
  return { access_token, token_type: 'Bearer', expires_in: lifetime, scope, role }
}

/** The first person of an appliance administers every tenant there is. */
export async function makeFirstAdministrator(root: { db: Database; tenant: Tenant }, userId: string): Promise<void> {
  for (const tenantId of await everyTenant(root.db)) {
    await putAdministrator(root.db, { tenantId, rootTenantId: root.tenant.id, userId, role: 'administrator', by: 'appliance' })
  }
}

/** What the dashboard's host needs to answer for a tenant. */
export const administered = { prefixFor, audienceFor, standingOf, contextOfTenant }
