import { check } from '#kernel/check.ts'
import type { Surroundings } from '../surroundings.ts'

export const backupCheck = check<Surroundings>({
  id: 'backup', title: 'Backups', about: 'A backup of the last day was restored into a scratch database and somebody signed in there; the last attempt did not fail.', severity: 'high',
  remedy: 'Give a node the backup role (bailiwick backup set-role), set backups.daily-at with recipients or a passphrase, and read `bailiwick backup status`.',
  look: ({ recovery }) => recovery.backups(),
})
