/**
 * One consistent view of the whole database while others go on writing: a transaction exports its snapshot, and copiers read tables under it
 * side by side. Migrations wait meanwhile, everything else does not.
 */
import type pg from 'pg'
import { chooser } from './chooser.ts'
import { clientClass } from './client.ts'
import { copyOut, type Copied } from './copy.ts'
import { targetOf } from './database.ts'
import type { EmbeddedConnection } from './first-connection.ts'
import { translate } from './judge.ts'
import { migrationLock } from './migrate.ts'
import { pause } from './processes.ts'
import { schemaScripts } from './schema-dump.ts'
import { openTransaction } from './transaction.ts'
import type { Database } from './queries.ts'

export type SnapshotTable = {
  name: string
  /** As COPY takes them, generated ones left out. */
  columns: string[]
  /** On disk, without indexes. */
  bytes: number
  /** Emptied by a crash of the server; nobody misses its rows. */
  unlogged: boolean
}

export type Sequence = { name: string; last: string; called: boolean }

export type Snapshot = {
  /** When the view was taken, by the clock of the database: whatever was acknowledged before is in it. */
  at: Date
  postgres: string
  /** Number of the newest migration. */
  schema: number
  scripts: { before: string; after: string[] }
  /** Largest first. */
  tables: SnapshotTable[]
  /** Read after the view was taken, so never behind what the rows use. */
  sequences: Sequence[]
  /** Statements under the same view. */
  db: Database
  /** Rows of a table as text (COPY, tab-separated, UTF-8), in pieces as `copyOut` hands them. At most `copiers` at a time. */
  copy(table: SnapshotTable, take: (piece: Buffer) => Promise<void>): Promise<Copied>
  /** Process ids of the server's side. */
  backends: number[]
  close(): Promise<void>
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
export const copyText = (table: string, columns: readonly string[]): string => `${quoted(table)} (${columns.map(quoted).join(', ')})`

/** What a copy must look like, whatever the server's own settings. */
const manners = `SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0; SET client_encoding = 'UTF8';
  SET datestyle = 'ISO, YMD'; SET intervalstyle = 'postgres'; SET timezone = 'UTC'; SET extra_float_digits = 1; SET bytea_output = 'hex'; SET search_path = public`

export async function openClient(url: string | EmbeddedConnection): Promise<pg.Client> {
  const target = targetOf(url)
  const Client = clientClass({ ...target, applicationName: 'bailiwick backup' }, chooser(target))
  const client = new Client()
  await client.connect()
  await client.query(manners)
  return client
}

/** @param before runs right before the view is taken; what it writes is in the view. */
export async function openSnapshot(url: string | EmbeddedConnection, options: { copiers?: number; /** In bytes. */ pieceSize?: number; before?: () => Promise<void> } = {}): Promise<Snapshot> {
  const clients: pg.Client[] = []
  const spare: Buffer[] = []
  const open = async () => {
    const client = await openClient(url)
    clients.push(client)
    return client
  }
  const close = async () => void (await Promise.all(clients.map((client) => client.end().catch(() => {}))))
  try {
    const holder = await open()
    await waitForMigrations(holder)
    await options.before?.()
    await holder.query('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY')
    const { rows: [view] } = await holder.query<{ id: string; at: Date; version: string }>("SELECT pg_export_snapshot() AS id, clock_timestamp() AS at, current_setting('server_version') AS version")
    const { db } = openTransaction(holder, 0)
    const tables = await db.rows<SnapshotTable>(tablesSql)
    for (const { name } of tables) await db.execute(`LOCK TABLE ${quoted(name)} IN ACCESS SHARE MODE`)
    const { schema } = await db.one<{ schema: number }>('SELECT coalesce(max(number), 0)::int AS schema FROM schema_migrations')
    const scripts = await schemaScripts(db)
    const sequences = await readSequences(db)
    const free = await Promise.all(Array.from({ length: options.copiers ?? 2 }, async () => {
      const client = await open()
      await client.query(`BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET TRANSACTION SNAPSHOT '${view!.id}'`)
      return client
    }))
    const backends = await Promise.all(clients.map(async (client) => (client === holder ? (await db.one<{ pid: number }>('SELECT pg_backend_pid() AS pid')).pid : (await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]!.pid)))
    return {
      at: view!.at, postgres: view!.version, schema, scripts, tables, sequences, db, backends, close,
      async copy({ name, columns }, take) {
        const client = free.pop()
        if (!client) throw new Error('More copies at once than there are copiers.')
        try {
          return await copyOut(client, `COPY ${copyText(name, columns)} TO STDOUT`, take, { spare, ...(options.pieceSize && { pieceSize: options.pieceSize }) })
        } finally {
          free.push(client)
        }
      },
    }
  } catch (reason) {
    await close()
    throw translate(reason)
  }
}

/** Shared with other backups; a migration asks for it alone and tries again until we are done. */
async function waitForMigrations(client: pg.Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ free: boolean }>('SELECT pg_try_advisory_lock_shared($1) AS free', [migrationLock])
    if (rows[0]?.free) return
    await pause(50)
  }
}

const tablesSql = `
SELECT c.relname AS name, c.relpersistence = 'u' AS unlogged, pg_table_size(c.oid)::float8 AS bytes,
       (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns
  FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
   AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')
 ORDER BY pg_table_size(c.oid) DESC, c.relname`

async function readSequences(db: Database): Promise<Sequence[]> {
  const names = await db.rows<{ name: string }>("SELECT relname AS name FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace ORDER BY relname")
  return Promise.all(names.map(async ({ name }) => {
    const { last, called } = await db.one<{ last: string; called: boolean }>(`SELECT last_value::text AS last, is_called AS called FROM ${quoted(name)}`)
    return { name, last, called }
  }))
}
