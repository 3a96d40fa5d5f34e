/**
 * Backups of the appliance: made from one consistent view while traffic goes on, proven by a restore and a sign-in, kept and replaced.
 *
 * Owns the tables `backups`, `backup_roles` and `recovery_steps`, and the files in the folder of a node that has the backup role. A backup is
 * requested → running → done or failed → deleted; its proof requested → running → proven or failed. Operations write what is asked for into the
 * table; the keeper of the node with the role (its supervisor) does it, in processes of their own at the lowest priority.
 * Does not know how somebody signs in: that, and the canary, is brought by whoever starts the node.
 */
import { backups } from './backups.handlers.ts'
import { recovery, snapshots } from './recovery.handlers.ts'
import { backupRoles } from './roles.handlers.ts'

export const backupResources = [backups, backupRoles, snapshots, recovery]
export { backupContent, backupSettings } from './backups.settings.ts'
export { dataBytes } from './backups.store.ts'
export { putDataFile, dataFiles } from './data-files.ts'
export { roomMissing, size } from './device.ts'
export type { Certificate, ProofRequest } from './certificate.ts'
export { formatVersion, type Canary, type Content, type Manifest } from './format.ts'
export { chosenLock, keysFor, lockFor } from './lock.ts'
export type { Progress } from './make.ts'
export { roleOf } from './roles.store.ts'
export { backupCommands } from './commands.ts'
export { startKeeper, type Keeper } from './keeper.ts'
export { cadenceOf, type Cadence } from './cadence.ts'
export { backupMeasures, hoursText } from './measures.ts'
export { dailyBackup } from './schedule.job.ts'
export { loadBackup, readManifest, refuseNewer, type Able, type Loaded } from './read.ts'
export { checkPlace, interruptedRestore, quickly, restoreBackup, restoreInto, restoredNote, RestoreRefused, type Act, type Restored, type RestoredNote, type RestoreOptions } from './restore.ts'
export { settleRestored } from './restore.store.ts'
export { clearScratch } from './scratch.ts'
export { sameSecrets } from './same-secrets.ts'
export { createTenantRestore } from './tenant.handlers.ts'
export { documentedBackupCommands } from './documented.commands.ts'
