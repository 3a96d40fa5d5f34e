/** Operations on the tenant itself. */
import { resource } from '#kernel/operation.ts'
import { problem } from '#kernel/problem.ts'
import { Closed, secret, Type } from '#kernel/schema.ts'
import { SettingsUpdate, TenantSettings } from './tenants.schema.ts'

export const TenantTaken = problem(409, 'tenant_conflict', 'A tenant with that name already exists.')

export const tenantsContract = resource({
  name: 'tenants',
  about: 'The tenant: its settings, and, on the root tenant authority, further tenants.',
  operations: {
    settings: {
      http: 'GET /tenants/settings',
      summary: 'Show the settings of the tenant',
      scope: 'read:tenant_settings',
      returns: TenantSettings,
      fields: true,
    },
    updateSettings: {
      http: 'PATCH /tenants/settings',
      summary: 'Change settings of the tenant',
      scope: 'update:tenant_settings',
      body: SettingsUpdate,
      returns: TenantSettings,
    },
    create: {
      http: 'POST /tenants',
      summary: 'Create a tenant',
      scope: 'create:tenants',
      rootOnly: true,
      body: Closed({
        name: Type.String({ description: 'the first label of the host name' }),
        owners: Type.Optional(Type.Array(Type.String({ maxLength: 320, pattern: '^[^\\s@<>]+@[^\\s@<>]+$' }), { maxItems: 100 })),
      }),
      returns: Type.Object({
        name: Type.String(),
        domain: Type.String(),
        client_id: Type.String(),
        client_secret: secret(Type.String(), ['create:tenants']),
      }),
      throws: [TenantTaken],
    },
  },
})
