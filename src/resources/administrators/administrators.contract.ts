/** Operations on who administers a tenant. Open to any person of the root tenant authority; the role that each one takes stands in `administrators.handlers.ts`. */
import { resource } from '#kernel/operation.ts'
import { problem } from '#kernel/problem.ts'
import { Closed, Nullable, OneOf, redacted, Timestamp, Type } from '#kernel/schema.ts'
import { TenantTaken } from '#resources/tenants/index.ts'
import { administratorRoles } from './roles.ts'

export const TenantNotOpen = problem(404, 'tenant_not_open', 'There is no tenant of this name that you administer.')
export const RoleTooSmall = problem(403, 'role_too_small', 'Only an administrator of this tenant may do this; ask one of them.')
export const AdministratorNotFound = problem(404, 'administrator_not_found', 'This person does not administer the tenant.')
export const LastAdministrator = problem(409, 'last_administrator', 'This is the last administrator of the tenant; make somebody else one first.')
export const NoNewTenant = problem(403, 'no_new_tenant', 'You may make no further tenant here; ask whoever runs this appliance.')
export const PeopleOnly = problem(403, 'people_only', 'Only a signed-in person may do this; an application uses its own credentials at the tenant.')

const own = { none: 'What is inside a tenant belongs to its administrators: the tenant\'s own list is asked, and the matrix has no say in it.' }
const Role = OneOf(administratorRoles)
const Administrator = Type.Object({
  user_id: Type.String(),
  email: Nullable(Type.String()),
  name: Nullable(Type.String()),
  role: Role,
  pending: Type.Boolean({ description: 'true until the person has signed in once' }),
  blocked: Type.Boolean(),
  last_login: Nullable(Timestamp()),
  created_at: Timestamp(),
})
const of = { row: own, risk: 'routine', people: 'any', scope: [] } as const

export const administratorsContract = resource({
  name: 'administrators',
  about: 'Who administers a tenant in the dashboard.',
  operations: {
    access: {
      http: 'GET /access', summary: 'Show what the signed-in person may open', ...of,
      returns: Type.Object({
        user_id: Type.String(),
        email: Nullable(Type.String()),
        name: Nullable(Type.String()),
        picture: Nullable(Type.String()),
        scopes: Type.Array(Type.String(), { description: 'of the configuration area, as in the token' }),
        new_tenants: Type.Integer({ description: 'how many tenants the person may still make' }),
        tenants: Type.Array(Type.Object({ name: Type.String(), domain: Type.String(), friendly_name: Nullable(Type.String()), is_root: Type.Boolean(), role: Role })),
      }),
    },
    found: {
      http: 'POST /access/tenants', summary: 'Make a tenant of one\'s own, where the appliance lets people do so', ...of,
      row: { none: 'How many tenants each person may make is a setting, and changing it is in the matrix.' },
      body: Closed({ name: Type.String({ description: 'the first label of the host name' }) }),
      returns: Type.Object({ name: Type.String(), domain: Type.String() }), throws: [NoNewTenant, TenantTaken],
    },
    open: {
      http: 'POST /tenants/:tenant/tokens', summary: 'Get a token for the Management API of a tenant, for five minutes', ...of,
      returns: Type.Object({
        access_token: redacted(Type.String()), token_type: Type.String(), expires_in: Type.Integer({ description: 'seconds' }), scope: Type.String(), role: Role,
      }),
      throws: [TenantNotOpen],
    },
    list: { http: 'GET /tenants/:tenant/administrators', summary: 'List the administrators of a tenant', ...of, returns: Type.Array(Administrator), throws: [TenantNotOpen] },
    invite: {
      http: 'POST /tenants/:tenant/administrators', summary: 'Invite an administrator', ...of,
      body: Closed({ email: Type.String({ format: 'email', maxLength: 320 }), role: Role }),
      returns: Type.Object({
        user_id: Type.String(), role: Role,
        link: redacted(Nullable(Type.String({ description: 'with which a new person chooses a password; shown this once. null for somebody who has an account' }))),
        mailed: Type.Boolean({ description: 'false when no letter went out: hand the link over yourself' }),
      }),
      throws: [TenantNotOpen, RoleTooSmall],
    },
    update: {
      http: 'PATCH /tenants/:tenant/administrators/:user_id', summary: 'Change the role of an administrator', ...of,
      body: Closed({ role: Role }), returns: Administrator, throws: [TenantNotOpen, RoleTooSmall, AdministratorNotFound, LastAdministrator],
    },
    remove: {
      http: 'DELETE /tenants/:tenant/administrators/:user_id', summary: 'Remove an administrator; the account stays', ...of,
      throws: [TenantNotOpen, RoleTooSmall, AdministratorNotFound, LastAdministrator],
    },
  },
})
