/** Zstandard (RFC 8878) at the speed of the disk; frames may be put one after the other and are one stream again. */
import { promisify } from 'node:util'
import { BackupUnreadable } from './failure.ts'
import { constants, zstdCompress, zstdDecompress } from 'node:zlib'

const compress = promisify(zstdCompress)
const decompress = promisify(zstdDecompress)

/** Level 1: on rows of a database as small as the default level, and a third quicker. */
export const squeeze = (piece: Uint8Array): Promise<Buffer> => compress(piece, { params: { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 } })
export const unsqueeze = (piece: Uint8Array): Promise<Buffer> =>
  decompress(piece).catch((reason: Error) => {
    throw new BackupUnreadable('damaged', `A part of the file is damaged and cannot be unpacked (${reason.message}). Use another copy.`, reason)
  })
