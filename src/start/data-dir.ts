/** Makes sure the data directory is there and writable, before anything is put into it. */
import { accessSync, constants, mkdirSync, statSync } from 'node:fs'
import { exitCodes, StartFailure } from '#kernel/problem.ts'

export function prepareDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    if (!statSync(dataDir).isDirectory()) throw new Error('it is not a folder')
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? (error as Error).message
    throw new StartFailure(exitCodes.cannotCreate, `The data directory ${dataDir} cannot be made or written (${why}); correct its owner, or choose another with --data-dir or BAILIWICK_DATA_DIR.`, error)
  }
}
