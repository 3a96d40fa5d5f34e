/** Zstandard (RFC 8878) at the speed of the disk; frames may be put one after the other and are one stream again. */
import { promisify } from 'node:util'
import { BackupUnreadable } from './failure.ts'
import { constants, zstdCompress, zstdDecompress } from 'node:zlib'

const compress = promisify(zstdCompress)
const decompress = promisify(zstdDecompress)

/** What comes out is gathered in pieces of this many bytes, each of which is a turn of the event loop: the usual 16 kB would be hundreds of turns. */
const chunkFor = ({ length }: Uint8Array): number => Math.max(16_384, Math.min(length, 1 << 20))

/** Level 1: on rows of a database as small as the default level, and a third quicker. */
export const squeeze = (piece: Uint8Array): Promise<Buffer> => compress(piece, { chunkSize: chunkFor(piece), params: { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 } })
export const unsqueeze = (piece: Uint8Array): Promise<Buffer> =>
  decompress(piece, { chunkSize: chunkFor(piece) }).catch((reason: Error) => {
    throw new BackupUnreadable('damaged', `A part of the file is damaged and cannot be unpacked (${reason.message}). Use another copy.`, reason)
  })
