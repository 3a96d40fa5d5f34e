/** The database of this appliance: the embedded one, kept alive, or the external one that an URL names. */
import { archivingPlace, archivingSettings, connect, databaseHosts, keepEmbedded, migrate, restoreUnderWay, type ConnectedDatabase, type ArchivingPlace, type EmbeddedConnection } from '#platform/postgres/index.ts'
import { exitCodes, StartFailure } from '#kernel/problem.ts'
import { startSealer, type Sealer } from '#operate/archiving/index.ts'
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
  /** Undefined where the database is external. */
  embedded: { place: ArchivingPlace; sealer: Sealer; admin: EmbeddedConnection; own: EmbeddedConnection; pid(): number | undefined } | undefined
  /** Process id of the embedded server while it runs. */
  pid(): number | undefined
  close(): Promise<void>
}

/** `onExit`: the embedded server ended unasked, and how; it is being started again. */
export async function openDatabase(options: { dataDir: string; url: string | undefined; log: Logger; onExit?: (how: string) => void }): Promise<OpenedDatabase> {
  const { dataDir, url, log } = options
  const embedded = url === undefined ? await keepEmbedded({ dataDir, log, settings: archivingSettings, onExit: ({ code, signal }) => options.onExit?.(signal ? `signal ${signal}` : `exit code ${code}`) }) : undefined
  const target = url ?? embedded!.connection
  const place = embedded && archivingPlace(dataDir)!
  // Before anything is written, and until the server is gone: what it writes at the very end is archived too.
  const sealer = place && startSealer({ place, log })
  const stopEmbedded = async () => {
    await embedded?.stop()
    await sealer?.stop()
  }
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
      embedded: embedded && { place: place!, sealer: sealer!, admin: embedded.admin, own: embedded.connection, pid: () => embedded.pid() },
      async close() {
        await db.close()
        await stopEmbedded()
      },
    }
  } catch (error) {
    await stopEmbedded()
    throw error
  }
}
