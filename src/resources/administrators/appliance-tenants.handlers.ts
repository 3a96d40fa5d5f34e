import { implement } from '#kernel/operation.ts'
import type { ApiContext } from '#platform/context/index.ts'
import { record } from '#resources/logs/index.ts'
import { createTenant } from '#resources/tenants/index.ts'
import { countTenants, putAdministrator } from './administrators.store.ts'
import { PeopleOnly } from './administrators.contract.ts'
import { applianceTenantsContract, TenantUnknown } from './appliance-tenants.contract.ts'
import { contextOfTenant } from './standing.ts'

const domainOf = (ctx: ApiContext, name: string) => new URL(ctx.addresses.canonicalOrigin(name)).host

export const applianceTenants = implement<ApiContext, typeof applianceTenantsContract>(applianceTenantsContract, {
  list: async (_, ctx) => (await countTenants(ctx.db)).map((row) => ({ ...row, domain: domainOf(ctx, row.name), created_at: row.created_at.toISOString() })),

  async create({ body }, ctx) {
    const { tenant, client } = await createTenant(ctx, { name: body.name })
    const { userId } = ctx.caller
    if (userId !== undefined) await putAdministrator(ctx.db, { tenantId: tenant.id, rootTenantId: ctx.tenant.id, userId, role: 'administrator', by: userId })
    return { name: tenant.name, domain: domainOf(ctx, tenant.name), ...client }
  },

  async adopt({ params }, ctx) {
    const { userId } = ctx.caller
    if (userId === undefined) throw PeopleOnly()
    const tenant = await ctx.cache.tenant(params.tenant)
    if (!tenant) throw TenantUnknown()
    await putAdministrator(ctx.db, { tenantId: tenant.id, rootTenantId: ctx.tenant.id, userId, role: 'administrator', by: userId })
    await record(contextOfTenant(ctx, tenant), { type: 'sapi', description: 'Somebody who runs the appliance became administrator of this tenant', user_id: userId })
    return { name: tenant.name, role: 'administrator' }
  },
})
