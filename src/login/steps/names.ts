import type { TenantContext } from '#platform/context/index.ts'

/** What `{app}` and `{tenant}` stand for; without an application the tenant speaks for itself. */
export function namesFor(ctx: Pick<TenantContext, 'tenant'>, client: { name: string } | undefined): { app: string; tenant: string } {
  const friendly = ctx.tenant.settings['friendly_name']
  const tenant = typeof friendly === 'string' && friendly.trim() !== '' ? friendly : ctx.tenant.name
  return { app: client?.name ?? tenant, tenant }
}
