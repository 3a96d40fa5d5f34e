/** What a workstation remembers of a node: one file each, in the configuration folder of the person. */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { exitCodes, StartFailure } from '#kernel/problem.ts'
import type { OfferedCommand } from '#surfaces/agent/index.ts'

export type KnownNode = {
  target: string
  /** The authority that stands behind its certificate, or that certificate itself; PEM. */
  anchor?: string
  /** What `update-commands` brought. */
  commands?: OfferedCommand[]
  version?: string
}

const folderOf = (environment: NodeJS.ProcessEnv): string =>
  join(environment['BAILIWICK_CLI_HOME'] || (environment['XDG_CONFIG_HOME'] ? join(environment['XDG_CONFIG_HOME'], 'bailiwick') : join(homedir(), '.config', 'bailiwick')), 'nodes')

/** Readable, and no two targets share one. */
const fileOf = (target: string): string => `${target.replaceAll(/[^A-Za-z0-9.-]/g, '_').slice(0, 80)}-${createHash('sha256').update(target).digest('hex').slice(0, 8)}.json`

export type Memory = { recall(target: string): KnownNode; remember(node: KnownNode): void; where(target: string): string }

export function memoryIn(environment: NodeJS.ProcessEnv): Memory {
  const folder = folderOf(environment)
  const where = (target: string) => join(folder, fileOf(target))
  return {
    where,
    recall(target) {
      try {
        return { ...(JSON.parse(readFileSync(where(target), 'utf8')) as KnownNode), target }
      } catch (error) {
        // Taken for a first visit, a damaged file would let anybody in.
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw new StartFailure(exitCodes.configuration, `${where(target)} cannot be read; remove it to get to know ${target} anew.`, error)
        return { target }
      }
    },
    remember(node) {
      const file = where(node.target)
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 })
        writeFileSync(`${file}.${process.pid}`, `${JSON.stringify(node, null, 1)}\n`, { mode: 0o600 })
        renameSync(`${file}.${process.pid}`, file)
      } catch (error) {
        throw new StartFailure(exitCodes.cannotCreate, `${file} cannot be written (${(error as NodeJS.ErrnoException).code ?? (error as Error).message}); name another folder in BAILIWICK_CLI_HOME.`, error)
      }
    },
  }
}
