import { Problem } from '#kernel/problem.ts'
import type { TenantContext } from '#platform/context/index.ts'

/** Header in which a caller of the Management API names the custom domain that links shall lead to. */
const domainHeader = 'auth0-custom-domain'

/**
 * Where links in messages lead: the origin that a person's request came to when it is one of the tenant's; for a caller of the Management API the
 * domain it names, else the tenant's default one. A Host header made up by a stranger must not turn a reset link into one to the stranger.
 */
export function linkOrigin(ctx: Pick<TenantContext, 'origin' | 'origins' | 'request' | 'addresses' | 'tenant'>): string {
  if (ctx.request.path.startsWith('/api/v2/')) {
    const named = ctx.request.headers[domainHeader]
    if (named !== undefined) return originNamed(ctx.origins, named)
    const preferred = ctx.addresses.defaultOrigin(ctx.tenant.name)
    if (preferred !== ctx.addresses.canonicalOrigin(ctx.tenant.name)) return preferred
  }
  return ctx.origins.includes(ctx.origin) ? ctx.origin : ctx.origins[0]!
}

function originNamed(origins: readonly string[], domain: string): string {
  const found = origins.find((origin) => origin.startsWith('https:') && new URL(origin).hostname === domain.toLowerCase())
  if (!found) throw new Problem(400, 'invalid_custom_domain', `The header ${domainHeader} names no verified domain of this tenant.`)
  return found
}
