/** The 14 rows of disaster recovery. Cadence: database backups daily, snapshots weekly; more often needs a talk first. */
import { before, letters } from './notation.ts'
import type { GuardedBy, Matrix, Row } from './matrix.schema.ts'

const row = (group: Row['group'], id: string, title: string, provider: string, subscriber: string, notes = '', gates: GuardedBy[] = []): Row =>
  ({ id, group, title, provider: letters(provider), subscriber: letters(subscriber), notes, gates })

export const recoveryRows: Matrix = [
  row('database-backup', 'provision-backup-disk', 'Providing an extra disk for backups', 'I', 'R A', 'A drive of its own beside the others.'),
  row('database-backup', 'download-cli', 'Getting the command-line tool', 'C', 'R A', 'The provider says where it is to be had.'),
  row('database-backup', 'install-cli', 'Installing the command-line tool', 'I', 'R A'),
  row('database-backup', 'configure-cli', 'Configuring the command-line tool', 'I', 'R A', 'One node is given the role of making backups.'),
  row('database-backup', 'perform-backup', 'Making a backup with the command-line tool', 'I', 'R A', 'Started, and looked after from time to time; secrets are backed up separately. Daily, overnight.', [before('backup-device-ready', 'backups.create')]),
  row('database-backup', 'store-backup-offsite', 'Storing the backup at a second site', 'I', 'R A', 'Retrieved, and kept outside of the appliance.'),
  row('database-backup', 'delete-backups', 'Deleting backups', 'I', 'R A', 'One backup at a time sits on the device; it is deleted before the next one is made.'),
  row('restore', 'have-backup-available', 'Having the backup available', 'C', 'R A', 'The files are ready to be copied to the machines.'),
  row('restore', 'provide-backup-password', 'Providing the password of the backup', 'I', 'R A', 'Without it nothing can be decrypted.'),
  row('restore', 'create-new-nodes', 'Creating new machines from images of the provider', 'I C', 'R A'),
  row('restore', 'restore-data', 'Restoring the data', 'R C', 'I', 'Asked for by support ticket; a fee may apply.', [before('backup-verified'), before('password-supplied')]),
  row('vm-snapshots', 'configure-snapshots', 'Configuring and making snapshots', 'I', 'R A', 'On a schedule; weekly.'),
  row('vm-snapshots', 'restore-snapshots', 'Restoring snapshots', 'I', 'R A'),
  row('vm-snapshots', 'recover-environment', 'Recovering the environment', 'R', 'I A', 'The provider brings authentication back.'),
]
