import { Nothing, resource, type Paging } from '#kernel/operation.ts'
import { problem } from '#kernel/problem.ts'
import { Closed, Type } from '#kernel/schema.ts'
import { UserNotFound } from '#resources/users/index.ts'
import * as schemas from './roles.schema.ts'

export const RoleNotFound = problem(404, undefined, 'Role not found.')
export const RoleExists = problem(409, undefined, 'The role already exists.')
export const RoleUnknown = problem(404, undefined, 'The role does not exist.')
export const ApiUnknown = problem(404, 'inexistent_resource_server', 'The resource server does not exist.')
export const UsersUnknown = problem(404, 'inexistent_user', 'One or more of the users do not exist.')
export const PermissionUnknown = problem(400, 'invalid_body', 'One or more of the permissions are not scopes of the resource server.')

const paged = (plural: string, style: Paging['style'] = 'offset'): { paging: Paging } => ({ paging: { style, plural, max: 100, default: 50 } })
const Done = Closed({})

export const rolesContract = resource({
  name: 'roles',
  about: 'Roles: named sets of permissions, and who has them.',
  operations: {
    list: {
      http: 'GET /roles',
      summary: 'List roles',
      scope: 'read:roles',
      query: Closed({ name_filter: Type.Optional(Type.String({ maxLength: 255, description: 'part of the name, letter case apart' })) }),
      returns: schemas.Role,
      ...paged('roles'),
    },
    create: {
      http: 'POST /roles',
      summary: 'Create a role',
      scope: 'create:roles',
      status: 200,
      body: schemas.RoleCreate,
      returns: schemas.Role,
      throws: [RoleExists],
    },
    get: { http: 'GET /roles/:id', summary: 'Show a role', scope: 'read:roles', returns: schemas.Role, throws: [RoleNotFound] },
    update: {
      http: 'PATCH /roles/:id',
      summary: 'Change a role',
      scope: 'update:roles',
      body: schemas.RoleUpdate,
      returns: schemas.Role,
      throws: [RoleNotFound, RoleExists],
    },
    delete: {
      http: 'DELETE /roles/:id',
      summary: 'Delete a role; who had it loses its permissions',
      scope: 'delete:roles',
      status: 200,
      returns: Done,
      throws: [RoleNotFound],
    },
    permissions: {
      http: 'GET /roles/:id/permissions',
      summary: 'List the permissions of a role',
      scope: 'read:roles',
      returns: schemas.Permission,
      ...paged('permissions'),
      throws: [RoleNotFound],
    },
    addPermissions: {
      http: 'POST /roles/:id/permissions',
      summary: 'Add permissions to a role',
      scope: 'update:roles',
      body: schemas.PermissionList,
      returns: Done,
      throws: [RoleUnknown, ApiUnknown, PermissionUnknown],
    },
    removePermissions: {
      http: 'DELETE /roles/:id/permissions',
      summary: 'Remove permissions from a role',
      scope: 'update:roles',
      body: schemas.PermissionList,
      returns: Nothing,
      throws: [RoleUnknown],
    },
    users: {
      http: 'GET /roles/:id/users',
      summary: 'List the users who have a role',
      scope: ['read:users', 'read:roles', 'read:role_members'],
      returns: schemas.RoleMember,
      ...paged('users', 'both'),
      throws: [RoleNotFound],
    },
    assign: {
      http: 'POST /roles/:id/users',
      summary: 'Give users a role',
      scope: ['update:roles', 'create:role_members'],
      status: 200,
      body: schemas.UserIds,
      returns: Done,
      throws: [RoleNotFound, UsersUnknown],
    },
  },
})

export const userRolesContract = resource({
  name: 'userRoles',
  about: 'The roles of a user.',
  operations: {
    list: {
      http: 'GET /users/:id/roles',
      summary: "List a user's roles",
      scope: ['read:users', 'read:roles', 'read:role_members'],
      returns: schemas.Role,
      ...paged('roles'),
      throws: [UserNotFound],
    },
    assign: {
      http: 'POST /users/:id/roles',
      summary: 'Give a user roles',
      scope: ['update:users', 'create:role_members'],
      status: 204,
      body: schemas.RoleIds,
      returns: Nothing,
      throws: [UserNotFound, RoleUnknown],
    },
    remove: {
      http: 'DELETE /users/:id/roles',
      summary: 'Take roles from a user',
      scope: ['update:users', 'delete:role_members'],
      body: schemas.RoleIds,
      returns: Nothing,
      throws: [UserNotFound],
    },
  },
})

export const userPermissionsContract = resource({
  name: 'userPermissions',
  about: 'The permissions of a user, direct and through roles.',
  operations: {
    list: {
      http: 'GET /users/:id/permissions',
      summary: "List a user's permissions and where they come from",
      scope: 'read:users',
      returns: schemas.UserPermission,
      ...paged('permissions'),
      throws: [UserNotFound],
    },
    add: {
      http: 'POST /users/:id/permissions',
      summary: 'Give a user permissions directly',
      scope: 'update:users',
      body: schemas.PermissionList,
      returns: Done,
      throws: [UserNotFound, ApiUnknown, PermissionUnknown],
    },
    remove: {
      http: 'DELETE /users/:id/permissions',
      summary: "Take direct permissions from a user",
      scope: 'update:users',
      body: schemas.PermissionList,
      returns: Nothing,
      throws: [UserNotFound],
    },
  },
})
