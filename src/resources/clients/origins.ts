/** Which pages may call this tenant's endpoints from a browser (CORS), and read the answers. */
import type { TenantContext } from '#platform/context/index.ts'
import { selectOriginSources } from './origins.store.ts'

type Allowed = { exact: ReadonlySet<string>; patterns: readonly RegExp[] }

/** True when some application of the tenant names the origin as allowed origin, web origin or callback; `https://*.example.com` stands for one label or more. */
export async function originAllowed(ctx: TenantContext, origin: string): Promise<boolean> {
  const allowed = await ctx.cache.keep(ctx.tenant.id, 'clients.origins', () => readAllowed(ctx))
  return allowed.exact.has(origin) || allowed.patterns.some((pattern) => pattern.test(origin))
}

async function readAllowed(ctx: TenantContext): Promise<Allowed> {
  const exact = new Set<string>()
  const patterns: RegExp[] = []
  for (const source of await selectOriginSources(ctx.db, ctx.tenant.id)) {
    if (source.includes('*')) {
      const pattern = wildcard(source)
      if (pattern) patterns.push(pattern)
    } else if (URL.canParse(source)) {
      const { origin } = new URL(source)
      // Custom schemes of native applications have no origin.
      if (origin !== 'null') exact.add(origin)
    }
  }
  return { exact, patterns }
}

/** Only a leading `*.` of the host is a wildcard; anything else never matches. */
function wildcard(source: string): RegExp | undefined {
  const parts = /^(https?):\/\/\*\.([a-z0-9.-]+)(:\d+)?(?:\/|$)/i.exec(source)
  if (!parts) return undefined
  const host = parts[2]!.toLowerCase().replaceAll('.', '\\.')
  return new RegExp(`^${parts[1]!.toLowerCase()}://[a-z0-9-]+(\\.[a-z0-9-]+)*\\.${host}${parts[3] ?? ''}$`)
}
