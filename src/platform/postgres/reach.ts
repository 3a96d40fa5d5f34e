/**
 * A root user who keeps everything under /root (mode 0700) cannot lend Postgres' own account a path through it, and folders that
 * are not ours keep their permissions. So: programs that the account cannot run are copied to a root-owned place that it can read,
 * and a cluster that it cannot reach by name is entered as the working directory, which needs no way through the parents.
 */
import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { run } from '#platform/processes/index.ts'
import type { Account } from './account.ts'
import { binariesAt, type Binaries } from './binaries.ts'
import { exitCodes, StartFailure } from '#kernel/problem.ts'
import type { Log } from './log.ts'

/** Spawn options that turn a child into that account. */
export function asAccount(account: Account): { uid?: number; gid?: number } {
  return account.foreign ? { uid: account.uid, gid: account.gid } : {}
}

/** libuv changes into `cwd` before it drops root, and every Postgres process stays in its data directory: this path always leads there. */
const ENTERED = '/proc/self/cwd'

/** What to give as `-D`, for a process that is started with the folder as its working directory. */
export async function addressOf(folder: string, account: Account): Promise<string> {
  if (!account.foreign) return folder
  const probe = await run('/bin/sh', ['-c', 'cd -- "$1"', 'sh', folder], { ...asAccount(account), cwd: '/' })
  if (probe.code === 0) return folder
  if (existsSync(ENTERED)) return ENTERED
  throw new StartFailure(exitCodes.cannotCreate, `The account "${account.name}", under which Postgres runs, cannot reach ${folder}; choose a --data-dir that it can, such as /var/lib/bailiwick.`)
}

export async function runnableBinaries(binaries: Binaries, account: Account, log: Log, places = copyPlaces()): Promise<Binaries> {
  if (!account.foreign || await runs(binaries, account)) return binaries
  for (const place of places) {
    try {
      const copy = copyTo(place, binaries, log)
      if (await runs(copy, account)) return copy // else: mounted noexec, perhaps
    } catch (reason) {
      log.warn(`The Postgres programs cannot be copied to ${place}: ${(reason as Error).message}.`)
    }
  }
  throw new StartFailure(exitCodes.unavailable, `The account "${account.name}", under which Postgres runs, cannot run the programs in ${binaries.root}, and they cannot be copied to ${places.join(' or ')}; make one of these writable for root.`)
}

async function runs(binaries: Binaries, account: Account): Promise<boolean> {
  for (const program of [binaries.postgres, binaries.initdb]) {
    const probe = await run(program, ['--version'], { ...asAccount(account), cwd: '/', env: { PATH: '/usr/bin:/bin' } })
    if (probe.code !== 0) return false
  }
  return true
}

function copyPlaces(): string[] {
  return ['/var/lib/bailiwick', '/usr/local/lib/bailiwick', '/run/bailiwick', join(tmpdir(), 'bailiwick-programs')]
}

function copyTo(place: string, binaries: Binaries, log: Log): Binaries {
  mkdirSync(place, { recursive: true, mode: 0o755 })
  const owner = lstatSync(place)
  if (!owner.isDirectory() || owner.uid !== 0 || owner.mode & 0o022) throw new Error('it is writable for others than root')
  const target = join(place, `postgres-${binaries.version}`)
  if (!isCopy(binaries.root, target)) {
    const half = `${target}.${process.pid}.new`
    rmSync(half, { recursive: true, force: true })
    cpSync(binaries.root, half, { recursive: true, verbatimSymlinks: true, filter: wanted })
    openForAll(half)
    rmSync(target, { recursive: true, force: true })
    try {
      renameSync(half, target)
    } catch (reason) {
      rmSync(half, { recursive: true, force: true })
      if (!isCopy(binaries.root, target)) throw reason // else another start was faster
    }
    log.info(`Copied the Postgres programs to ${target}, because its account cannot reach ${binaries.root}.`)
  }
  return binariesAt(target, binaries.version)
}

/** Static libraries are a third of the package and nobody runs them. */
function wanted(path: string): boolean {
  return !path.endsWith('.a') && basename(path) !== 'pkgconfig'
}

/** A copy that lost its race with a power failure has files of the wrong length. */
function isCopy(source: string, target: string): boolean {
  if (!existsSync(target)) return false
  return readdirSync(source, { withFileTypes: true }).every((entry) => {
    const [from, to] = [join(source, entry.name), join(target, entry.name)]
    if (!wanted(from)) return true
    if (entry.isDirectory()) return isCopy(from, to)
    return existsSync(to) && statSync(from).size === statSync(to).size
  })
}

function openForAll(folder: string): void {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) openForAll(path)
    else if (entry.isFile()) chmodSync(path, statSync(path).mode & 0o100 ? 0o755 : 0o644)
  }
}
