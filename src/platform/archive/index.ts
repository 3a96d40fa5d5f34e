/**
 * Files that keep: a tar of named parts inside an age envelope, written whole or not at all, with their checksums; and single files in the same
 * envelope. `age`, `tar` and `zstd` open them without us (docs/reference/backup-format.md).
 *
 *     writeBundle(file, lock, fill): Promise<Written>        readBundle(file, keys): AsyncIterable<Part>
 *     sealFile(file, lock, pieces): Promise<Written>         openFile(file, keys): AsyncIterable<Uint8Array>
 *
 * A file is `<name>.part` until it is complete. Does not know what the parts mean, nor databases.
 */
export { BackupUnreadable, explainDisk } from './failure.ts'
export { readBundle, writeBundle, type Part } from './bundle.ts'
export { checksumsOf, sealFile, writeWhole, type Written } from './write.ts'
export { openFile } from './open.ts'
export { squeeze, unsqueeze } from './squeeze.ts'
export { tarPieces, untar, type TarMaker } from './tar-pieces.ts'
export { identityFile, newIdentity, recipientOf, type Keys, type Lock } from './keys.ts'
export { tarGz, tarGzOf, type TarEntry } from './tarball.ts'
