import type { ResourceServer } from '#resources/resource-servers/index.ts'
import { findClientGrant } from '#resources/client-grants/index.ts'
import type { Client } from '#resources/clients/index.ts'
import { permissionsOf } from '#resources/roles/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import type { Audience } from './audience.ts'
import { identityScopes } from './scope.ts'

export type GrantedScopes = {
  scopes: string[]
  /** Present when the API asks for the `permissions` claim. */
  permissions: string[] | undefined
}

/** Whether the API's dialect carries a `permissions` claim: role-based access on, and the `_authz` form of its profile. */
export const carriesPermissions = (api: ResourceServer): boolean => api.enforce_policies === true && (api.token_dialect ?? '').endsWith('_authz')

/** Whether a refresh token may be given: the application is registered for it and the API, when there is one, allows offline access. */
export const offlineAllowed = (client: Client, audience: Audience | undefined): boolean =>
  (client.grant_types ?? []).includes('refresh_token') && (audience === undefined || audience.api.allow_offline_access === true)

/** The same for a refresh token that ends with the session. */
const onlineAllowed = (client: Client, audience: Audience | undefined): boolean =>
  (client.grant_types ?? []).includes('refresh_token') && (audience === undefined || audience.api.allow_online_access === true)

/**
 * What a person's token may carry of what was asked: identity scopes, offline_access where allowed, and those scopes of the API that
 * exist and, where the API enforces policies, that the person's roles and permissions contain. The rest is left out silently, as Auth0 does.
 */
export async function scopesForPerson(ctx: TenantContext, order: { client: Client; userId: string; audience: Audience | undefined; asked: readonly string[] }): Promise<GrantedScopes> {
  const { client, userId, audience, asked } = order
  const held = audience?.api.enforce_policies ? new Set(await permissionsOf(ctx, userId, audience.api.identifier)) : undefined
  const declared = new Set(await scopesOpenTo(ctx, client, audience))
  const scopes = asked.filter((scope) => {
    if (scope === 'offline_access') return offlineAllowed(client, audience)
    if (scope === 'online_access') return onlineAllowed(client, audience)
    if (identityScopes.has(scope)) return true
    return declared.has(scope) && (held === undefined || held.has(scope))
  })
  return { scopes, permissions: audience && held && carriesPermissions(audience.api) ? [...held].sort() : undefined }
}

/** The API's scopes that this application may ask of people at all: those of its client grant where the API requires one. */
async function scopesOpenTo(ctx: TenantContext, client: Client, audience: Audience | undefined): Promise<readonly string[]> {
  if (!audience) return []
  if (audience.api.subject_type_authorization?.user?.policy === 'require_client_grant') {
    return (await findClientGrant(ctx, client.client_id, audience.api.identifier, 'user'))?.scope ?? []
  }
  return (audience.api.scopes ?? []).map((scope) => scope.value)
}
