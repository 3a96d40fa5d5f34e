/** Operations on backups. */
import { FileContent } from '#kernel/download.ts'
import { resource } from '#kernel/operation.ts'
import { problem } from '#kernel/problem.ts'
import { Closed, Nullable, OneOf, secret, Timestamp, Type, type Static } from '#kernel/schema.ts'
import { contents } from './format.ts'

export const BackupNotFound = problem(404, 'inexistent_backup', 'The backup does not exist.')
export const NoBackupRole = problem(409, 'no_backup_role', 'No node has the backup role. Give one a device: bailiwick backup set-role /path/of/the/device')
export const BackupUnderWay = problem(409, 'backup_under_way', 'A backup is under way already; one at a time. `bailiwick backup status` shows how far it is.')
export const BackupExists = problem(409, 'backup_exists', 'The device holds as many backups as it may. Delete one first, or raise the setting backups.keep.')
export const NoLock = problem(400, 'no_lock', 'Say who may open the backup: a passphrase, or recipients (public age keys).')
export const NotReady = problem(409, 'backup_not_done', 'This backup is not complete, or has been deleted.')
export const WrongPassphrase = problem(400, 'wrong_passphrase', 'The passphrase does not open this backup.')

const { Optional } = Type
export const Passphrase = secret(Type.String({ minLength: 1, maxLength: 1000, description: 'Kept sealed until the proof is done, then forgotten.' }), [])

export const Backup = Type.Object({
  id: Type.String(),
  node: Type.String(),
  content: OneOf(contents, { description: 'data: the database; secrets: keys and certificates; whole: both.' }),
  state: OneOf(['requested', 'running', 'done', 'failed', 'deleted']),
  scheduled: Type.Boolean(),
  requested_by: Type.String(),
  requested_at: Timestamp(),
  locked_with: OneOf(['passphrase', 'recipients']),
  progress: Type.Number({ description: '0 to 1.' }),
  sentence: Type.String({ description: 'How it goes, or how it went.' }),
  finished_at: Optional(Timestamp()),
  taken_at: Optional(Timestamp({ description: 'What was acknowledged before this moment is in it.' })),
  file: Optional(Type.String({ description: 'In the folder of the node.' })),
  folder: Optional(Type.String()),
  build: Optional(Type.String()),
  bytes: Optional(Type.Number({ description: 'Of the file.' })),
  data_bytes: Optional(Type.Number({ description: 'Of the tables, as text.' })),
  rows: Optional(Type.Number()),
  md5: Optional(Type.String()),
  sha256: Optional(Type.String()),
  proof: Type.Object({
    state: OneOf(['none', 'requested', 'running', 'proven', 'failed']), sentence: Type.String(), at: Optional(Timestamp()), certificate: Optional(Nullable(Type.Unknown())),
  }),
})
export type Backup = Static<typeof Backup>

const routine = { risk: 'routine', scope: 'update:backups' } as const

export const backupsContract = resource({
  name: 'backups',
  about: 'Backups of this appliance: made, proven, fetched, deleted.',
  operations: {
    list: { http: 'GET /backups', summary: 'List backups, newest first', scope: 'read:backups', returns: Type.Array(Backup), query: Closed({ state: Optional(OneOf(['requested', 'running', 'done', 'failed', 'deleted'])) }) },
    get: { http: 'GET /backups/:id', summary: 'Show a backup: how far it is, its sums, its proof', scope: 'read:backups', returns: Backup, throws: [BackupNotFound] },
    create: {
      http: 'POST /backups', summary: 'Make a backup', status: 202, row: 'perform-backup', ...routine, scope: 'create:backups', returns: Backup,
      body: Closed({ content: Optional(OneOf(contents)), passphrase: Optional(Passphrase), recipients: Optional(Type.Array(Type.String({ pattern: '^age1[02-9a-z]{50,}$' }), { minItems: 1, maxItems: 20 })) }),
      throws: [NoBackupRole, BackupUnderWay, BackupExists, NoLock],
    },
    prove: {
      http: 'POST /backups/:id/prove', summary: 'Restore a backup into a scratch database and sign in there', status: 202, row: 'backing-up', ...routine, returns: Backup,
      body: Closed({ passphrase: Optional(Passphrase) }), throws: [BackupNotFound, NotReady, NoLock],
    },
    retrieve: { http: 'GET /backups/:id/file', summary: 'Fetch a backup for a second site', row: 'store-backup-offsite', ...routine, returns: FileContent, throws: [BackupNotFound, NotReady] },
    checkPassword: {
      http: 'POST /backups/:id/check-password', summary: 'See whether a passphrase opens a backup', status: 200, row: 'provide-backup-password', ...routine, body: Closed({ passphrase: Passphrase }),
      returns: Type.Object({ opens: Type.Boolean(), sentence: Type.String() }), throws: [BackupNotFound, NotReady],
    },
    adopt: {
      http: 'POST /backups/adopt', summary: 'Take a backup file that was copied into the folder of this node into the list', row: 'have-backup-available', ...routine, returns: Backup,
      body: Closed({ file: Type.String({ pattern: '^[\\w][\\w.-]*\\.tar\\.age$', maxLength: 200 }), passphrase: Optional(Passphrase) }), throws: [NoBackupRole],
    },
    delete: { http: 'DELETE /backups/:id', summary: 'Delete a backup', scope: 'delete:backups', row: 'delete-backups', risk: 'destructive', throws: [BackupNotFound, NotReady] },
  },
})
