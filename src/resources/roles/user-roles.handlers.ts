/** The same assignments, seen from the user. */
import { implement } from '#kernel/operation.ts'
import type { ApiContext } from '#platform/context/index.ts'
import { findUser, UserNotFound } from '#resources/users/index.ts'
import * as held from './permissions.store.ts'
import { RoleUnknown, userPermissionsContract, userRolesContract } from './roles.contract.ts'
import { checkPermissions, orGone, pageOf, showPermission, showRole, windowOf } from './roles.handlers.ts'
import * as store from './roles.store.ts'

async function mustExist(ctx: ApiContext, userId: string): Promise<void> {
  if (!(await findUser(ctx, userId))) throw UserNotFound()
}

export const userRoles = implement<ApiContext, typeof userRolesContract>(userRolesContract, {
  async list({ params, page }, ctx) {
    await mustExist(ctx, params.id)
    return pageOf(store.rolesOfUser(ctx.db, ctx.tenant.id, params.id, windowOf(page)), showRole)
  },

  async assign({ params, body }, ctx) {
    await mustExist(ctx, params.id)
    await orGone(RoleUnknown, () => store.assignRoles(ctx.db, ctx.tenant.id, [params.id], body.roles, ctx.clock.now()))
  },

  async remove({ params, body }, ctx) {
    await mustExist(ctx, params.id)
    await store.withdrawRoles(ctx.db, ctx.tenant.id, params.id, body.roles)
  },
})

export const userPermissions = implement<ApiContext, typeof userPermissionsContract>(userPermissionsContract, {
  async list({ params, page }, ctx) {
    await mustExist(ctx, params.id)
    return pageOf(held.permissionsOfUser(ctx.db, ctx.tenant.id, params.id, windowOf(page)), showPermission)
  },

  async add({ params, body }, ctx) {
    await mustExist(ctx, params.id)
    await checkPermissions(ctx, body.permissions)
    await orGone(UserNotFound, () => held.addPermissions(ctx.db, ctx.tenant.id, 'user', params.id, body.permissions))
    return {}
  },

  async remove({ params, body }, ctx) {
    await mustExist(ctx, params.id)
    await held.removePermissions(ctx.db, ctx.tenant.id, 'user', params.id, body.permissions)
  },
})
