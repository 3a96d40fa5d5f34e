/** COPY over the driver's own connection, as pieces with back-pressure (PostgreSQL protocol, "COPY Operations"): the driver speaks the messages, but has no door for them. */
import { once } from 'node:events'
import type { Socket } from 'node:net'
import type pg from 'pg'

/** The part of the driver's connection that is used here. */
type Wire = { stream: Socket; query(text: string): void; sendCopyFromChunk(piece: Uint8Array): void; endCopyFrom(): void; sendCopyFail(reason: string): void }

export type Copied = { rows: number; bytes: number }

const PIECE = 1 << 20

/** What the driver calls on the query that is under way. */
type Copying = {
  submit(connection: unknown): void
  handleError(reason: Error): void
  handleReadyForQuery(): void
  handleCommandComplete(message: { text: string }): void
  handleCopyData(message: { chunk: Buffer }): void
  handleCopyInResponse(connection: unknown): void
  handleRowDescription(): void
  handleDataRow(): void
  handleEmptyQuery(): void
}

const rowsOf = (text: string): number => Number(text.split(' ').at(-1)) || 0
const nothing = () => {}

/** `COPY … TO STDOUT`: `take` gets pieces of about a megabyte, one after the other; the server waits while it is busy. */
export function copyOut(client: pg.ClientBase, text: string, take: (piece: Buffer) => Promise<void>): Promise<Copied> {
  return new Promise((resolve, reject) => {
    let wire: Wire | undefined
    let piece = Buffer.allocUnsafe(PIECE)
    let filled = 0
    let failure: Error | undefined
    let [rows, bytes] = [0, 0]
    let busy: Promise<void> = Promise.resolve()
    let waiting = 0
    const hand = (full: Buffer) => {
      waiting += 1
      if (waiting > 1) wire?.stream.pause()
      busy = busy.then(() => (failure ? undefined : take(full))).catch((reason: Error) => { failure ??= reason }).finally(() => {
        waiting -= 1
        if (waiting <= 1) wire?.stream.resume()
      })
    }
    const query: Copying = {
      submit(connection) {
        wire = connection as Wire
        wire.query(text)
      },
      // What the driver hands over is overwritten by what comes next, so it is copied.
      handleCopyData({ chunk }) {
        bytes += chunk.length
        if (chunk.length > piece.length - filled) {
          if (filled > 0) hand(piece.subarray(0, filled))
          piece = Buffer.allocUnsafe(Math.max(PIECE, chunk.length))
          filled = 0
        }
        chunk.copy(piece, filled)
        filled += chunk.length
      },
      handleCommandComplete({ text: tag }) {
        rows = rowsOf(tag)
        if (filled > 0) hand(piece.subarray(0, filled))
      },
      handleReadyForQuery: () => void busy.then(() => (failure ? reject(failure) : resolve({ rows, bytes }))),
      handleError: (reason) => void busy.then(() => reject(failure ?? reason)),
      handleCopyInResponse: nothing, handleRowDescription: nothing, handleDataRow: nothing, handleEmptyQuery: nothing,
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
          if (wire.stream.writableNeedDrain) await Promise.race([once(wire.stream, 'drain'), once(wire.stream, 'close')])
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
