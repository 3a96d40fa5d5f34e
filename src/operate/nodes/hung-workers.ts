/** A worker that once answered and has been silent for half a minute hangs: it is ended, and the supervisor starts another in its place. */
import type { Logger } from '#platform/log/index.ts'

/** Looks, one every five seconds. */
const patience = 6

export function watchForHungWorkers(options: { log: Logger; kill: (pid: number) => void }): (present: readonly number[], answered: readonly number[]) => void {
  const silentFor = new Map<number, number>()
  return (present, answered) => {
    for (const pid of answered) silentFor.set(pid, 0)
    for (const [pid, looks] of silentFor) {
      if (!present.includes(pid)) silentFor.delete(pid)
      else if (!answered.includes(pid)) silentFor.set(pid, looks + 1)
    }
    for (const [pid, looks] of silentFor) {
      if (looks < patience) continue
      silentFor.delete(pid)
      options.log.error(`Worker ${pid} has not answered for ${patience * 5} s; it is ended and replaced.`)
      options.kill(pid)
    }
  }
}
