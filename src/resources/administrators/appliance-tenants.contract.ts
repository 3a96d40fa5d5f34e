/** Operations on the tenants of the appliance, for those who run it. */
import { resource } from '#kernel/operation.ts'
import { problem } from '#kernel/problem.ts'
import { Closed, secret, Timestamp, Type } from '#kernel/schema.ts'
import { TenantTaken } from '#resources/tenants/index.ts'

export const TenantUnknown = problem(404, 'tenant_not_found', 'There is no tenant of this name.')

export const applianceTenantsContract = resource({
  name: 'appliance-tenants',
  about: 'The tenants of this appliance, seen from outside.',
  operations: {
    list: {
      http: 'GET /tenants', summary: 'List the tenants, with counts of what they hold', scope: 'read:tenants',
      returns: Type.Array(Type.Object({
        name: Type.String(), domain: Type.String(), is_root: Type.Boolean(), created_at: Timestamp(), clients: Type.Integer(), connections: Type.Integer(),
        users: Type.Integer(), logins: Type.Integer({ description: 'of all present users together' }), administrators: Type.Integer(),
      })),
    },
    create: {
      http: 'POST /tenants', summary: 'Create a tenant; a person who does becomes its administrator', scope: 'create:tenants', row: 'configure', risk: 'routine',
      body: Closed({ name: Type.String({ description: 'the first label of the host name' }) }),
      returns: Type.Object({ name: Type.String(), domain: Type.String(), client_id: Type.String(), client_secret: secret(Type.String(), ['create:tenants']) }), throws: [TenantTaken],
    },
    adopt: {
      http: 'POST /tenants/:tenant/administrators/me', summary: 'Become administrator of a tenant', scope: 'update:tenants', row: 'configure', risk: 'routine',
      returns: Type.Object({ name: Type.String(), role: Type.String() }), throws: [TenantUnknown],
    },
  },
})
