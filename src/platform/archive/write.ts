import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { explainDisk } from './failure.ts'
import { encrypterFor, type Lock } from './keys.ts'

/** Hexadecimal sums over the file as it lies on the disk. */
export type Written = { bytes: number; md5: string; sha256: string }

/** Under another name until every byte is on the disk; a failure leaves nothing behind. */
export async function writeWhole(file: string, pieces: AsyncIterable<Uint8Array>): Promise<Written> {
  const draft = `${file}.part`
  const sums = { md5: createHash('md5'), sha256: createHash('sha256') }
  let bytes = 0
  try {
    const handle = await open(draft, 'w', 0o600)
    try {
      for await (const piece of pieces) {
        add(sums, piece)
        bytes += piece.length
        await handle.writeFile(piece)
      }
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(draft, file)
    await syncFolder(dirname(file))
  } catch (reason) {
    await rm(draft, { force: true }).catch(() => {})
    throw explainDisk(reason, file)
  }
  return { bytes, md5: sums.md5.digest('hex'), sha256: sums.sha256.digest('hex') }
}

export async function sealFile(file: string, lock: Lock, pieces: AsyncIterable<Uint8Array>): Promise<Written> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const sealed = await (await encrypterFor(lock)).encrypt(ReadableStream.from(pieces))
  return writeWhole(file, sealed as unknown as AsyncIterable<Uint8Array>)
}

export async function checksumsOf(file: string): Promise<Written> {
  const sums = { md5: createHash('md5'), sha256: createHash('sha256') }
  let bytes = 0
  for await (const piece of createReadStream(file, { highWaterMark: 1 << 20 })) {
    add(sums, piece as Buffer)
    bytes += (piece as Buffer).length
  }
  return { bytes, md5: sums.md5.digest('hex'), sha256: sums.sha256.digest('hex') }
}

function add(sums: Record<string, Hash>, piece: Uint8Array): void {
  for (const sum of Object.values(sums)) sum.update(piece)
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}
