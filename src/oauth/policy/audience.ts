import { findClientGrant } from '#resources/client-grants/index.ts'
import type { Client } from '#resources/clients/index.ts'
import { tenantSettings } from '#resources/tenants/index.ts'
import { findResourceServer, type ResourceServer } from '#resources/resource-servers/index.ts'
import type { TenantContext } from '#platform/context/index.ts'

/** The API a token is for, and the name it was asked by: the tenant's own API answers to each of the tenant's origins. */
export type Audience = { api: ResourceServer; identifier: string }

/** The audience a request names: `audience`, or RFC 8707's `resource` where the tenant lets it stand for that. */
export const namedAudience = (ctx: TenantContext, get: (name: 'audience' | 'resource') => string | undefined): string | undefined =>
  get('audience') ?? (tenantSettings(ctx).resource_parameter_profile === 'compatibility' ? get('resource') : undefined)

/**
 * An API may be closed to people's tokens, or open only to applications with a client grant for them (`subject_type_authorization.user`).
 * @returns why not, in words for the application's developers; undefined when it may.
 */
export async function refusesPeople(ctx: TenantContext, client: Client, audience: Audience | undefined): Promise<string | undefined> {
  const policy = audience?.api.subject_type_authorization?.user?.policy ?? 'allow_all'
  if (!audience || policy === 'allow_all') return undefined
  if (policy === 'require_client_grant' && (await findClientGrant(ctx, client.client_id, audience.api.identifier, 'user'))) return undefined
  return `Client ${client.client_id} is not authorized to access resource server "${audience.identifier}" on behalf of users.`
}

/**
 * `none`: only /userinfo. An audience of `<issuer>userinfo` says the same in the words of older clients.
 * A default audience that no longer exists counts as none.
 */
export async function findAudience(ctx: TenantContext, asked: string | undefined): Promise<Audience | 'none' | 'unknown'> {
  const named = asked || tenantSettings(ctx).default_audience
  if (!named || ctx.origins.some((origin) => named === `${origin}/userinfo`)) return 'none'
  const api = await findResourceServer(ctx, named)
  if (api) return { api, identifier: api.is_system ? named : api.identifier }
  return asked ? 'unknown' : 'none'
}
