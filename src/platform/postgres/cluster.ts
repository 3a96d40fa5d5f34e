/** A cluster ready to be started: locked, initialised, owned by the right account. */
import { randomBytes } from 'node:crypto'
import { accessSync, chmodSync, constants, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { chooseAccount, type Account } from './account.ts'
import { locateBinaries, type Binaries } from './binaries.ts'
import { exitCodes, StartFailure } from '#kernel/problem.ts'
import { clusterExists, clusterFolder, handOver, initCluster } from './initdb.ts'
import { lockDataDirectory, type Lock } from './lock.ts'
import type { Log } from './log.ts'
import { addressOf, runnableBinaries } from './reach.ts'
import { makeSocketFolder } from './socket-folder.ts'

export type Cluster = {
  dataDir: string
  folder: string
  /** What Postgres gets as -D; it is always started inside `folder`. */
  address: string
  account: Account
  binaries: Binaries
  password: string
  /** The password is new although the cluster is not: it must be set before clients can come in. */
  passwordIsNew: boolean
  socketFolder: string
  lock: Lock
}

export async function openCluster(options: { dataDir: string; log: Log; durable?: boolean }): Promise<Cluster> {
  const dataDir = resolve(options.dataDir)
  makeDataDirectory(dataDir)
  const lock = lockDataDirectory(dataDir)
  try {
    return { ...await prepare(dataDir, options.log, options.durable ?? true), lock }
  } catch (reason) {
    lock.release()
    throw explained(reason, dataDir)
  }
}

async function prepare(dataDir: string, log: Log, durable: boolean): Promise<Omit<Cluster, 'lock'>> {
  const folder = clusterFolder(dataDir)
  const exists = clusterExists(dataDir)
  const account = chooseAccount(exists ? statSync(folder).uid : undefined)
  const binaries = await runnableBinaries(locateBinaries(), account, log)
  // The password is kept before the cluster exists, so no kill in between can lose it.
  const { password, isNew } = keepPassword(dataDir)
  if (exists) {
    handOver(folder, account)
  } else {
    const began = performance.now()
    await initCluster({ dataDir, binaries, account, password, durable })
    log.info(`Created a new Postgres database in ${folder}, owned by ${account.name}, in ${Math.round(performance.now() - began)} ms.`)
  }
  const address = await addressOf(folder, account)
  const socketFolder = makeSocketFolder(dataDir, account)
  return { dataDir, folder, address, account, binaries, password, passwordIsNew: exists && isNew, socketFolder }
}

export function passwordFile(dataDir: string): string {
  return join(dataDir, 'postgres.password')
}

function keepPassword(dataDir: string): { password: string; isNew: boolean } {
  const file = passwordFile(dataDir)
  if (existsSync(file)) {
    const password = readFileSync(file, 'utf8').trim()
    if (password) {
      if (statSync(file).mode & 0o077) chmodSync(file, 0o600)
      return { password, isNew: false }
    }
  }
  const password = randomBytes(24).toString('base64url')
  writeFileSync(`${file}.new`, `${password}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
  return { password, isNew: true }
}

function makeDataDirectory(dataDir: string): void {
  try {
    makeFolders(dataDir)
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (reason) {
    throw explained(reason, dataDir)
  }
}

/** Node's own `recursive` never returns where the system answers ENOENT although the parent exists, as /proc does. */
function makeFolders(folder: string): void {
  if (existsSync(folder)) {
    if (!statSync(folder).isDirectory()) throw Object.assign(new Error(`${folder} is a file`), { code: 'ENOTDIR' })
    return
  }
  makeFolders(dirname(folder))
  mkdirSync(folder)
}

/** Errors of the file system become one sentence; everything else stays what it is. */
function explained(reason: unknown, dataDir: string): unknown {
  switch ((reason as NodeJS.ErrnoException).code) {
    case 'ENOSPC': case 'EDQUOT':
      return new StartFailure(exitCodes.cannotCreate, `The disk that holds ${dataDir} is full; free at least 100 MB and start again.`, reason)
    case 'EACCES': case 'EPERM': case 'EROFS': case 'ENOENT':
      return new StartFailure(exitCodes.cannotCreate, `The data directory ${dataDir} is not writable for the user who starts Bailiwick (${(reason as Error).message}); correct its owner or choose another --data-dir.`, reason)
    case 'ENOTDIR': case 'EEXIST':
      return new StartFailure(exitCodes.cannotCreate, `The data directory ${dataDir} cannot be used, because there is a file in its place; choose another --data-dir.`, reason)
    case 'ENOTEMPTY':
      return new StartFailure(exitCodes.cannotCreate, `${clusterFolder(dataDir)} exists, but is no Postgres database; move it away or choose another --data-dir.`, reason)
    default:
      return reason
  }
}
