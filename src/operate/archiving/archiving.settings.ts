import { Type } from '#kernel/schema.ts'
import { setting } from '#kernel/setting.ts'

const common = { scope: 'appliance', takesEffect: 'at once' } as const

export const archiving = setting({
  ...common, id: 'backups.archiving', title: 'Continuous archiving', environment: 'BAILIWICK_BACKUP_ARCHIVING',
  about: 'Keeps every change of the embedded database beside its backups, so that any moment of the last days can be restored. Needs the backup role, and recipients or a passphrase for scheduled backups.',
  schema: Type.Boolean(), default: false,
})

export const archiveSeconds = setting({
  ...common, id: 'backups.archive-seconds', title: 'Longest time until a change is archived', environment: 'BAILIWICK_BACKUP_ARCHIVE_SECONDS', unit: 'seconds',
  about: 'What is lost at most with the machine. Each such period in which something was written costs a small file.',
  schema: Type.Integer({ minimum: 5, maximum: 3600 }), default: 60,
})

export const archiveDays = setting({
  ...common, id: 'backups.archive-days', title: 'Days that can be restored', environment: 'BAILIWICK_BACKUP_ARCHIVE_DAYS', unit: 'days',
  about: 'Base backups and changes that no moment of the last days needs are removed.',
  schema: Type.Integer({ minimum: 1, maximum: 366 }), default: 7,
})

export const baseHours = setting({
  ...common, id: 'backups.base-hours', title: 'Time between base backups', environment: 'BAILIWICK_BACKUP_BASE_HOURS', unit: 'hours',
  about: 'A restore begins with a base backup and goes through every change since; more often is quicker to restore, and larger.',
  schema: Type.Integer({ minimum: 1, maximum: 744 }), default: 24,
})

export const archivingSettings = [archiving, archiveSeconds, archiveDays, baseHours]
