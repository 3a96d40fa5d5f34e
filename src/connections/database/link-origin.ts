import type { TenantContext } from '#platform/context/index.ts'

/**
 * Where links in messages lead: the origin this request came to when it is one of the tenant's, else the canonical one.
 * A Host header made up by a stranger must not turn a reset link into one to the stranger.
 */
export const linkOrigin = (ctx: Pick<TenantContext, 'origin' | 'origins'>): string => (ctx.origins.includes(ctx.origin) ? ctx.origin : ctx.origins[0]!)
