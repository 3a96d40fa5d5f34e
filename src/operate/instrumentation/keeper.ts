/**
 * Every five seconds one sample of every line; every minute what was sampled is written in one statement. While the database is away minutes
 * wait in memory, for a day at most, and are written when it is back.
 */
import type { Clock } from '#platform/clock/index.ts'
import type { Logger } from '#platform/log/index.ts'
import type { Family } from '#platform/metrics/index.ts'
import type { Database } from '#platform/postgres/index.ts'
import { charts } from './charts.ts'
import { insertMinute, lineNumbers, type Shelf } from './instrumentation.store.ts'
import { pack } from './pack.ts'
import { createReader } from './read-lines.ts'

export const sampleEvery = 5
const perMinute = 60 / sampleEvery
const mostWaiting = 1_440

type Minute = { minute: number; fine: Map<string, (number | null)[]>; week: Set<string> }

export type InstrumentationKeeper = {
  /** Takes what is counted now as the sample of this moment. */
  sample(families: readonly Family[]): void
  /** Writes what waits; the minute under way too with `all`. */
  flush(all?: boolean): Promise<void>
}

export function keepInstrumentation({ db, node, clock, log }: { db: Database; node: string; clock: Clock; log: Logger }): InstrumentationKeeper {
  const read = createReader(charts)
  const numbers = new Map<string, number>()
  let waiting: Minute[] = []
  let present: Minute | undefined
  let flushing: Promise<void> | undefined

  const write = async ({ minute, fine, week }: Minute): Promise<boolean> => {
    const fresh = [...fine.keys()].filter((name) => !numbers.has(name))
    if (fresh.length > 0) for (const [name, number] of await lineNumbers(db, fresh)) numbers.set(name, number)
    const lines = [...fine].map(([name, samples]) => ({ name, line: numbers.get(name)!, samples })).sort((a, b) => a.line - b.line)
    const day = lines.filter(({ name }) => !week.has(name))
    const shelves: { shelf: Shelf; samples: Buffer }[] = [
      { shelf: 'fine', samples: await pack(day) },
      { shelf: 'fine-week', samples: await pack(lines.filter(({ name }) => week.has(name))) },
      { shelf: 'coarse', samples: await pack(day.map(({ line, samples }) => ({ line, samples: [mean(samples)] }))) },
    ]
    return insertMinute(db, node, minute, shelves)
  }

  const flushAll = async () => {
    while (waiting.length > 0) {
      if (!(await write(waiting[0]!))) return
      waiting.shift()
    }
  }
  const keeper: InstrumentationKeeper = {
    sample(families) {
      const now = clock.now().getTime()
      const minute = Math.floor(now / 60_000)
      if (present && present.minute !== minute) {
        waiting.push(present)
        waiting = waiting.slice(-mostWaiting)
        present = undefined
        void keeper.flush()
      }
      present ??= { minute, fine: new Map(), week: new Set() }
      const place = Math.min(perMinute - 1, Math.floor((now % 60_000) / (sampleEvery * 1000)))
      for (const { line, value, chart } of read(families, now)) {
        let samples = present.fine.get(line)
        if (!samples) present.fine.set(line, (samples = Array.from({ length: perMinute }, () => null)))
        samples[place] = value
        if (chart.fine === 'week') present.week.add(line)
      }
    },
    flush(all = false) {
      if (all && present) {
        waiting.push(present)
        present = undefined
      }
      return (flushing ??= flushAll()
        .catch((error: unknown) => log.warn(`${waiting.length} minutes of time series wait until they can be written.`, { error }))
        .finally(() => (flushing = undefined)))
    },
  }
  return keeper
}

function mean(samples: readonly (number | null)[]): number | null {
  const known = samples.filter((each) => each !== null)
  return known.length === 0 ? null : known.reduce((sum, each) => sum + each, 0) / known.length
}
