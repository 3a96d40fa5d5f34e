import type { TenantContext } from '#platform/context/index.ts'

/** What people call a tenant: its friendly name, or its name. The root tenant's own name is a word of the machinery, and whoever signs in there comes for the appliance: without a friendly name it is called as the product is. */
export function callingName({ tenant }: Pick<TenantContext, 'tenant'>): string {
  const friendly = tenant.settings['friendly_name']
  if (typeof friendly === 'string' && friendly.trim() !== '') return friendly
  return tenant.isRoot ? 'Bailiwick' : tenant.name
}
