/** The embedded server for those who start the appliance, and the way to it for those who find it running. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { openCluster, passwordFile, type Cluster } from './cluster.ts'
import { adminConnection, ownConnection, type EmbeddedConnection } from './first-connection.ts'
import { clusterFolder } from './initdb.ts'
import type { Log } from './log.ts'
import { evictOrphan, readPidFile } from './orphan.ts'
import { launch, type Exit, type Postmaster } from './postmaster.ts'
import { isPostgresOn } from './processes.ts'
import type { Settings } from './server-settings.ts'
import { removeSocketFolder } from './socket-folder.ts'

export type EmbeddedOptions = {
  dataDir: string
  log: Log
  /** Postgres ended although nobody called `stop`. */
  onExit?: (exit: Exit) => void
  settings?: Settings
  /** false: initdb without fsync, for databases that nobody will miss. */
  durable?: boolean
  /** Let our process end although Postgres runs: for tests. */
  allowExit?: boolean
}

export type EmbeddedPostgres = {
  connection: EmbeddedConnection
  /** The superuser, for what the appliance's own role must not do. */
  admin: EmbeddedConnection
  pid: number
  stop(): Promise<void>
}

export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { log, onExit } = options
  const cluster = await openCluster(options)
  let postmaster: Postmaster
  try {
    postmaster = await launch({ cluster, log, ...(options.settings && { settings: options.settings }), allowExit: options.allowExit ?? false })
  } catch (reason) {
    closeCluster(cluster)
    throw reason
  }
  let stopping: Promise<void> | undefined
  void postmaster.exited.then((exit) => {
    if (!stopping) onExit?.(exit)
  })
  return {
    connection: ownConnection(cluster),
    admin: adminConnection(cluster),
    pid: postmaster.pid,
    stop: () => stopping ??= postmaster.stop().finally(() => closeCluster(cluster)),
  }
}

/** Ends a server that a killed process left behind on a data directory, before that directory is removed under it. */
export const stopOrphan = (dataDir: string, log: Log): Promise<void> => evictOrphan(clusterFolder(resolve(dataDir)), log)

export function closeCluster(cluster: Cluster): void {
  removeSocketFolder(cluster.socketFolder)
  cluster.lock.release()
}

/** The way to a server that another process of this machine runs on the directory; undefined when none runs. */
export async function findEmbedded(dataDir: string): Promise<EmbeddedConnection | undefined> {
  const folder = clusterFolder(resolve(dataDir))
  const found = readPidFile(folder)
  if (!found?.socketFolder || !await isPostgresOn(found.pid, folder)) return undefined
  const password = readFileSync(passwordFile(resolve(dataDir)), 'utf8').trim()
  return ownConnection({ socketFolder: found.socketFolder, password })
}
