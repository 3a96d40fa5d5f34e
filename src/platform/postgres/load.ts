/** Puts a schema and its rows into an empty database, as quickly as the server can: rows first, keys and indexes afterwards. */
import type pg from 'pg'
import { copyIn, type Copied } from './copy.ts'
import type { EmbeddedConnection } from './first-connection.ts'
import type { Database } from './queries.ts'
import { copyText, openClient, quoted, type Sequence } from './snapshot.ts'

export type Loader = {
  /** Rows of a table, which is emptied first; at most `loaders` at a time. */
  fill(table: string, columns: readonly string[], pieces: AsyncIterable<Uint8Array>): Promise<Copied>
  /** Keys, indexes, functions, triggers, references, and where the sequences stand. */
  finish(after: readonly string[], sequences: readonly Sequence[], made?: (keys: number, all: number) => void): Promise<void>
  close(): Promise<void>
}

export async function openLoader(url: string | EmbeddedConnection, before: string, { loaders = 2, indexers = loaders }: { loaders?: number; /** Indexes that are made at a time. */ indexers?: number } = {}): Promise<Loader> {
  const clients: pg.Client[] = []
  const close = async () => void (await Promise.all(clients.map((client) => client.end().catch(() => {}))))
  try {
    for (let count = 0; count < loaders; count += 1) {
      const client = await openClient(url)
      clients.push(client)
      await client.query("SET maintenance_work_mem = '256MB'; SET check_function_bodies = off; SET synchronous_commit = off")
    }
    const [first] = clients
    await clearInterrupted(first!)
    const { rows: [found] } = await first!.query<{ tables: number }>("SELECT count(*)::int AS tables FROM pg_class WHERE relkind IN ('r', 'p', 'v') AND relnamespace = 'public'::regnamespace")
    if (found!.tables > 0) throw new Error('The database to restore into is not empty.')
    await first!.query(`CREATE TABLE ${underWay} ()`)
    await first!.query(before)
  } catch (reason) {
    await close()
    throw reason
  }
  const free = [...clients]
  return {
    close,
    async fill(table, columns, pieces) {
      const client = free.pop()
      if (!client) throw new Error('More tables at once than there are loaders.')
      try {
        // Emptied in the same transaction, so that rows can be written as old ones and, where the server keeps a minimal log, past it.
        await client.query(`BEGIN; TRUNCATE ${quoted(table)}`)
        const copied = await copyIn(client, `COPY ${copyText(table, columns)} FROM STDIN (FREEZE)`, pieces)
        await client.query('COMMIT')
        free.push(client)
        return copied
      } catch (reason) {
        await client.query('ROLLBACK').catch(() => {})
        free.push(client)
        throw reason
      }
    },
    async finish(after, sequences, made) {
      const isKey = (line: string) => /^(ALTER TABLE (?!.* FOREIGN KEY )|CREATE (UNIQUE )?INDEX )/.test(line)
      const keys = after.filter(isKey)
      const all = keys.length
      let done = 0
      made?.(done, all)
      await Promise.all(clients.slice(0, indexers).map(async (client) => {
        for (let statement = keys.shift(); statement !== undefined; statement = keys.shift()) {
          await client.query(statement)
          made?.(done += 1, all)
        }
      }))
      const [client] = clients
      for (const statement of after.filter((line) => !isKey(line))) await client!.query(statement)
      for (const { name, last, called } of sequences) await client!.query('SELECT setval($1::regclass, $2, $3)', [quoted(name), last, called])
      await client!.query(`DROP TABLE ${underWay}`)
      await client!.query('ANALYZE')
    },
  }
}

/** Stands in a database for as long as a restore into it is under way. */
const underWay = 'restore_under_way'

/** What an interrupted restore left is nobody's data yet. */
async function clearInterrupted(client: pg.Client): Promise<void> {
  const { rows: [left] } = await client.query<{ found: boolean }>('SELECT to_regclass($1) IS NOT NULL AS found', [`public.${underWay}`])
  if (left?.found) await client.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public')
}

export const restoreUnderWay = async (db: Database): Promise<boolean> => (await db.one<{ found: boolean }>('SELECT to_regclass($1) IS NOT NULL AS found', [`public.${underWay}`])).found
