/** The five verbs through which the rest of the appliance speaks to Postgres. */
import type { Answer } from './ask.ts'
import { UnexpectedRows } from './failure.ts'

export interface Database {
  rows<T>(text: string, params?: readonly unknown[]): Promise<T[]>
  /** Exactly one row, or an `UnexpectedRows`. */
  one<T>(text: string, params?: readonly unknown[]): Promise<T>
  /** One row or none. */
  maybe<T>(text: string, params?: readonly unknown[]): Promise<T | undefined>
  /** The number of rows touched. Without parameters the text may be a script of several statements. */
  execute(text: string, params?: readonly unknown[]): Promise<number>
  /**
   * All or nothing; nested calls are savepoints. `work` runs again when Postgres rolled it back for somebody else's sake or the
   * connection broke before COMMIT: whatever it does beside the database must bear that.
   */
  transaction<T>(work: (tx: Database) => Promise<T>): Promise<T>
}

export function queries(send: (text: string, params?: readonly unknown[]) => Promise<Answer>): Omit<Database, 'transaction'> {
  return {
    async rows<T>(text: string, params?: readonly unknown[]) {
      return (await send(text, params)).rows as T[]
    },
    async one<T>(text: string, params?: readonly unknown[]) {
      const { rows } = await send(text, params)
      if (rows.length !== 1) throw new UnexpectedRows('exactly one', rows.length, text)
      return rows[0] as T
    },
    async maybe<T>(text: string, params?: readonly unknown[]) {
      const { rows } = await send(text, params)
      if (rows.length > 1) throw new UnexpectedRows('one or none', rows.length, text)
      return rows[0] as T | undefined
    },
    async execute(text, params) {
      return (await send(text, params)).count
    },
  }
}
