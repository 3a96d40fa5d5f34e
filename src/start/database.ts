/** The database of this appliance: the embedded one, kept alive, or the external one that an URL names. */
import { connect, databaseHosts, keepEmbedded, migrate, restoreUnderWay, type ConnectedDatabase, type EmbeddedConnection } from '#platform/postgres/index.ts'
import { exitCodes, StartFailure } from '#kernel/problem.ts'
import type { Logger } from '#platform/log/index.ts'
import { migrationsFolder } from './able.ts'

export type OpenedDatabase = {
  /** What workers connect to. */
  target: string | EmbeddedConnection
  db: ConnectedDatabase
  /** Every member of the cluster. */
  members: readonly { host: string; port: number }[]
  /** Whether the embedded server runs; an external one is nobody's business here. */
  running(): boolean
  /** Process id of the embedded server while it runs. */
  pid(): number | undefined
  close(): Promise<void>
}

/** `onExit`: the embedded server ended unasked, and how; it is being started again. */
export async function openDatabase(options: { dataDir: string; url: string | undefined; log: Logger; onExit?: (how: string) => void }): Promise<OpenedDatabase> {
  const { dataDir, url, log } = options
  const embedded = url === undefined ? await keepEmbedded({ dataDir, log, onExit: ({ code, signal }) => options.onExit?.(signal ? `signal ${signal}` : `exit code ${code}`) }) : undefined
  const target = url ?? embedded!.connection
  try {
    const db = await connect({ url: target, log, poolSize: 4 })
    if (await restoreUnderWay(db)) throw new StartFailure(exitCodes.configuration, 'A restore into this database was interrupted; run the same `bailiwick restore` again.')
    await migrate(db, { folder: migrationsFolder, log })
    return {
      target,
      db,
      members: url === undefined ? [{ host: embedded!.connection.host, port: embedded!.connection.port }] : databaseHosts(url),
      running: () => embedded === undefined || embedded.state() === 'ready',
      pid: () => embedded?.pid(),
      async close() {
        await db.close()
        await embedded?.stop()
      },
    }
  } catch (error) {
    await embedded?.stop()
    throw error
  }
}
