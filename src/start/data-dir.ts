/** Makes sure the data directory is there and writable, before anything is put into it. */
import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { exitCodes, StartFailure } from '#kernel/problem.ts'
import { interruptedRestore } from '#operate/backups/index.ts'

export function prepareDataDir(dataDir: string): void {
  try {
    makeFolder(dataDir)
    if (!statSync(dataDir).isDirectory()) throw new Error('it is not a folder')
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? (error as Error).message
    throw new StartFailure(exitCodes.cannotCreate, `The data directory ${dataDir} cannot be made or written (${why}); correct its owner, or choose another with --data-dir or BAILIWICK_DATA_DIR.`, error)
  }
  const interrupted = interruptedRestore(dataDir)
  if (interrupted !== undefined) throw new StartFailure(exitCodes.configuration, interrupted)
}

/** Not `recursive`: below /proc, where nothing can be made, Node then tries for ever. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return
  makeFolder(dirname(folder))
  mkdirSync(folder, { mode: 0o700 })
}
