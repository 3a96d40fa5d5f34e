/** A worker that serves and has been silent for half a minute hangs: it is ended, and the supervisor starts another in its place. */
import type { Logger } from '#platform/log/index.ts'

/** Looks, one every five seconds. */
const patience = 6

export function watchForHungWorkers(options: { log: Logger; kill: (pid: number) => void }): (serving: readonly number[], answered: readonly number[]) => void {
  const silentFor = new Map<number, number>()
  return (serving, answered) => {
    for (const pid of silentFor.keys()) if (!serving.includes(pid)) silentFor.delete(pid)
    for (const pid of serving) silentFor.set(pid, answered.includes(pid) ? 0 : (silentFor.get(pid) ?? 0) + 1)
    for (const [pid, looks] of silentFor) {
      if (looks < patience) continue
      silentFor.delete(pid)
      options.log.error(`Worker ${pid} has not answered for ${patience * 5} s; it is ended and replaced.`)
      options.kill(pid)
    }
  }
}
