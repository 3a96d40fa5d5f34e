import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { explainAge } from './failure.ts'
import { decrypterFor, type Keys } from './keys.ts'

/** The content of a sealed file. @throws BackupUnreadable */
export async function* openFile(file: string, keys: Keys): AsyncIterable<Uint8Array> {
  const source = createReadStream(file, { highWaterMark: 1 << 20 })
  try {
    const sealed = Readable.toWeb(source) as unknown as ReadableStream<Uint8Array>
    const plain = await decrypterFor(keys).decrypt(sealed)
    for await (const piece of plain as unknown as AsyncIterable<Uint8Array>) yield piece
  } catch (reason) {
    throw explainAge(reason, file)
  } finally {
    source.destroy()
  }
}
