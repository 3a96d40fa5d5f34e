/** Gzipped tars: of texts that are small, and of one file that is not. */
import { createGzip, gzip } from 'node:zlib'
import { promisify } from 'node:util'
import { pack } from 'tar-stream'

export type TarEntry = { name: string; content: string | Buffer }

const compress = promisify(gzip)

/** Whole in memory. @param when modification time of every entry */
export async function tarGz(entries: readonly TarEntry[], when: Date): Promise<Buffer> {
  const tar = pack()
  for (const { name, content } of entries) tar.entry({ name, mtime: when, mode: 0o600 }, typeof content === 'string' ? Buffer.from(content) : content)
  tar.finalize()
  const pieces: Buffer[] = []
  for await (const piece of tar) pieces.push(piece as Buffer)
  return compress(Buffer.concat(pieces), { level: 6 })
}

/** One entry, piece by piece; its length has to be known. */
export function tarGzOf(name: string, bytes: number, content: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const tar = pack()
  const packed = tar.pipe(createGzip() as never) as unknown as AsyncIterable<Uint8Array> & { destroy(reason: Error): void }
  const entry = tar.entry({ name, size: bytes, mode: 0o600 }, () => tar.finalize())
  const fill = async () => {
    for await (const piece of content) if (!entry.write(piece)) await new Promise<void>((resolve) => entry.once('drain', () => resolve()))
    entry.end(null)
  }
  fill().catch((error: Error) => packed.destroy(error))
  return packed
}
