/**
 * One supervisor a data directory. A POSIX record lock held through SQLite: the kernel drops it with the process, so kill -9
 * leaves nothing behind; it knows no length limit, and holds between containers that share a kernel. (Node has no flock().)
 */
import { DatabaseSync } from 'node:sqlite'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exitCodes, StartFailure } from '#kernel/problem.ts'

const SQLITE_BUSY = 5

export type Lock = { release(): void }

export function lockDataDirectory(dataDir: string): Lock {
  const file = join(dataDir, 'supervisor.lock')
  const note = join(dataDir, 'supervisor.pid')
  let lock: DatabaseSync | undefined
  try {
    lock = new DatabaseSync(file, { timeout: 0 })
    // Nothing is ever written, so the file stays empty.
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
  } catch (reason) {
    lock?.close()
    if ((reason as { errcode?: number }).errcode === SQLITE_BUSY) {
      throw new StartFailure(exitCodes.alreadyRunning, `Bailiwick is already running on ${dataDir}${holder(note)}; stop it first, or choose another --data-dir.`)
    }
    throw new StartFailure(exitCodes.cannotCreate, `The data directory ${dataDir} is not writable (${(reason as Error).message}); correct its owner or choose another --data-dir.`, reason)
  }
  writeFileSync(note, `${process.pid}\n`)
  const held = lock
  let released = false
  return {
    release() {
      if (released) return
      released = true
      held.close()
    },
  }
}

function holder(note: string): string {
  try {
    return ` (pid ${Number(readFileSync(note, 'utf8'))})`
  } catch {
    return ''
  }
}
