import { Type } from '#kernel/schema.ts'
import { setting } from '#kernel/setting.ts'

const common = { scope: 'appliance', takesEffect: 'at once' } as const

export const backupTime = setting({
  ...common, id: 'backups.daily-at', title: 'Time of the daily backup', environment: 'BAILIWICK_BACKUP_DAILY_AT',
  about: 'UTC, for example 02:30, on every node that has the backup role; empty makes no scheduled backups. Needs recipients or a passphrase.',
  schema: Type.String({ pattern: '^(([01][0-9]|2[0-3]):[0-5][0-9])?$', description: 'a time from 00:00 to 23:59, or empty' }), default: '',
})

export const backupRecipients = setting({
  ...common, id: 'backups.recipients', title: 'Who may open scheduled backups', environment: 'BAILIWICK_BACKUP_RECIPIENTS',
  about: 'Public age keys (age1…), whose private halves are kept elsewhere. The node adds a key of its own, so that it can prove what it made.',
  schema: Type.Array(Type.String({ pattern: '^age1[02-9a-z]{50,}$', description: 'a public key of age, which begins with age1' })), default: [],
})

export const backupPassphrase = setting({
  ...common, id: 'backups.passphrase', title: 'Passphrase of scheduled backups', environment: 'BAILIWICK_BACKUP_PASSPHRASE',
  about: 'Used where there are no recipients. Write it down elsewhere: whoever restores on a new machine must know it.',
  schema: Type.String({ maxLength: 1000 }), default: '', secret: true,
})

export const backupContent = setting({
  ...common, id: 'backups.content', title: 'What scheduled backups hold', environment: 'BAILIWICK_BACKUP_CONTENT',
  about: 'data: the database, whose secrets are sealed with a key that is not in it; whole: that key and the certificates too. With data, back up the secrets once and after each change of certificates.',
  schema: Type.Unsafe<'data' | 'whole'>({ type: 'string', enum: ['data', 'whole'] }), default: 'data',
})

export const backupsKept = setting({
  ...common, id: 'backups.keep', title: 'Backups that a node keeps', environment: 'BAILIWICK_BACKUPS_KEEP',
  about: 'As many of each kind lie on the device; whoever wants another one deletes one first. A scheduled backup replaces the oldest once it is proven.',
  schema: Type.Integer({ minimum: 1, maximum: 366 }), default: 1,
})

export const proofHours = setting({
  ...common, id: 'backups.proof-hours', title: 'Oldest proven backup', environment: 'BAILIWICK_BACKUP_PROOF_HOURS', unit: 'hours',
  about: 'The check "backup" is not well when the last proven backup is older.',
  schema: Type.Integer({ minimum: 1, maximum: 8760 }), default: 36,
})

export const snapshotDays = setting({
  ...common, id: 'backups.snapshot-days', title: 'Oldest snapshot of the machines', environment: 'BAILIWICK_SNAPSHOT_DAYS', unit: 'days',
  about: 'The check "snapshot" is not well when the last recorded snapshot is older; 0 where no snapshots are made.',
  schema: Type.Integer({ minimum: 0, maximum: 366 }), default: 8,
})

export const backupSettings = [backupTime, backupRecipients, backupPassphrase, backupContent, backupsKept, proofHours, snapshotDays]
