/** One run of Postgres on a cluster: started, ready, ended. States: starting → ready → gone; nobody restarts it here. */
import { closeSync } from 'node:fs'
import { lowerSession, run, spawn, type ChildProcess } from '#platform/processes/index.ts'
import type { Cluster } from './cluster.ts'
import { exitCodes, StartFailure } from '#kernel/problem.ts'
import { firstConnection } from './first-connection.ts'
import { plainEnvironment } from './initdb.ts'
import { logFile, type LogFile } from './log-file.ts'
import type { Log } from './log.ts'
import { endPostmaster, evictOrphan } from './orphan.ts'
import { removeSocket } from './socket-folder.ts'
import { pause } from './processes.ts'
import { asAccount } from './reach.ts'
import { asFlags, standardSettings, type Settings } from './server-settings.ts'

export type Exit = { code: number | null; signal: NodeJS.Signals | null }

export type Postmaster = {
  pid: number
  /** Resolves when the process is gone, whatever the reason. */
  exited: Promise<Exit>
  stop(): Promise<void>
}

export type LaunchOptions = { cluster: Cluster; log: Log; settings?: Settings; allowExit?: boolean; signal?: AbortSignal }

/** A killed Postgres leaves children behind that hold its shared memory for a moment. */
const HELD_MEMORY = 'pre-existing shared memory block'

export async function launch(options: LaunchOptions): Promise<Postmaster> {
  const { cluster, log } = options
  for (let attempt = 1; ; attempt++) {
    await evictOrphan(cluster.folder, log)
    removeSocket(cluster.socketFolder)
    if (cluster.passwordIsNew) await setPassword(cluster, log)
    try {
      return await launchOnce(options)
    } catch (reason) {
      if (attempt >= 40 || options.signal?.aborted || !(reason instanceof StartFailure) || !reason.message.includes(HELD_MEMORY)) throw reason
      await pause(250)
    }
  }
}

async function launchOnce({ cluster, log, settings, allowExit, signal }: LaunchOptions): Promise<Postmaster> {
  const file = logFile(cluster.dataDir)
  file.rotate()
  const offset = file.size()
  const fd = file.open()
  const child = spawn(cluster.binaries.postgres, ['-D', cluster.address, ...asFlags({ ...standardSettings(cluster.socketFolder), ...settings })], {
    ...asAccount(cluster.account),
    cwd: cluster.folder,
    env: plainEnvironment(),
    // Its own session: Ctrl-C in the terminal must not stop it under the feet of requests that are being drained.
    detached: true,
    stdio: ['ignore', fd, fd],
  })
  closeSync(fd)
  if (child.pid !== undefined) lowerSession(child.pid)
  if (allowExit) child.unref()
  const state: { exit?: Exit } = {}
  const exited = new Promise<Exit>((resolve) => {
    const end = (exit: Exit) => resolve(state.exit = exit)
    child.once('exit', (code, how) => end({ code, signal: how }))
    child.once('error', () => end({ code: 127, signal: null }))
  })
  const sweep = setInterval(() => rotateQuietly(file, log), 60_000).unref()
  void exited.then(() => clearInterval(sweep))
  const stop = async () => {
    if (child.pid !== undefined && !state.exit) await endPostmaster(child.pid, () => state.exit !== undefined)
    await exited
  }
  try {
    await firstConnection(cluster, { log, gone: () => state.exit !== undefined || signal?.aborted === true })
  } catch (reason) {
    await stop()
    if (reason instanceof StartFailure) throw reason
    throw startFailure(cluster, file, offset, child, reason)
  }
  return { pid: child.pid ?? -1, exited, stop }
}

function rotateQuietly(file: LogFile, log: Log): void {
  try {
    file.rotate()
  } catch (reason) {
    log.warn(`The log ${file.path} could not be rotated: ${(reason as Error).message}.`)
  }
}

/** The owner of the files may do anything with them, so a lost password file is repaired rather than lamented. */
async function setPassword(cluster: Cluster, log: Log): Promise<void> {
  const sql = ['postgres', 'bailiwick'].map((role) => `DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '${role}') THEN ALTER ROLE ${role} PASSWORD '${cluster.password}'; END IF; END $$;\n`).join('')
  const done = await run(cluster.binaries.postgres, ['--single', '-D', cluster.address, 'postgres'], { ...asAccount(cluster.account), cwd: cluster.folder, env: plainEnvironment(), input: sql })
  if (done.code !== 0) throw new StartFailure(exitCodes.unavailable, `The database password is lost and could not be set anew: ${done.output.trim().slice(-300)}`)
  cluster.passwordIsNew = false
  log.warn('The database password file was missing; a new password has been set.')
}

function startFailure(cluster: Cluster, file: LogFile, offset: number, child: ChildProcess, reason: unknown): StartFailure {
  const written = file.since(offset)
  if (written.includes('No space left on device')) {
    return new StartFailure(exitCodes.cannotCreate, `Postgres cannot start, because the disk that holds ${cluster.dataDir} is full; free some space and start again.`, reason)
  }
  if (written.includes('incompatible with server')) {
    return new StartFailure(exitCodes.configuration, `The database in ${cluster.folder} was made by another major version of Postgres than ${cluster.binaries.version}; start the version of Bailiwick that made it and move the data with a backup.`, reason)
  }
  const faults = written.split('\n').filter((each) => /FATAL|PANIC|error while loading|could not/.test(each))
  // What it answers to whoever asks too early is no reason, and may come after the reason.
  const line = faults.findLast((each) => !/the database system is /.test(each)) ?? faults.at(-1)
  const said = line?.replace(/^.*?(FATAL|PANIC):\s*/, '').trim() ?? (child.pid === undefined ? `${cluster.binaries.postgres} cannot be run` : (reason as Error).message)
  return new StartFailure(exitCodes.unavailable, `Postgres does not start: ${said}. Its log is ${file.path}.`, reason)
}
