/** How long a session lasts: the tenant's settings, in hours, held against the present at each use so that a shorter limit acts at once. */
import { dashboardTimeout, tenantSettings } from '#resources/tenants/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import type { Session } from './sessions.store.ts'

const hour = 3_600_000
const minute = 60_000

export type Lifetime = { idle: number; absolute: number }

/** Milliseconds. A session that ends with the browser has limits of its own. */
export function lifetime(ctx: TenantContext, persistent: boolean): Lifetime {
  const settings = tenantSettings(ctx)
  const [idle, absolute] = persistent
    ? [settings.idle_session_lifetime, settings.session_lifetime]
    : [settings.idle_ephemeral_session_lifetime, settings.ephemeral_session_lifetime]
  // The dashboard's people are signed in at the root tenant authority.
  const dashboard = ctx.tenant.isRoot ? ctx.settings.get(dashboardTimeout) : 0
  return { idle: Math.min(idle * hour, dashboard === 0 ? Infinity : dashboard * minute), absolute: absolute * hour }
}

/** Whether a stored session is within today's limits, which may have become shorter since it began. */
export function withinLimits(ctx: TenantContext, session: Session): boolean {
  const now = ctx.clock.now().getTime()
  const { idle, absolute } = lifetime(ctx, session.persistent)
  return session.authenticated_at.getTime() + absolute > now && session.updated_at.getTime() + idle > now
}
