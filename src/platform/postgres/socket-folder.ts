/** Where the unix socket lies: short (a socket path may have 107 bytes at most, 103 on macOS), and closed to everyone else. */
import { createHash } from 'node:crypto'
import { chmodSync, chownSync, lstatSync, mkdirSync, mkdtempSync, realpathSync, rmdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Account } from './account.ts'
import { exitCodes, StartFailure } from '#kernel/problem.ts'

const LONGEST = 103
const SOCKET = '/.s.PGSQL.5432'

/** The same name at every start, so that connections find their way back after a restart and nothing piles up. */
export function makeSocketFolder(dataDir: string, account: Account, places = runtimePlaces(account)): string {
  const name = `bailiwick-${createHash('sha256').update(`${realpathSync(dataDir)}\0${account.uid}`).digest('hex').slice(0, 12)}`
  const reasons: string[] = []
  for (const place of places) {
    const folder = join(place, name)
    if (Buffer.byteLength(folder + SOCKET) + 7 > LONGEST) continue
    try {
      return claim(folder, account)
    } catch (reason) {
      reasons.push((reason as Error).message)
    }
  }
  throw new StartFailure(exitCodes.cannotCreate, `There is no place for Postgres' socket (tried ${places.join(', ')}: ${reasons.join('; ') || 'names too long'}); set TMPDIR to a short, writable folder.`)
}

function claim(folder: string, account: Account): string {
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (reason) {
    if ((reason as NodeJS.ErrnoException).code !== 'EEXIST') throw reason
    const found = lstatSync(folder)
    const trusted = found.isDirectory() && (found.uid === account.uid || found.uid === process.getuid?.()) && !(found.mode & 0o077)
    // Somebody else sits on our name in a shared folder: take one that nobody can guess.
    if (!trusted) folder = mkdtempSync(`${folder}-`)
  }
  chmodSync(folder, 0o700)
  if (account.foreign) chownSync(folder, account.uid, account.gid)
  return folder
}

/**
 * Only when Postgres is gone: a killed one leaves its socket and its lock file behind, and the next one would give up for as long as
 * the pid in it belongs to any process, a zombie that nobody reaps included.
 */
export function removeSocket(folder: string): void {
  for (const file of [SOCKET, `${SOCKET}.lock`]) rmSync(join(folder, file), { force: true })
}

export function removeSocketFolder(folder: string): void {
  try {
    removeSocket(folder)
    rmdirSync(folder)
  } catch {
    // Something else is in there: not ours to remove.
  }
}

function runtimePlaces(account: Account): string[] {
  const runtime = process.env['XDG_RUNTIME_DIR']
  const own = account.foreign ? ['/run'] : runtime ? [runtime] : []
  return [...new Set([...own, tmpdir(), '/tmp'])]
}
