/** `connect`: a pool of connections to the primary, with the retries that are safe and none that are not. */
import pg from 'pg'
import { ask, sent, type Answer } from './ask.ts'
import { chooser } from './chooser.ts'
import { clientClass } from './client.ts'
import { parseDatabaseUrl, type Target } from './database-url.ts'
import { exitCodes, StartFailure } from '#kernel/problem.ts'
import type { EmbeddedConnection } from './first-connection.ts'
import { isPlainRead, judge, translate } from './judge.ts'
import { listener } from './listen.ts'
import type { Log } from './log.ts'
import { pause } from './processes.ts'
import { queries, type Database } from './queries.ts'
import { openTransaction } from './transaction.ts'

export type { Database } from './queries.ts'

export type DatabaseStats = {
  /** The host in use, `socket folder:port` or `host:port`. */
  host: string | undefined
  connections: number
  idle: number
  waiting: number
  /** Statements and transactions that were run again. */
  retries: number
  /** Statements that this process has sent. */
  statements: number
  /** How often the connection for notifications had to be made again. */
  reconnects: number
}

export interface ConnectedDatabase extends Database {
  /** `lost` is called after each reconnection: notifications of the time between are gone. */
  listen(channel: string, heard: (payload: string) => void, lost?: () => void): Promise<() => Promise<void>>
  close(): Promise<void>
  stats(): DatabaseStats
}

export type ConnectOptions = {
  /** `postgres://…` or the connection of an embedded server. */
  url: string | EmbeddedConnection
  log: Log
  poolSize?: number
  /** How long a statement waits for a database that restarts or fails over, in ms. */
  patience?: number
  /** How long `connect` itself waits for a database to answer, in ms. */
  startPatience?: number
  /** The longest time for one statement, in ms; 0: no limit. Scripts (see `execute`) have none. */
  timeout?: number
  /** Let the process end although connections are open: for tests. */
  allowExit?: boolean
}

const OLDEST = 150000
const MOST_CONFLICTS = 8

