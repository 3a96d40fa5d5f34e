/**
 * The Management API of each tenant, once more under the dashboard's own host: same operations, same answers, and a token that the tenant made
 * for this address. One origin, so a browser needs neither CORS nor a certificate that it trusts for every tenant; and each use asks anew
 * whether the person still administers the tenant, so that whoever lost the role or the access window is out at once.
 */
import { endpoint, type Endpoint, type HttpRequest } from '#kernel/exchange.ts'
import type { Implemented, Operation } from '#kernel/operation.ts'
import { Problem } from '#kernel/problem.ts'
import type { Tenant } from '#kernel/tenant.ts'
import type { ApiContext, TenantContext } from '#platform/context/index.ts'
import { perform, problemReply, type Tools, type VerifyToken } from '#surfaces/api/index.ts'

export type Administered = {
  /** `/api/tenants/main/api/v2` */
  prefixFor(tenant: string): string
  audienceFor(addresses: TenantContext['addresses'], tenant: string): string
  /** The scopes that the person has on the tenant now; undefined: none at all. */
  standingOf(root: TenantContext, tenant: Tenant, userId: string): Promise<{ scopes: readonly string[] } | undefined>
  contextOfTenant(root: TenantContext, tenant: Tenant): TenantContext
}

export function tenantApiEndpoints(options: { resources: readonly Implemented<ApiContext>[]; administered: Administered } & Tools): Endpoint<TenantContext>[] {
  return options.resources.flatMap(({ operations }) =>
    operations.map((operation) =>
      endpoint<TenantContext>({
        name: `manage.${operation.id}`,
        http: `${operation.method} ${options.administered.prefixFor(':tenant')}${operation.path}` as Endpoint<unknown>['http'],
        about: operation.summary,
        authority: 'manage',
        handle: (request, root) => within(operation, request, root, options),
      }),
    ),
  )
}

async function within(operation: Operation<ApiContext>, request: HttpRequest, root: TenantContext, { administered, verifyToken, recordEvent }: Tools & { administered: Administered }) {
  const { tenant: name = '', ...params } = request.params
  const tenant = await root.cache.tenant(name)
  if (!tenant) return problemReply(new Problem(404, 'tenant_not_open', 'There is no tenant of this name that you administer.'))
  const home = administered.contextOfTenant(root, tenant)
  const standing: VerifyToken = async (ctx, jwt) => {
    const claims = await verifyToken(ctx, jwt)
    const now = await administered.standingOf(root, tenant, String(claims['sub']))
    // Said as of an expired token: whoever asks for the next one is told why there is none.
    if (!now) throw Object.assign(new Error('no longer an administrator of the tenant'), { reason: 'expired' })
    return { ...claims, scope: now.scopes.join(' ') }
  }
  const inner = { ...request, params }
  return perform(operation, inner, { ...home, request: inner }, {
    verifyToken: standing,
    recordEvent,
    audiences: ({ addresses }) => [administered.audienceFor(addresses, name)],
  })
}
