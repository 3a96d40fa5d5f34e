/** One tenant of a backup, put back beside the others. */
import { resource } from '#kernel/operation.ts'
import { problem } from '#kernel/problem.ts'
import { Closed, Type, type Static } from '#kernel/schema.ts'
import { BackupNotFound, NotReady, Passphrase } from './backups.contract.ts'

export const TenantThere = problem(409, 'tenant_exists', 'There is a tenant of this name. Nothing was changed; give the restored one another name (as).')
export const NoSuchTenant = problem(404, 'inexistent_tenant_in_backup', 'The backup holds no such tenant.')
export const RootNotAlone = problem(400, 'root_tenant', 'The root tenant authority is not restored by itself; restore the whole appliance.')
export const OtherKey = problem(409, 'other_key', "The tenant's secrets are sealed with the key of another appliance. Restore the whole backup on a machine of its own. Nothing was changed.")

export const RestoredTenant = Type.Object({ tenant: Type.String(), from: Type.String({ description: 'Its name in the backup.' }), taken_at: Type.String(), users: Type.Integer(), rows: Type.Integer(), left_out: Type.Integer({ description: 'Rows that something present stands in the way of: custom domains that another tenant has, administrators who are gone.' }), sentence: Type.String() })
export type RestoredTenant = Static<typeof RestoredTenant>

export const tenantRestoreContract = resource({
  name: 'tenant-restore',
  about: 'One tenant of a backup, put back beside the others.',
  operations: {
    create: {
      http: 'POST /backups/:id/tenants', summary: 'Restore one tenant of a backup beside the others', status: 201, scope: 'update:backups', row: 'restore-data', risk: 'disruptive', returns: RestoredTenant,
      body: Closed({ tenant: Type.String({ minLength: 1, maxLength: 63 }), as: Type.Optional(Type.String({ minLength: 1, maxLength: 63, description: 'Another name than it had; what may be a name is asked as of any new tenant.' })), passphrase: Type.Optional(Passphrase) }),
      throws: [BackupNotFound, NotReady, TenantThere, NoSuchTenant, RootNotAlone, OtherKey],
    },
  },
})
