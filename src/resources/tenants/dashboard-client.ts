/** The application on the root tenant authority that the dashboard signs administrators in with. */
import type { Addresses } from '#platform/addresses/index.ts'
import type { ProcessContext, TenantContext } from '#platform/context/index.ts'
import { oldestClientNamed } from '#resources/clients/index.ts'

export const dashboardClientName = 'Dashboard'

export function dashboardClient({ addresses }: Pick<ProcessContext, 'addresses'>): Record<string, unknown> & { name: string } {
  return {
    name: dashboardClientName,
    app_type: 'spa',
    description: 'The dashboard of this appliance',
    ...dashboardAddresses(addresses),
    grant_types: ['authorization_code', 'refresh_token'],
    refresh_token: { rotation_type: 'rotating', expiration_type: 'expiring' },
  }
}

/** Over plain HTTP as well where that answers, on loopback. */
export function dashboardAddresses(addresses: Pick<Addresses, 'manageOrigin' | 'manageOriginFor'>) {
  const origins = [...new Set([addresses.manageOrigin, addresses.manageOriginFor('http://')])]
  return {
    callbacks: origins.flatMap((origin) => [`${origin}/callback`, origin, `${origin}/`]),
    allowed_logout_urls: origins.flatMap((origin) => [origin, `${origin}/`]),
    web_origins: origins,
    allowed_origins: origins,
  }
}

/** undefined when somebody has deleted the application; then nobody can sign in to the dashboard. */
export const dashboardClientId = (ctx: TenantContext): Promise<string | undefined> =>
  ctx.cache.keep(ctx.tenant.id, 'dashboard.client', () => oldestClientNamed(ctx, dashboardClientName))
