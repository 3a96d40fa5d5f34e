/** One tar of many files, made and read as pieces of a few megabytes, so that neither the tar nor a file in it has to fit into memory. */
import { extract, pack, type Extract } from 'tar-stream'

export type TarMaker = {
  folder(name: string): Promise<void>
  /** Exactly `size` bytes are written: what is missing is zeros, what is too much is left out. */
  file(name: string, size: number, pieces: AsyncIterable<Uint8Array>): Promise<void>
}

export async function* tarPieces(fill: (tar: TarMaker) => Promise<void>, pieceSize: number): AsyncIterable<Buffer> {
  const tar = pack()
  const common = { mtime: new Date(0) }
  const folder = (name: string) => new Promise<void>((resolve, reject) => tar.entry({ ...common, name: `${name}/`, type: 'directory', mode: 0o700 }, (reason) => (reason ? reject(reason) : resolve())))
  const file = (name: string, size: number, pieces: AsyncIterable<Uint8Array>) => new Promise<void>((resolve, reject) => {
    const entry = tar.entry({ ...common, name, size, mode: 0o600 }, (reason) => (reason ? reject(reason) : resolve()))
    const put = async (piece: Uint8Array) => {
      if (!entry.write(Buffer.from(piece.buffer, piece.byteOffset, piece.length))) await new Promise<void>((done) => entry.once('drain', done).once('close', done))
      // Whoever reads the pieces has stopped: the file that is read here is let go of too.
      if (entry.destroyed) throw new Error('The tar was given up.')
    }
    void (async () => {
      let left = size
      for await (const piece of pieces) {
        if (left === 0) break
        await put(piece.subarray(0, left))
        left -= Math.min(left, piece.length)
      }
      for (; left > 0; left -= Math.min(left, zeros.length)) await put(zeros.subarray(0, left))
      entry.end(undefined as never)
    })().catch(reject)
  })
  fill({ folder, file }).then(() => tar.finalize(), (reason: Error) => tar.destroy(reason))
  let held: Buffer[] = []
  let bytes = 0
  for await (const piece of tar as unknown as AsyncIterable<Buffer>) {
    held.push(piece)
    bytes += piece.length
    if (bytes < pieceSize) continue
    yield Buffer.concat(held)
    ;[held, bytes] = [[], 0]
  }
  if (bytes > 0) yield Buffer.concat(held)
}

const zeros = Buffer.alloc(64 * 1024)

/** Writes the pieces into the tar as fast as it is read; what goes wrong with them ends it too. */
export function feed(tar: Extract, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  let goOn: (() => void) | undefined
  tar.on('drain', () => goOn?.())
  tar.on('close', () => goOn?.())
  const feeding = (async () => {
    for await (const piece of pieces) {
      if (tar.destroyed) return
      if (!tar.write(Buffer.from(piece.buffer, piece.byteOffset, piece.length))) await new Promise<void>((resolve) => (goOn = resolve))
    }
    tar.end(undefined as never)
  })()
  feeding.catch((reason: Error) => tar.destroy(reason))
  return feeding
}

/** `take` is called for one entry after the other, with all of its pieces to be read. */
export async function untar(pieces: AsyncIterable<Uint8Array>, take: (entry: { name: string; folder: boolean }, content: AsyncIterable<Buffer>) => Promise<void>): Promise<void> {
  const tar = extract()
  const feeding = feed(tar, pieces)
  try {
    for await (const entry of tar) {
      const { name, type } = (entry as unknown as { header: { name: string; type: string } }).header
      await take({ name: name.replace(/\/$/, ''), folder: type === 'directory' }, entry as unknown as AsyncIterable<Buffer>)
      entry.resume()
    }
    await feeding
  } catch (reason) {
    // What stopped the feeding says more than the tar that then ended too early.
    throw await feeding.then(() => reason, (told: unknown) => told)
  } finally {
    tar.destroy(undefined as never)
  }
}
