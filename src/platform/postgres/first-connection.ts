/** Waits until a server that has just been started answers, then sees to it that our role and our database exist. */
import pg from 'pg'
import { exitCodes, StartFailure } from '#kernel/problem.ts'
import type { Log } from './log.ts'
import { pause } from './processes.ts'

export type EmbeddedConnection = {
  /** The folder of the unix socket. */
  host: string
  port: number
  user: string
  password: string
  database: string
}

type Reached = { socketFolder: string; password: string }

/** The appliance's own role: owns its database, and is no superuser, so a hole in our SQL is no hole in the machine. */
export function ownConnection({ socketFolder, password }: Reached): EmbeddedConnection {
  return { host: socketFolder, port: 5432, user: 'bailiwick', password, database: 'bailiwick' }
}

export function adminConnection({ socketFolder, password }: Reached): EmbeddedConnection {
  return { host: socketFolder, port: 5432, user: 'postgres', password, database: 'postgres' }
}

export async function firstConnection(reached: Reached, { log, gone }: { log: Log; gone: () => boolean }): Promise<void> {
  const client = await answering(reached, log, gone)
  try {
    await provide(client, reached.password)
  } finally {
    await client.end()
  }
}

async function answering(reached: Reached, log: Log, gone: () => boolean): Promise<pg.Client> {
  const began = performance.now()
  let announced = began
  // No deadline: redoing the log after a crash takes as long as it takes, and the server says that it lives.
  for (;;) {
    if (gone()) throw new Error('the process ended before it answered')
    const client = new pg.Client({ ...adminConnection(reached), ssl: false, connectionTimeoutMillis: 5000 })
    client.on('error', () => {}) // a server that ends during start is told by `gone`
    try {
      await client.connect()
      return client
    } catch (reason) {
      await client.end().catch(() => {})
      if ((reason as { code?: string }).code === '28P01') {
        throw new StartFailure(exitCodes.unavailable, 'The embedded Postgres refuses the password in postgres.password; restore that file, or delete it to have a new password set.', reason)
      }
    }
    if (performance.now() - announced > 10_000) {
      announced = performance.now()
      log.info(`Postgres is still recovering after ${Math.round((announced - began) / 1000)} s; waiting for it.`)
    }
    await pause(10)
  }
}

async function provide(client: pg.Client, password: string): Promise<void> {
  const { rows: [state] } = await client.query<{ role: boolean; db: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = 'bailiwick') AS role, EXISTS (SELECT FROM pg_database WHERE datname = 'bailiwick') AS db`)
  if (!state?.role) {
    await client.query(`CREATE ROLE bailiwick LOGIN PASSWORD ${client.escapeLiteral(password)}`)
    await client.query('GRANT pg_monitor, pg_signal_backend, pg_checkpoint TO bailiwick')
  }
  if (!state?.db) await client.query('CREATE DATABASE bailiwick OWNER bailiwick')
}
