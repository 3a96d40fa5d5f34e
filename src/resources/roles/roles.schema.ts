import { Closed, Type } from '#kernel/schema.ts'

export const Role = Type.Object({
  id: Type.String(),
  name: Type.String(),
  description: Type.Optional(Type.String()),
})

const Name = Type.String({ minLength: 1, maxLength: 255 })
const Description = Type.String({ maxLength: 1000 })

export const RoleCreate = Closed({ name: Name, description: Type.Optional(Description) })
export const RoleUpdate = Closed({ name: Type.Optional(Name), description: Type.Optional(Description) })

export const Permission = Type.Object({
  resource_server_identifier: Type.String(),
  permission_name: Type.String(),
  resource_server_name: Type.Optional(Type.String()),
  description: Type.Optional(Type.String()),
})

/** Where somebody's permission comes from: given directly, or carried by a role. */
export const PermissionSource = Type.Object({
  source_type: Type.String({ description: 'DIRECT or ROLE' }),
  source_id: Type.String(),
  source_name: Type.String(),
})
export const UserPermission = Type.Object({ ...Permission.properties, sources: Type.Array(PermissionSource) })

export const PermissionList = Closed({
  permissions: Type.Array(Closed({ resource_server_identifier: Type.String(), permission_name: Type.String() }), { minItems: 1, maxItems: 1000 }),
})
export const RoleIds = Closed({ roles: Type.Array(Type.String({ minLength: 1 }), { minItems: 1, maxItems: 1000 }) })
export const UserIds = Closed({ users: Type.Array(Type.String({ minLength: 1, maxLength: 300 }), { minItems: 1, maxItems: 1000 }) })

export const RoleMember = Type.Object({
  user_id: Type.String(),
  email: Type.Optional(Type.String()),
  name: Type.Optional(Type.String()),
  picture: Type.Optional(Type.String()),
})
