import { implement, type Handlers } from '#kernel/operation.ts'
import type { Tenant } from '#kernel/tenant.ts'
import type { ApiContext } from '#platform/context/index.ts'
import { record } from '#resources/logs/index.ts'
import { createTenant } from '#resources/tenants/index.ts'
import { findUser } from '#resources/users/index.ts'
import { administratorsContract, AdministratorNotFound, LastAdministrator, NoNewTenant, PeopleOnly, RoleTooSmall, TenantNotOpen } from './administrators.contract.ts'
import { adoptOwned, countFounded, deleteAdministrator, foundedBy, lockTenant, putAdministrator, selectAdministrators, selectTenantsOf, type AdministratorRow } from './administrators.store.ts'
import { inviteAdministrator } from './invitation.ts'
import { newTenants } from './new-tenants.settings.ts'
import { contextOfTenant, issueTenantToken, standingOf, type Standing } from './standing.ts'

type Opened = { tenant: Tenant; userId: string; standing: Standing }

/** The tenant, for whoever administers it; to everybody else it does not exist. */
async function opened(ctx: ApiContext, name: string): Promise<Opened> {
  const userId = person(ctx)
  const tenant = await ctx.cache.tenant(name)
  const standing = tenant && (await standingOf(ctx, tenant, userId))
  if (!tenant || !standing) throw TenantNotOpen()
  return { tenant, userId, standing }
}

/** The same for what only an administrator of the tenant may do. */
async function ruled(ctx: ApiContext, name: string): Promise<Opened> {
  const found = await opened(ctx, name)
  if (found.standing.role !== 'administrator') throw RoleTooSmall()
  return found
}

function person({ caller }: ApiContext): string {
  if (caller.userId === undefined) throw PeopleOnly()
  return caller.userId
}

const shown = ({ logins_count: logins, last_login: last, created_at: since, ...row }: AdministratorRow) => ({
  ...row, pending: logins === 0, last_login: last?.toISOString() ?? null, created_at: since.toISOString(),
})

const listed = (ctx: ApiContext, tenant: Tenant) => selectAdministrators(ctx.db, ctx.tenant.id, tenant.id)

/** The person among the administrators; taking the role away from the last one is refused. */
async function leaving(ctx: ApiContext, tenant: Tenant, userId: string): Promise<AdministratorRow> {
  await lockTenant(ctx.db, tenant.id)
  const all = await listed(ctx, tenant)
  const found = all.find(({ user_id: id }) => id === userId)
  if (!found) throw AdministratorNotFound()
  if (found.role === 'administrator' && !all.some(({ user_id: id, role, blocked }) => id !== userId && role === 'administrator' && !blocked)) throw LastAdministrator()
  return found
}

/** Each change stands in the tenant's own log too. */
async function noted(ctx: ApiContext, { tenant, userId }: Opened, description: string, details?: Record<string, unknown>): Promise<void> {
  // A person of the root tenant authority, whom the tenant knows by no id.
  const name = nameOf(await findUser(ctx, userId), userId)
  await record(contextOfTenant(ctx, tenant), { type: 'sapi', description, client_id: ctx.caller.clientId, user_id: userId, user_name: name, ...(details ? { details } : {}) })
}

const nameOf = (user: { email?: string | null; name?: string | null } | undefined, userId: string): string => user?.email ?? user?.name ?? userId

const handlers: Handlers<typeof administratorsContract, ApiContext> = {
  async access(_, ctx) {
    const userId = person(ctx)
    const user = await findUser(ctx, userId)
    await adoptOwned(ctx.db, ctx.tenant.id, userId)
    const tenants = await selectTenantsOf(ctx.db, ctx.tenant.id, userId)
    return {
      user_id: userId, email: user?.email ?? null, name: user?.name ?? null, picture: user?.picture ?? null, scopes: [...ctx.caller.scopes],
      new_tenants: Math.max(0, ctx.settings.get(newTenants) - await foundedBy(ctx.db, ctx.tenant.id, userId)),
      tenants: tenants.map((tenant) => ({ ...tenant, domain: new URL(ctx.addresses.canonicalOrigin(tenant.name)).host })),
    }
  },

  async found({ body }, ctx) {
    const userId = person(ctx)
    const limit = ctx.settings.get(newTenants)
    if (limit === 0) throw NoNewTenant()
    const tenant = await ctx.db.transaction(async (tx) => {
      if (await countFounded(tx, ctx.tenant.id, userId) >= limit) throw NoNewTenant()
      const made = await createTenant({ ...ctx, db: tx }, { name: body.name })
      await putAdministrator(tx, { tenantId: made.tenant.id, rootTenantId: ctx.tenant.id, userId, role: 'administrator', by: 'founder' })
      return made.tenant
    })
    // Once more, now that everybody sees it.
    await ctx.cache.settled(tenant.id)
    return { name: tenant.name, domain: new URL(ctx.addresses.canonicalOrigin(tenant.name)).host }
  },

  async open({ params }, ctx) {
    const found = await opened(ctx, params.tenant)
    return issueTenantToken(ctx, found.tenant, { userId: found.userId, name: nameOf(await findUser(ctx, found.userId), found.userId), clientId: ctx.caller.clientId }, found.standing)
  },

  async list({ params }, ctx) {
    const { tenant } = await opened(ctx, params.tenant)
    return (await listed(ctx, tenant)).map(shown)
  },

  async invite({ params, body }, ctx) {
    const found = await ruled(ctx, params.tenant)
    const invited = await inviteAdministrator(ctx, found.tenant, body.email, async (userId) => {
      await putAdministrator(ctx.db, { tenantId: found.tenant.id, rootTenantId: ctx.tenant.id, userId, role: body.role, by: found.userId })
    })
    await noted(ctx, found, 'An administrator was invited', { email: body.email, role: body.role })
    return { ...invited, role: body.role }
  },

  async update({ params, body }, ctx) {
    const found = await ruled(ctx, params.tenant)
    const { tenant } = found
    const changed = await ctx.db.transaction(async (tx) => {
      const inner = { ...ctx, db: tx }
      const row = body.role === 'administrator' ? (await listed(inner, tenant)).find(({ user_id: id }) => id === params.user_id) : await leaving(inner, tenant, params.user_id)
      if (!row) throw AdministratorNotFound()
      await putAdministrator(tx, { tenantId: tenant.id, rootTenantId: ctx.tenant.id, userId: row.user_id, role: body.role, by: found.userId })
      return { ...row, role: body.role }
    })
    await noted(ctx, found, 'The role of an administrator was changed', { user_id: params.user_id, role: body.role })
    return shown(changed)
  },

  async remove({ params }, ctx) {
    const found = await ruled(ctx, params.tenant)
    await ctx.db.transaction(async (tx) => {
      const row = await leaving({ ...ctx, db: tx }, found.tenant, params.user_id)
      await deleteAdministrator(tx, found.tenant.id, params.user_id, row.email)
    })
    await noted(ctx, found, 'An administrator was removed', { user_id: params.user_id })
  },
}

export const administrators = implement<ApiContext, typeof administratorsContract>(administratorsContract, handlers)
