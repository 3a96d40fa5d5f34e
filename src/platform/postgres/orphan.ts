/** A Postgres that outlived its supervisor (kill -9) still serves the folder; a pid file may also name someone else, or nobody. */
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { exitCodes, StartFailure } from '#kernel/problem.ts'
import type { Log } from './log.ts'
import { isAlive, isPostgresOn, until } from './processes.ts'

export type PidFile = { pid: number; port: number; socketFolder: string; status: string }

/** The lines of postmaster.pid: pid, data directory, start time, port, socket folder, listen address, shared memory, status. */
export function readPidFile(folder: string): PidFile | undefined {
  let lines: string[]
  try {
    lines = readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')
  } catch {
    return undefined
  }
  return { pid: Number(lines[0]), port: Number(lines[3]), socketFolder: (lines[4] ?? '').trim(), status: (lines[7] ?? '').trim() }
}

/** Leaves the folder without a running Postgres and without a pid file that would confuse the next one. */
export async function evictOrphan(folder: string, log: Log): Promise<void> {
  const found = readPidFile(folder)
  if (!found) return
  if (!Number.isInteger(found.pid) || found.pid <= 1 || !await isPostgresOn(found.pid, folder)) {
    // Postgres itself would give up whenever the old pid now belongs to any process of the same account.
    rmSync(join(folder, 'postmaster.pid'), { force: true })
    log.info(`Removed a stale postmaster.pid (pid ${found.pid} is not this database).`)
    return
  }
  log.info(`Stopping the Postgres with pid ${found.pid}, which an earlier run left behind.`)
  await endPostmaster(found.pid, () => !isAlive(found.pid))
  if (isAlive(found.pid)) {
    throw new StartFailure(exitCodes.alreadyRunning, `A Postgres with pid ${found.pid} still runs on ${folder} and cannot be stopped; stop it with "kill -9 ${found.pid}" and start again.`)
  }
}

/** Fast shutdown, then immediate shutdown, then kill: each only when the one before was not enough. Durable data survives all three. */
export async function endPostmaster(pid: number, gone: () => boolean, patience: readonly number[] = [6000, 2000, 2000]): Promise<void> {
  const signals = ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const
  for (const [step, signal] of signals.entries()) {
    try {
      process.kill(pid, signal)
    } catch {
      return // gone, or not ours: the caller looks again
    }
    if (await until(gone, patience[step] ?? 2000)) return
  }
}
