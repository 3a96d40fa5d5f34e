/** On each node: takes up what was asked of it, in a process of its own with low priority, and gives up after five minutes. */
import { setPriority } from 'node:os'
import type { Logger } from '#platform/log/index.ts'
import { spawn } from '#platform/processes/index.ts'
import type { Database } from '#platform/postgres/index.ts'
import { claimPackage, failPackage } from './diagnostics.store.ts'

const every = 3_000
const longest = 300_000
/** Of nice(2): everything else goes first, and yet it gets its turn on a machine that is busy. */
const lowest = 5

export type Collector = { stop(): Promise<void> }

/** @param program the module that makes the package, with its arguments. */
export function startCollector({ db, log, node, program }: { db: Database; log: Logger; node: string; program: readonly string[] }): Collector {
  let working: Promise<void> | undefined
  let stopped = false

  const make = () =>
    new Promise<void>((resolve) => {
      const child = spawn(process.execPath, program, { stdio: ['ignore', 'ignore', 'pipe'] })
      let said = ''
      child.stderr?.on('data', (piece: Buffer) => (said = `${said}${piece.toString()}`.slice(-500)))
      if (child.pid !== undefined) {
        try {
          setPriority(child.pid, lowest)
        } catch {
          // Some systems do not let us; it works all the same.
        }
      }
      const timer = setTimeout(() => child.kill('SIGKILL'), longest)
      const fail = (sentence: string) => failPackage(db, node, sentence).catch((error: unknown) => log.warn('A failed diagnostics package could not be recorded.', { error }))
      child.once('error', (error) => {
        clearTimeout(timer)
        void fail(`The process that makes the package could not be started (${error.message}).`).then(() => resolve())
      })
      child.once('exit', (code, signal) => {
        clearTimeout(timer)
        if (code !== 0) log.warn('A diagnostics package could not be made.', { said })
        const sentence = signal === 'SIGKILL' ? 'It took longer than five minutes and was given up.' : 'It failed for a reason that stands in the log of the node.'
        void (code === 0 ? Promise.resolve() : fail(sentence)).then(() => resolve())
      })
    })

  const look = async () => {
    if (stopped || working || !(await claimPackage(db, node))) return
    working = make().finally(() => (working = undefined))
  }
  const timer = setInterval(() => void look().catch((error: unknown) => log.warn('It could not be asked whether a diagnostics package is wanted.', { error })), every)
  timer.unref()
  return {
    async stop() {
      stopped = true
      clearInterval(timer)
    },
  }
}
