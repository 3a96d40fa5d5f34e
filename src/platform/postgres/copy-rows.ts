/**
 * Takes the rows of a COPY out of a connection's bytes before the driver sees them (PostgreSQL protocol, "Message Formats": a byte for the kind, four for the
 * length). The driver makes objects of every message, which costs more than reading a table does; whatever else the server says it still gets, byte for byte.
 */
import type { Socket } from 'node:net'

const copyData = 'd'.charCodeAt(0)
const headLength = 5

export type RowSink = {
  /** A row of this many bytes begins. */
  begin(length: number): void
  /** The next bytes of it: `from` to `to` of the chunk, which is overwritten afterwards. */
  add(chunk: Buffer, from: number, to: number): void
}

/** Begins between two messages. @returns what gives the connection back to the driver, between two messages again */
export function siftRows(stream: Socket, sink: RowSink): () => void {
  const driver = stream.listeners('data') as ((chunk: Buffer) => void)[]
  const head = Buffer.alloc(headLength)
  let headFilled = 0
  /** Of the message that is being read. */
  let left = 0
  let isRow = false
  let over = false
  const onward = (chunk: Buffer) => driver.forEach((listener) => listener.call(stream, chunk))

  const read = (chunk: Buffer) => {
    for (let at = 0; at < chunk.length;) {
      if (over) return onward(chunk.subarray(at))
      if (left > 0) {
        const to = Math.min(chunk.length, at + left)
        left -= to - at
        if (isRow) sink.add(chunk, at, to)
        else onward(chunk.subarray(at, to))
        at = to
        continue
      }
      // The common case, a head that came in one piece, is read where it is.
      const whole = headFilled === 0 && chunk.length - at >= headLength
      if (!whole) {
        const taken = chunk.copy(head, headFilled, at, at + headLength - headFilled)
        headFilled += taken
        at += taken
        if (headFilled < headLength) return
        headFilled = 0
      }
      const [source, from] = whole ? [chunk, at] : [head, 0]
      if (whole) at += headLength
      left = source.readUInt32BE(from + 1) - 4
      isRow = source[from] === copyData
      if (isRow) sink.begin(left)
      else onward(Buffer.from(source.subarray(from, from + headLength)))
    }
  }

  for (const listener of driver) stream.off('data', listener)
  stream.on('data', read)
  return () => {
    if (over) return
    over = true
    stream.off('data', read)
    for (const listener of driver) stream.on('data', listener)
  }
}
