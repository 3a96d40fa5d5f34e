import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { BackupUnreadable, explainAge } from './failure.ts'
import { decrypterFor, type Keys } from './keys.ts'

/** The content of a sealed file. @throws BackupUnreadable */
export async function* openFile(file: string, keys: Keys): AsyncIterable<Uint8Array> {
  const source = createReadStream(file, { highWaterMark: 1 << 20 })
  try {
    const sealed = Readable.toWeb(source) as unknown as ReadableStream<Uint8Array>
    const plain = await decrypterFor(keys).then((decrypter) => decrypter.decrypt(sealed)).catch((reason: unknown) => { throw unopened(reason, file) })
    for await (const piece of plain as unknown as AsyncIterable<Uint8Array>) yield piece
  } catch (reason) {
    throw explainAge(reason, file)
  } finally {
    source.destroy()
  }
}

/** Whatever the library says before the first byte of content is about the head of the file, unless the disk said it. */
function unopened(reason: unknown, file: string): unknown {
  const known = explainAge(reason, file)
  if (known instanceof BackupUnreadable || (reason as NodeJS.ErrnoException).code !== undefined) return known
  return new BackupUnreadable('damaged', `${file} is no whole age file: it is damaged at its beginning, or something else. Use another copy.`, reason)
}
