/**
 * Roles, the permissions they carry, and who has them. Owns `roles`, `role_permissions`, `user_roles`, `user_permissions`.
 * Does not know how a token shows permissions (oauth) or what an API allows (resource-servers).
 */
import type { TenantContext } from '#platform/context/index.ts'
import { permissionNames } from './permissions.store.ts'

/** What a person may do in the API `audience`, directly or through roles; read anew each time, so that a withdrawal counts at the next token. */
export function permissionsOf(ctx: TenantContext, userId: string, audience: string): Promise<string[]> {
  return permissionNames(ctx.db, ctx.tenant.id, userId, audience)
}

export { roles } from './roles.handlers.ts'
export { userPermissions, userRoles } from './user-roles.handlers.ts'
export { assignEveryRole } from './permissions.store.ts'
