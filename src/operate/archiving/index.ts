/**
 * Continuous archiving of the embedded database: every finished segment of its write-ahead log is sealed beside the backups, with base backups to begin from,
 * so that any moment in between can be restored (`rewind`).
 *
 * Owns the folders `archive-…` in the folder of a node that has the backup role, and `archiving/` within the cluster. No table: what an archive holds is
 * told by its files alone, so that it can be restored where there is no database.
 */
export { archivingSettings } from './archiving.settings.ts'
export { startArchivist, type Archivist } from './archivist.ts'
export { archive } from './archive.handlers.ts'
export { archiveCommands } from './archive.commands.ts'
export { archiveWhole, baseAge, baseProof, lookAtArchive, type ArchiveLook } from './look.ts'
export { restoreMoment } from './restore-moment.ts'
export { isArchive, plot, rewind } from './rewind.ts'
export type { BaseCertificate, BaseProofRequest } from './proof.ts'
export { startSealer, type Sealer } from './sealer.ts'
