/** Makes the cluster on first start: in a sibling folder, renamed when complete, so that a kill half-way leaves nothing half-made. */
import { chownSync, closeSync, existsSync, fsyncSync, lstatSync, mkdirSync, mkdtempSync, openSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '#platform/processes/index.ts'
import type { Account } from './account.ts'
import type { Binaries } from './binaries.ts'
import { exitCodes, StartFailure } from '#kernel/problem.ts'
import { addressOf, asAccount } from './reach.ts'

const STAGE = 'postgres.new-'

export type InitOptions = { dataDir: string; binaries: Binaries; account: Account; password: string; durable?: boolean }

export function clusterFolder(dataDir: string): string {
  return join(dataDir, 'postgres')
}

export function clusterExists(dataDir: string): boolean {
  return existsSync(join(clusterFolder(dataDir), 'PG_VERSION'))
}

export async function initCluster({ dataDir, binaries, account, password, durable = true }: InitOptions): Promise<void> {
  for (const left of readdirSync(dataDir).filter((name) => name.startsWith(STAGE))) rmSync(join(dataDir, left), { recursive: true, force: true })
  const stage = mkdtempSync(join(dataDir, STAGE))
  const folder = join(stage, 'data')
  const passwordFile = join(stage, 'password')
  try {
    mkdirSync(folder, { mode: 0o700 })
    writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 })
    if (account.foreign) for (const path of [stage, folder, passwordFile]) chownSync(path, account.uid, account.gid)
    const made = await run(binaries.initdb, [
      '-D', await addressOf(folder, account),
      '--username=postgres', '--pwfile=../password', '--auth=scram-sha-256',
      '--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8',
      '--data-checksums', '--no-instructions', ...(durable ? [] : ['--no-sync', '--wal-segsize=1']),
    ], { ...asAccount(account), cwd: folder, env: plainEnvironment() })
    if (made.code !== 0) throw initFailure(dataDir, made.output)
    renameSync(folder, clusterFolder(dataDir))
    if (durable) syncFolder(dataDir)
  } finally {
    rmSync(stage, { recursive: true, force: true })
  }
}

/** PGDATA, PGPORT, LD_LIBRARY_PATH and the like of whoever starts us must not reach Postgres. */
export function plainEnvironment(): Record<string, string> {
  return { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }
}

/** After a restore from an archive as root, the files belong to root: they are ours to give away. */
export function handOver(folder: string, account: Account): void {
  if (!account.foreign || lstatSync(folder).uid === account.uid) return
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) handOver(path, account)
    else if (entry.isFile()) chownSync(path, account.uid, account.gid)
  }
  // The folder itself comes last: its owner tells whether the work was finished.
  chownSync(folder, account.uid, account.gid)
}

function initFailure(dataDir: string, output: string): StartFailure {
  if (output.includes('No space left on device')) {
    return new StartFailure(exitCodes.cannotCreate, `The disk that holds ${dataDir} is full; free at least 100 MB and start again.`)
  }
  const reason = output.split('\n').findLast((line) => /error|fatal|could not|cannot/i.test(line)) ?? output.trim().slice(-300)
  return new StartFailure(exitCodes.cannotCreate, `The database in ${dataDir} could not be created: ${reason.trim()}.`)
}

function syncFolder(folder: string): void {
  const fd = openSync(folder, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
