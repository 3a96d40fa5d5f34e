/** One sample a minute, kept for 29 days. While the database is away samples wait in memory and are written when it is back. */
import { job } from '#kernel/job.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { ProcessContext } from '#platform/context/index.ts'
import type { Logger } from '#platform/log/index.ts'
import type { Database } from '#platform/postgres/index.ts'
import type { HealthReport } from '../context/index.ts'
import { deleteSamplesBefore, insertSample, type Sample } from './health.store.ts'

export const keptDays = 29
/** A day of minutes: more is lost when the database stays away longer. */
const mostWaiting = 1_440

export const minuteOf = (date: Date): number => Math.floor(date.getTime() / 60_000)

export function sampleOf(report: HealthReport): Sample {
  const measured = (check: string, name: string) => report.checks.find(({ id }) => id === check)?.measured[name] ?? null
  const unwell = report.checks.filter(({ well }) => !well).map(({ id, sentence }) => [id, sentence] as const)
  return {
    minute: minuteOf(new Date(report.at)),
    memoryFree: measured('memory', 'free_percent'),
    cpuBusy: measured('cpu', 'busy_percent'),
    diskUsed: measured('disk', 'used_percent'),
    unwell: unwell.length === 0 ? null : Object.fromEntries(unwell),
  }
}

export type HistoryKeeper = {
  sample(): Promise<void>
  /** Something that was not well and mended itself between two samples; it stands in the sample of its minute. */
  note(check: string, sentence: string): void
  stop(): void
}

export function keepHistory(options: {
  report: () => Promise<HealthReport>
  db: Database
  node: string
  clock: Clock
  log: Logger
  /** Told of every sample's report: alerts look at it. */
  onReport?: (report: HealthReport) => void
}): HistoryKeeper {
  const { db, node, log } = options
  const waiting: Sample[] = []
  let busy = false
  let retry: NodeJS.Timeout | undefined

  let flushing: Promise<void> | undefined
  const flush = (): Promise<void> => (flushing ??= flushAll().finally(() => (flushing = undefined)))
  const flushAll = async () => {
    while (waiting.length > 0) {
      if (!(await insertSample(db, node, waiting[0]!))) return
      waiting.shift()
    }
  }
  const keep = (sample: Sample) => {
    waiting.push(sample)
    if (waiting.length > mostWaiting) waiting.shift()
  }
  /** What a fault of the database left waiting is written as soon as that is back. */
  const flushSoon = () => {
    clearTimeout(retry)
    retry = setTimeout(() => void flush().catch(flushSoon), 2_000)
    retry.unref()
  }
  const sample = async () => {
    if (busy) return
    busy = true
    try {
      const report = await options.report()
      for (const { id, well, sentence, remedy } of report.checks) if (!well) log.warn(`Health: ${sentence}`, { check: id, remedy })
      options.onReport?.(report)
      keep(sampleOf(report))
      await flush()
    } catch (error) {
      log.warn(`${waiting.length} samples of the health wait until they can be written.`, { error })
    } finally {
      busy = false
    }
  }
  const timer = setInterval(() => void sample(), 60_000)
  timer.unref()
  return {
    sample,
    note(check, sentence) {
      keep({ minute: minuteOf(options.clock.now()), memoryFree: null, cpuBusy: null, diskUsed: null, unwell: { [check]: sentence } })
      void flush().catch(flushSoon)
    },
    stop() {
      clearInterval(timer)
      clearTimeout(retry)
    },
  }
}

export const forgetOldSamples = job<ProcessContext>({
  id: 'health.forget-old-samples',
  about: `Removes health samples older than ${keptDays} days.`,
  every: 3_600,
  where: 'one',
  async run({ db, clock }) {
    const removed = await deleteSamplesBefore(db, minuteOf(clock.now()) - keptDays * 1_440)
    return removed === 0 ? 'No health sample was too old.' : `Removed ${removed} health samples older than ${keptDays} days.`
  },
})