export async function connect(options: ConnectOptions): Promise<ConnectedDatabase> {
  const { log, patience = 10_000, timeout = 30_000 } = options
  const target = targetOf(options.url)
  const choose = chooser(target)
  const Client = clientClass(target, choose)
  const pool = new pg.Pool({
    Client,
    max: options.poolSize ?? 10,
    idleTimeoutMillis: 60_000,
    connectionTimeoutMillis: Math.max(patience, 1000),
    allowExitOnIdle: options.allowExit ?? false,
  })
  pool.on('error', () => {}) // an idle connection ended; the pool has forgotten it already
  const ears = listener(Client, log)
  let retries = 0

  /** Waits a little before the next attempt; throws when patience is over. */
  const again = async (reason: unknown, attempt: number, deadline: number, outcome: 'not-sent' | 'unknown' = 'not-sent') => {
    if (performance.now() > deadline || pool.ending) throw translate(reason, outcome)
    retries++
    await pause(Math.min(25 * 2 ** attempt, 500) * (0.5 + Math.random()))
  }

  /** Nothing has been sent yet, so a failure may always be tried again. */
  const checkout = async (deadline: number): Promise<pg.PoolClient> => {
    for (let attempt = 0; ; attempt++) {
      try {
        return await pool.connect()
      } catch (reason) {
        if ((reason as Error).message === 'timeout exceeded when trying to connect') throw translate(Object.assign(new Error(`all ${pool.totalCount} connections are busy`, { cause: reason }), { code: '53300' }))
        if (judge(reason) !== 'lost') throw translate(reason)
        await again(reason, attempt, deadline)
      }
    }
  }

  const giveBack = (client: pg.PoolClient, reason?: unknown, broken = false) => {
    const verdict = reason === undefined ? 'other' : judge(reason)
    if (verdict === 'read-only') choose.doubt()
    client.release(broken || verdict === 'lost' || verdict === 'read-only' || verdict === 'stale-plan')
  }

  const send = async (text: string, params?: readonly unknown[]): Promise<Answer> => {
    const deadline = performance.now() + patience
    for (let attempt = 0; ; attempt++) {
      const client = await checkout(deadline)
      try {
        const answer = await ask(client, text, params, timeout)
        giveBack(client)
        return answer
      } catch (reason) {
        giveBack(client, reason)
        const verdict = judge(reason)
        const undone = verdict === 'read-only' || verdict === 'stale-plan' || (verdict === 'conflict' && attempt < MOST_CONFLICTS)
        const isTimeout = (reason as Error).message === 'Query read timeout'
        if (undone || (verdict === 'lost' && !isTimeout && isPlainRead(text))) await again(reason, attempt, deadline)
        else throw translate(reason, 'unknown')
      }
    }
  }

  const transaction = async <T>(work: (tx: Database) => Promise<T>): Promise<T> => {
    const deadline = performance.now() + patience
    for (let attempt = 0; ; attempt++) {
      const client = await checkout(deadline)
      const open = openTransaction(client, timeout)
      let committing = false
      try {
        await ask(client, 'BEGIN', undefined, timeout)
        const result = await work(open.db)
        await open.end()
        committing = true
        const { command } = await ask(client, 'COMMIT', undefined, timeout)
        // Postgres answers COMMIT with ROLLBACK when a statement had failed, even if the failure was caught.
        if (command !== 'COMMIT') throw new Error('The transaction was rolled back, because one of its statements had failed and the failure was swallowed; use a nested transaction around what may fail.')
        giveBack(client)
        return result
      } catch (reason) {
        await open.end()
        const verdict = judge(reason)
        const clean = verdict !== 'lost' && await ask(client, 'ROLLBACK', undefined, timeout).then(() => true, () => false)
        giveBack(client, reason, !clean)
        if (verdict === 'lost' && committing) throw translate(reason, 'unknown')
        const isTimeout = String((reason as Error).message).includes('Query read timeout')
        const repeat = verdict === 'conflict' ? attempt < MOST_CONFLICTS : verdict !== 'other' && !isTimeout
        if (!repeat) throw translate(reason)
        await again(reason, attempt, deadline)
      }
    }
  }

  const db: ConnectedDatabase = {
    ...queries(send),
    transaction,
    listen: ears.listen,
    async close() {
      await ears.close()
      if (!pool.ending) await pool.end()
    },
    stats: () => ({ host: choose.current(), connections: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount, retries, statements: sent.statements, reconnects: ears.reconnects() }),
  }
  try {
    await greet(db, target, options.startPatience ?? 15_000, log)
  } catch (reason) {
    await db.close()
    throw reason
  }
  retries = 0
  return db
}

export function targetOf(url: string | EmbeddedConnection): Target {
  if (typeof url === 'string') return parseDatabaseUrl(url)
  return { hosts: [{ host: url.host, port: url.port }], user: url.user, password: url.password, database: url.database, tls: 'disable' }
}

/** The first statement: says in one sentence what is wrong before anything depends on it. */
async function greet(db: Database, target: Target, startPatience: number, log: Log): Promise<void> {
  const where = target.hosts.map(({ host, port }) => `${host}:${port}`).join(', ')
  const deadline = performance.now() + startPatience
  for (let said = false; ; said = true) {
    try {
      const { version } = await db.one<{ version: number }>(`SELECT current_setting('server_version_num')::int AS version`)
      if (version >= OLDEST) return
      throw new StartFailure(exitCodes.unavailable, `The database at ${where} is Postgres ${Math.floor(version / 10000)}; Bailiwick needs 15 or newer.`)
    } catch (reason) {
      if (reason instanceof StartFailure) throw reason
      if (judge(reason) !== 'lost' || performance.now() > deadline) {
        throw new StartFailure(exitCodes.unavailable, `The database "${target.database}" at ${where} cannot be used: ${(reason as Error).message.replace(/\.$/, '')}. Check BAILIWICK_DATABASE_URL and that the database accepts connections from here.`, reason)
      }
      if (!said) log.info(`Waiting for the database at ${where}.`)
    }
  }
}
