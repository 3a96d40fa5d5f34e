import { job } from '#kernel/job.ts'
import type { ProcessContext } from '#platform/context/index.ts'
import { deleteMinutesBefore, type Shelf } from './instrumentation.store.ts'
import { keptMinutes } from './series.ts'

export const forgetOldSeries = job<ProcessContext>({
  id: 'instrumentation.forget-old-series',
  about: 'Removes time series: those of five seconds after a day (processor and memory of processes: 7 days), those of a minute after 7 days.',
  every: 3_600,
  where: 'one',
  async run({ db, clock }) {
    const now = Math.floor(clock.now().getTime() / 60_000)
    let removed = 0
    for (const [shelf, kept] of Object.entries(keptMinutes) as [Shelf, number][]) removed += await deleteMinutesBefore(db, shelf, now - kept)
    return removed === 0 ? 'No time series was too old.' : `Removed ${removed} minutes of time series that were too old.`
  },
})
