import { tenantSettings } from '#resources/tenants/index.ts'
import { findResourceServer, type ResourceServer } from '#resources/resource-servers/index.ts'
import type { TenantContext } from '#platform/context/index.ts'

/** The API a token is for, and the name it was asked by: the tenant's own API answers to each of the tenant's origins. */
export type Audience = { api: ResourceServer; identifier: string }

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
