/**
 * Owns Postgres: the embedded server (its files, its process, its socket), connections to it or to an external one, and the
 * schema's migrations.
 *
 * States of the embedded server: absent → initialised → starting → ready → gone, and with `keepEmbedded` back to starting.
 * States of a connection: searching (for the primary) → connected → broken → searching; callers see this only as time, or as
 * `DatabaseUnavailable`.
 *
 * Does not know: what the tables mean, tenants, who else runs in the process tree, HTTP.
 */
export { archivingPlace, archivingSettings, leftOutOfBase, nobodyKeeps, ranOut, recoverySettings, segmentAfter, setArchiveTimeout, startBaseBackup, type ArchivingPlace, type BaseBackup } from './archiving.ts'
export { besideSettings, fillingSettings } from './server-settings.ts'
export { databaseHosts } from './database-url.ts'
export { connect } from './database.ts'
export type { ConnectedDatabase, ConnectOptions, Database, DatabaseStats } from './database.ts'
export { findEmbedded, startEmbedded, stopOrphan } from './embedded.ts'
export type { EmbeddedOptions, EmbeddedPostgres } from './embedded.ts'
export { keepEmbedded } from './keep.ts'
export type { KeptPostgres } from './keep.ts'
export { DatabaseUnavailable, ForeignKeyViolation, UnexpectedRows, UniqueViolation } from './failure.ts'
export type { EmbeddedConnection } from './first-connection.ts'
export { clusterFolder } from './initdb.ts'
export { gathering } from './gather.ts'
export { translate } from './judge.ts'
export { openLoader, restoreUnderWay, type Loader } from './load.ts'
export { lockDataDirectory, type Lock } from './lock.ts'
export type { Log } from './log.ts'
export { migrate, readMigrations } from './migrate.ts'
export type { Migrated, Migration } from './migrate.ts'
export { together } from './part.ts'
export type { Part } from './part.ts'
export { dumpSchema } from './schema-dump.ts'
export { syncTree } from './sync-tree.ts'
export { openSnapshot, type Sequence, type Snapshot, type SnapshotTable } from './snapshot.ts'
