import type { TenantContext } from '#platform/context/index.ts'
import { callingName } from '#resources/tenants/index.ts'

/** What `{app}` and `{tenant}` stand for; without an application the tenant speaks for itself. */
export function namesFor(ctx: Pick<TenantContext, 'tenant'>, client: { name: string } | undefined): { app: string; tenant: string } {
  const tenant = callingName(ctx)
  return { app: client?.name ?? tenant, tenant }
}
