/** A tar of named parts inside an age envelope. Parts are small enough for memory; there may be many. */
import { extract, pack } from 'tar-stream'
import { BackupUnreadable, explainAge } from './failure.ts'
import type { Keys, Lock } from './keys.ts'
import { openFile } from './open.ts'
import { sealFile, type Written } from './write.ts'

export type Part = { name: string; content: Buffer }

/** `add` resolves when the part is on its way; whoever waits for it never has many parts in memory. */
export async function writeBundle(file: string, lock: Lock, fill: (add: (name: string, content: Buffer) => Promise<void>) => Promise<void>): Promise<Written> {
  const tar = pack()
  let queue: Promise<void> = Promise.resolve()
  let failure: unknown
  const add = (name: string, content: Buffer): Promise<void> => {
    queue = queue.then(() => new Promise<void>((resolve, reject) => {
      if (failure) return reject(failure as Error)
      tar.entry({ name, size: content.length, mode: 0o600, mtime: new Date(0) }, content, (reason) => (reason ? reject(reason) : tar.destroyed ? reject(new Error('The file was given up.')) : resolve()))
    }))
    queue.catch(() => {})
    return queue
  }
  const filling = fill(add).then(() => queue).then(() => tar.finalize(), (reason: unknown) => {
    failure = reason
    tar.destroy(reason as Error)
  })
  try {
    const written = await sealFile(file, lock, tar as unknown as AsyncIterable<Uint8Array>)
    await filling
    if (failure) throw failure
    return written
  } catch (reason) {
    const first = failure ?? reason
    failure = first
    tar.destroy(first as Error)
    throw first
  }
}

/** The parts in their order. @throws BackupUnreadable */
export async function* readBundle(file: string, keys: Keys): AsyncIterable<Part> {
  const tar = extract()
  let goOn: (() => void) | undefined
  tar.on('drain', () => goOn?.())
  tar.on('close', () => goOn?.())
  const feeding = (async () => {
    for await (const piece of openFile(file, keys)) {
      if (tar.destroyed) return
      if (!tar.write(piece)) await new Promise<void>((resolve) => (goOn = resolve))
    }
    tar.end(undefined as never)
  })()
  feeding.catch((reason: Error) => tar.destroy(reason))
  try {
    for await (const entry of tar) {
      const pieces: Buffer[] = []
      for await (const piece of entry) pieces.push(piece as Buffer)
      yield { name: (entry as unknown as { header: { name: string } }).header.name, content: Buffer.concat(pieces) }
    }
    await feeding
  } catch (reason) {
    // What stopped the feeding says more than the tar that then ended too early.
    const first = await feeding.then(() => reason, (told: unknown) => told)
    throw first instanceof BackupUnreadable ? first : explainAge(first, file)
  } finally {
    tar.destroy(undefined as never) // whoever reads no further lets go of the file
  }
}
