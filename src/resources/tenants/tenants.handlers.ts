import { implement, type Handlers } from '#kernel/operation.ts'
import { patched } from '#kernel/patch.ts'
import { Problem } from '#kernel/problem.ts'
import type { ApiContext } from '#platform/context/index.ts'
import { createTenant } from './creation.ts'
import { effectiveSettings, tenantSettings } from './tenant-settings.ts'
import { tenantsContract } from './tenants.contract.ts'
import { lockSettings, updateSettings } from './tenants.store.ts'

const handlers: Handlers<typeof tenantsContract, ApiContext> = {
  settings: async (_, ctx) => tenantSettings(ctx),

  updateSettings: ({ body }, ctx) =>
    ctx.db.transaction(async (tx) => {
      const before = await lockSettings(tx, ctx.tenant.id)
      const { flags, ...rest } = inHours(body)
      const after = patched(before, rest)
      // Switches are changed one by one; the others stay.
      if (flags === null) delete after['flags']
      else if (flags !== undefined) after['flags'] = patched((before['flags'] as Record<string, unknown> | undefined) ?? {}, flags as Record<string, unknown>)
      await updateSettings(tx, ctx.tenant.id, after)
      return effectiveSettings(after, ctx.settings)
    }),

  async create({ body }, ctx) {
    const { tenant, client } = await createTenant(ctx, body)
    return { name: tenant.name, domain: new URL(ctx.addresses.canonicalOrigin(tenant.name)).host, ...client }
  },
}

/** A lifetime may be sent in hours or in minutes; it is kept and shown in hours. */
function inHours(body: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => {
      const inMinutes = /^(.*)_in_minutes$/.exec(name)?.[1]
      if (inMinutes === undefined) return [name, value]
      if (body[inMinutes] !== undefined) {
        throw new Problem(400, 'invalid_body', `Payload validation error: '${inMinutes} and ${name} cannot be given together' on property ${name}.`)
      }
      return [inMinutes, typeof value === 'number' ? value / 60 : value]
    }),
  )
}

export const tenants = implement<ApiContext, typeof tenantsContract>(tenantsContract, handlers)
