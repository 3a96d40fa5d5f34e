/** COPY over the driver's own connection, as pieces with back-pressure (PostgreSQL protocol, "COPY Operations"): the driver speaks the messages, but has no door for them. */
import type { Socket } from 'node:net'
import type pg from 'pg'
import { siftRows } from './copy-rows.ts'

/** The part of the driver's connection that is used here. */
type Wire = { stream: Socket; query(text: string): void; sendCopyFromChunk(piece: Uint8Array): void; endCopyFrom(): void; sendCopyFail(reason: string): void }

export type Copied = { rows: number; bytes: number }

export type CopyOptions = { /** In bytes, of memory; a row that is larger is a piece by itself. */ pieceSize?: number; ahead?: number; /** Pieces of other copies that are free. */ spare?: Buffer[] }

const PIECE = 1 << 20

/** What the driver calls on the query that is under way. */
type Copying = {
  submit(connection: unknown): void
  handleError(reason: Error): void
  handleReadyForQuery(): void
  handleCommandComplete(message: { text: string }): void
  handleCopyData(): void
  handleCopyInResponse(connection: unknown): void
  handleRowDescription(): void
  handleDataRow(): void
  handleEmptyQuery(): void
}

const rowsOf = (text: string): number => Number(text.split(' ').at(-1)) || 0
const nothing = () => {}

/**
 * `COPY … TO STDOUT` as pieces of whole rows. `take` gets one after the other and may be at work on `ahead` of them; the server waits meanwhile.
 * A piece is written over when what `take` returned for it resolves.
 */
export function copyOut(client: pg.ClientBase, text: string, take: (piece: Buffer) => Promise<void>, { pieceSize = PIECE, ahead = 2, spare = [] }: CopyOptions = {}): Promise<Copied> {
  return new Promise((resolve, reject) => {
    let wire: Wire | undefined
    let giveBack = nothing
    let piece = spare.pop() ?? Buffer.allocUnsafe(pieceSize)
    let filled = 0
    let failure: Error | undefined
    let [rows, bytes, waiting] = [0, 0, 0]
    let busy: Promise<unknown> = Promise.resolve()
    const hand = (full: Buffer, length: number) => {
      waiting += 1
      if (waiting >= ahead) wire?.stream.pause()
      const taken = (async () => (failure ? undefined : take(full.subarray(0, length))))().catch((reason: Error) => { failure ??= reason }).finally(() => {
        if (full.length === pieceSize) spare.push(full)
        waiting -= 1
        if (waiting < ahead) wire?.stream.resume()
      })
      busy = Promise.all([busy, taken])
    }
    const query: Copying = {
      submit(connection) {
        wire = connection as Wire
        giveBack = siftRows(wire.stream, {
          begin(length) {
            bytes += length
            if (length <= piece.length - filled) return
            if (filled > 0) hand(piece, filled)
            else if (piece.length === pieceSize) spare.push(piece)
            piece = length > pieceSize ? Buffer.allocUnsafe(length) : spare.pop() ?? Buffer.allocUnsafe(pieceSize)
            filled = 0
          },
          add(chunk, from, to) {
            chunk.copy(piece, filled, from, to)
            filled += to - from
          },
        })
        wire.query(text)
      },
      handleCommandComplete({ text: tag }) {
        rows = rowsOf(tag)
        if (filled > 0) hand(piece, filled)
        else if (piece.length === pieceSize) spare.push(piece)
      },
      handleReadyForQuery() {
        giveBack()
        void busy.then(() => (failure ? reject(failure) : resolve({ rows, bytes })))
      },
      handleError(reason) {
        giveBack()
        void busy.then(() => reject(failure ?? reason))
      },
      handleCopyData: nothing, handleCopyInResponse: nothing, handleRowDescription: nothing, handleDataRow: nothing, handleEmptyQuery: nothing,
    }
    client.query(query as never)
  })
}

/** `COPY … FROM STDIN`: everything or nothing of the pieces; a source that fails makes the server forget what it got. */
export function copyIn(client: pg.ClientBase, text: string, pieces: AsyncIterable<Uint8Array>): Promise<Copied> {
  return new Promise((resolve, reject) => {
    let refused: Error | undefined
    let failure: Error | undefined
    let [rows, bytes] = [0, 0]
    const send = async (wire: Wire) => {
      try {
        for await (const piece of pieces) {
          if (refused) return
          bytes += piece.length
          wire.sendCopyFromChunk(piece)
          if (wire.stream.writableNeedDrain) await drained(wire.stream)
        }
        wire.endCopyFrom()
      } catch (reason) {
        failure = reason as Error
        wire.sendCopyFail('the source failed')
      }
    }
    const query: Copying = {
      submit: (connection) => (connection as Wire).query(text),
      handleCopyInResponse: (connection) => void send(connection as Wire),
      handleCommandComplete({ text: tag }) { rows = rowsOf(tag) },
      handleReadyForQuery: () => resolve({ rows, bytes }),
      handleError(reason) {
        refused = reason
        reject(failure ?? reason)
      },
      handleCopyData: nothing, handleRowDescription: nothing, handleDataRow: nothing, handleEmptyQuery: nothing,
    }
    client.query(query as never)
  })
}

/** Or closed: what was sent then meets the failure of the query. Leaves no listener behind. */
const drained = (stream: Socket): Promise<void> => new Promise((resolve) => {
  const done = () => {
    stream.off('drain', done).off('close', done)
    resolve()
  }
  stream.on('drain', done).on('close', done)
})
