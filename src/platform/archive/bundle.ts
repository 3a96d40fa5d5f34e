/** A tar of named parts inside an age envelope. Parts are small enough for memory; there may be many. */
import { extract, pack } from 'tar-stream'
import { BackupUnreadable, explainAge } from './failure.ts'
import type { Keys, Lock } from './keys.ts'
import { openFile } from './open.ts'
import { feed } from './tar-pieces.ts'
import { sealFile, type Written } from './write.ts'

export type Part = { name: string; content: Buffer }

/** `add` resolves when the part is on its way; whoever waits for it never has many parts in memory. */
export async function writeBundle(file: string, lock: Lock, fill: (add: (name: string, content: Buffer) => Promise<void>) => Promise<void>): Promise<Written> {
  const tar = pack()
  // The typings know a stream of Node; it is one of streamx, which also says that it is about to end.
  const ending = () => (tar as unknown as { destroying: boolean }).destroying
  let queue: Promise<void> = Promise.resolve()
  let failure: unknown
  const add = (name: string, content: Buffer): Promise<void> => {
    queue = queue.then(() => new Promise<void>((resolve, reject) => {
      if (ending()) return reject(givenUp())
      tar.entry({ name, size: content.length, mode: 0o600, mtime: new Date(0) }, content, (reason) => (reason ? reject(reason) : ending() ? reject(givenUp()) : resolve()))
    }))
    queue.catch(() => {})
    return queue
  }
  const filling = fill(add).then(() => queue).then(() => tar.finalize(), (reason: unknown) => {
    // When the disk has refused, the tar is given up first, and what filling it then meets is only the consequence.
    if (!ending()) failure = reason
    tar.destroy(reason as Error)
  })
  try {
    const written = await sealFile(file, lock, tar as unknown as AsyncIterable<Uint8Array>)
    await filling
    if (failure) throw failure
    return written
  } catch (reason) {
    tar.destroy(reason as Error)
    throw failure ?? reason
  }
}

const givenUp = (): Error => new Error('The file was given up.')

/** The parts in their order. @throws BackupUnreadable */
export async function* readBundle(file: string, keys: Keys): AsyncIterable<Part> {
  const tar = extract()
  const feeding = feed(tar, openFile(file, keys))
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
