/**
 * The dashboard's host, `manage.<base>`: hands out the built dashboard and answers for each tenant's Management API under its own origin.
 *
 * The dashboard is an ordinary application of the root tenant authority. What it must know to begin (where to sign in, as which application)
 * stands in its page, so nothing but that is told to whoever has not signed in. Does not know what any of its pages does.
 */
import { endpoint, type Endpoint, type HttpReply } from '#kernel/exchange.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { applianceAudience } from '#surfaces/appliance/index.ts'
import { asset, shell } from './assets.ts'
import { dashboardPage, plainPage } from './page.ts'

export { tenantApiEndpoints } from './tenant-api.ts'

export type DashboardOptions = {
  /** The dashboard's application on the root tenant authority. */
  clientId: (ctx: TenantContext) => Promise<string | undefined>
  /** Scopes of the configuration area that it asks for; people get of them what their roles give. */
  scopes: readonly string[]
  /** Minutes without mouse or keyboard after which it signs the person out; 0: never. */
  idleMinutes: (ctx: TenantContext) => number
}

/** Where the dashboard's own pages are; `dashboard/src/sitemap.tsx` says which. */
const places = ['/', '/callback', '/start', '/tenants', '/tenants/*', '/configuration', '/configuration/*']

export function manageEndpoints(options: DashboardOptions): Endpoint<TenantContext>[] {
  const pages = places.map((place) =>
    endpoint<TenantContext>({
      name: place === '/' ? 'manage.home' : `manage.page${place.replaceAll('/', '.').replace('*', 'any')}`,
      http: `GET ${place}` as Endpoint<unknown>['http'],
      about: 'A page of the dashboard.',
      authority: 'manage',
      handle: (_request, ctx) => page(ctx, options, place === '/callback' ? 'callback' : 'index'),
    }),
  )
  return [
    ...pages,
    endpoint<TenantContext>({
      name: 'manage.asset', http: 'GET /assets/:file', about: 'A file of the dashboard, under a name that changes with its content.', authority: 'manage',
      handle: async (request) => asset(request),
    }),
  ]
}

async function page(ctx: TenantContext, { clientId, scopes, idleMinutes }: DashboardOptions, which: 'index' | 'callback'): Promise<HttpReply> {
  const built = shell(which)
  if (built === undefined) return plainPage('The dashboard is not here yet', '“npm start” builds it beside the appliance, at the first start of a checkout: load this page again in some seconds. “npm run dashboard” builds it alone.')
  const id = await clientId(ctx)
  if (id === undefined) return plainPage('Nobody can sign in here', 'The root tenant authority has no application named Dashboard any more. Create it anew, with this host’s address as callback.')
  const { addresses, origin } = ctx
  const authority = ctx.origins.find((each) => each.startsWith(origin.startsWith('https:') ? 'https:' : 'http:')) ?? addresses.canonicalOrigin(ctx.tenant.name)
  return dashboardPage(built, ctx.random.token(16), {
    authority, client_id: id, audience: applianceAudience(addresses), scope: scopes.join(' '), tenant_host: addresses.hostOf('<tenant>'),
    secure_origin: addresses.manageOrigin, idle_minutes: idleMinutes(ctx),
  })
}
