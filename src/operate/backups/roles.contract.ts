/** Operations on the backup role: which node keeps backups, and on which device. */
import { resource } from '#kernel/operation.ts'
import { problem } from '#kernel/problem.ts'
import { Closed, Timestamp, Type } from '#kernel/schema.ts'

export const FolderExists = problem(409, 'backup_folder_exists', 'There is a folder of backups on this device already. With force it is taken over as it is.')
export const NotDedicated = problem(409, 'device_not_dedicated', 'This place is on the same device as the data, which would be lost with it. Use a device of its own, or force it where there is none.')
export const NoRole = problem(404, 'inexistent_backup_role', 'This node does not have the backup role.')

const where = Type.String({ minLength: 1, maxLength: 1000, description: 'Mount point, folder or mounted device on the node that answers.' })
const BackupRole = Type.Object({ node: Type.String(), hostname: Type.String(), folder: Type.String(), dedicated: Type.Boolean(), forced: Type.Boolean(), assigned_by: Type.String(), assigned_at: Timestamp() })

export const backupRolesContract = resource({
  name: 'backup-role',
  about: 'Which nodes keep backups, and on which devices.',
  operations: {
    list: { http: 'GET /backup-roles', summary: 'List the nodes that keep backups', scope: 'read:backups', returns: Type.Array(BackupRole) },
    examine: {
      http: 'POST /backup-roles/examine', summary: 'Look at a device for backups: dedicated, room', status: 200, scope: 'update:backups', row: 'provision-backup-disk', risk: 'routine', body: Closed({ device: where }),
      returns: Type.Object({ folder: Type.String(), dedicated: Type.Boolean(), exists: Type.Boolean(), empty: Type.Boolean(), free: Type.Number({ description: 'Bytes.' }), data: Type.Number({ description: 'Bytes of the database.' }), suitable: Type.Boolean(), sentence: Type.String() }),
    },
    assign: {
      http: 'POST /backup-roles', summary: 'Give the node that answers the backup role', scope: 'update:backups', row: 'configure-cli', risk: 'routine',
      body: Closed({ device: where, force: Type.Optional(Type.Boolean()) }), returns: BackupRole, throws: [FolderExists, NotDedicated],
    },
    release: { http: 'DELETE /backup-roles/:node', summary: 'Take the backup role from a node; its files stay', scope: 'update:backups', row: 'configure-cli', risk: 'routine', throws: [NoRole] },
  },
})
