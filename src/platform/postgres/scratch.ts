/**
 * A real Postgres for a test file: one server a process, one database a call, gone afterwards. A guard process ends the server
 * and removes its files whatever becomes of the test, kill -9 included.
 */
import { randomBytes } from 'node:crypto'
import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawn } from '#platform/processes/index.ts'
import { connect, type ConnectedDatabase } from './database.ts'
import { startEmbedded, type EmbeddedPostgres } from './embedded.ts'
import type { EmbeddedConnection } from './first-connection.ts'
import { silent } from './log.ts'
import { migrate } from './migrate.ts'
import { migratedDatabase, scratchTemplate } from './scratch-template.ts'
import { fleetingSettings } from './server-settings.ts'

export type Scratch = {
  db: ConnectedDatabase
  /** For a second pool, or a process of its own. */
  connection: EmbeddedConnection
  /** The superuser of the server, in the same database. */
  admin: EmbeddedConnection
  close(): Promise<void>
}

export type ScratchOptions = {
  /** A folder of migrations to begin with. The result is a template, which is kept for further processes too unless the folder is a temporary one. */
  migrations?: string
  poolSize?: number
}

type Server = { postgres: EmbeddedPostgres; root: ConnectedDatabase; users: number; templates: Map<string, Promise<string>>; end(): Promise<void> }

let server: Promise<Server> | undefined

export async function scratchDatabase(options: ScratchOptions = {}): Promise<Scratch> {
  const mine = server ??= startServer(options.migrations?.startsWith(tmpdir()) ? undefined : options.migrations)
  let running: Server
  try {
    running = await mine
  } catch (reason) {
    if (server === mine) server = undefined
    throw reason
  }
  running.users++
  const leave = async () => {
    if (--running.users > 0 || server !== mine) return
    server = undefined
    await running.end()
  }
  try {
    const template = options.migrations === undefined ? 'template1' : await migratedTemplate(running, options.migrations)
    const database = `scratch_${randomBytes(6).toString('hex')}`
    await running.root.execute(`CREATE DATABASE ${database} OWNER bailiwick TEMPLATE ${template}`)
    const connection = { ...running.postgres.connection, database }
    const db = await connect({ url: connection, log: silent, allowExit: true, ...(options.poolSize && { poolSize: options.poolSize }) })
    let closing: Promise<void> | undefined
    const close = async () => {
      await db.close()
      if (running.users > 1) await running.root.execute(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`)
      await leave()
    }
    return { db, connection, admin: { ...running.postgres.admin, database }, close: () => closing ??= close() }
  } catch (reason) {
    await leave()
    throw reason
  }
}

async function startServer(migrations?: string): Promise<Server> {
  const dataDir = mkdtempSync(join(tmpdir(), 'bailiwick-scratch-'))
  // Postgres' account must find its way in, and nothing in here is worth hiding.
  chmodSync(dataDir, 0o755)
  try {
    cpSync(await scratchTemplate(migrations), dataDir, { recursive: true })
    const postgres = await startEmbedded({ dataDir, log: silent, settings: fleetingSettings, allowExit: true })
    const dismiss = guard(postgres, dataDir)
    const root = await connect({ url: postgres.admin, log: silent, poolSize: 2, allowExit: true })
    return {
      postgres, root, users: 0, templates: new Map(migrations === undefined ? [] : [[migrations, Promise.resolve(migratedDatabase)]]),
      async end() {
        await root.close()
        await postgres.stop()
        rmSync(dataDir, { recursive: true, force: true })
        dismiss()
      },
    }
  } catch (reason) {
    rmSync(dataDir, { recursive: true, force: true })
    throw reason
  }
}

/** Reads from a pipe that only we hold: a word means that all is well, the end of the pipe that we are dead. */
function guard(postgres: EmbeddedPostgres, dataDir: string): () => void {
  const script = 'read -r word && exit 0; kill -QUIT "$1"; sleep 1; kill -KILL "$1"; rm -rf "$2" "$3"'
  const child = spawn('/bin/sh', ['-c', script, 'guard', String(postgres.pid), dataDir, postgres.connection.host], { cwd: '/', detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
  child.unref()
  const { stdin } = child
  if (stdin && 'unref' in stdin && typeof stdin.unref === 'function') stdin.unref()
  return () => void stdin?.end('done\n')
}

function migratedTemplate(running: Server, folder: string): Promise<string> {
  const known = running.templates.get(folder)
  if (known) return known
  const made = (async () => {
    const database = `template_${randomBytes(6).toString('hex')}`
    await running.root.execute(`CREATE DATABASE ${database} OWNER bailiwick`)
    const db = await connect({ url: { ...running.postgres.connection, database }, log: silent, allowExit: true })
    try {
      await migrate(db, { folder, log: silent })
    } finally {
      await db.close()
    }
    return database
  })()
  running.templates.set(folder, made)
  return made
}
