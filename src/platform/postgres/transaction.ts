/** What `tx` is inside a transaction: one connection, one statement at a time, savepoints when nested, useless afterwards. */
import type pg from 'pg'
import { ask, type Answer } from './ask.ts'
import { translate } from './judge.ts'
import { queries, type Database } from './queries.ts'

export type Open = {
  db: Database
  /** No statement after this; waits for those that were begun and not awaited. */
  end(): Promise<void>
}

export function openTransaction(client: pg.ClientBase, timeout: number): Open {
  let ended = false
  let last: Promise<unknown> = Promise.resolve()
  const send = (text: string, params?: readonly unknown[]): Promise<Answer> => {
    if (ended) return Promise.reject(new Error('This transaction has ended; a statement came too late (a missing await?).'))
    const turn = last.then(() => ask(client, text, params, timeout))
    last = turn.catch(() => {})
    return turn.catch((reason: unknown) => {
      throw translate(reason)
    })
  }
  return {
    db: level(send, 1),
    async end() {
      ended = true
      await last
    },
  }
}

type Send = (text: string, params?: readonly unknown[]) => Promise<Answer>

function level(send: Send, depth: number): Database {
  let nested = false
  return {
    ...queries(send),
    async transaction(work) {
      if (nested) throw new Error('Two nested transactions at once on one connection; await the first before the second begins.')
      nested = true
      const savepoint = `level_${depth}`
      try {
        await send(`SAVEPOINT ${savepoint}`)
        try {
          const result = await work(level(send, depth + 1))
          await send(`RELEASE SAVEPOINT ${savepoint}`)
          return result
        } catch (reason) {
          // When the connection is gone the first reason says more than this one.
          await send(`ROLLBACK TO SAVEPOINT ${savepoint}`).catch(() => {})
          throw reason
        }
      } finally {
        nested = false
      }
    },
  }
}
