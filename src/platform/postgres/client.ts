/** A connection of the driver that asks the chooser where to go at the moment it is opened. */
import pg from 'pg'
import type { Chooser } from './chooser.ts'
import type { Target } from './database-url.ts'
import { DatabaseUnavailable } from './failure.ts'
import { typeParsers } from './types.ts'

const CONNECT_MS = 5000

type Connected = ((reason: Error) => void) | ((reason: null, client: pg.Client) => void)

export type ClientClass = new () => pg.Client

export function clientClass(target: Target, choose: Chooser): ClientClass {
  return class ChosenClient extends pg.Client {
    constructor() {
      const [host] = target.hosts
      super({
        ...host,
        user: target.user,
        // The driver asks PGPASSWORD and .pgpass when it gets none.
        password: target.password ?? '',
        database: target.database,
        application_name: target.applicationName ?? 'bailiwick',
        ssl: false,
        keepAlive: true,
        connectionTimeoutMillis: CONNECT_MS,
        types: typeParsers,
      })
      // Between two statements of a transaction nobody else listens, and an 'error' without a listener ends the process.
      this.on('error', () => {})
    }

    override connect(): Promise<pg.Client>
    override connect(callback: Connected): void
    override connect(callback?: Connected): Promise<pg.Client> | undefined {
      const opened = this.#open()
      if (!callback) return opened
      const done = callback as (reason: Error | null, client?: pg.Client) => void
      opened.then((client) => done(null, client), (reason: Error) => done(reason))
      return undefined
    }

    async #open(): Promise<pg.Client> {
      const { host, port, tls } = await choose.primary()
      this.host = host
      this.port = port
      // Set after the constructor, since only the chooser knows whether this host speaks TLS.
      Object.assign(this, { ssl: tls })
      Object.assign(this.connection, { ssl: tls })
      try {
        await super.connect()
      } catch (reason) {
        choose.doubt()
        throw reason
      }
      if (choose.plural && await isStandby(this)) {
        choose.doubt()
        await this.end().catch(() => {})
        throw new DatabaseUnavailable(`${host}:${port} has become a standby.`, 'not-sent')
      }
      return this
    }
  }
}

async function isStandby(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ standby: boolean }>({ text: 'SELECT pg_is_in_recovery() AS standby', query_timeout: CONNECT_MS } as pg.QueryConfig)
  return rows[0]?.standby === true
}
