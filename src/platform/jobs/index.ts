/**
 * Runs declared jobs: periodic work, once per cluster or on every node. A run that a crash cut short is simply due again.
 * States of a run: claimed, finished with a sentence, failed with a sentence. Knows no job by name.
 */
import type { Job } from '#kernel/job.ts'
import type { Logger } from '#platform/log/index.ts'
import type { Database } from '#platform/postgres/index.ts'
import { claimRun, finishRun } from './jobs.store.ts'

/** Seconds after which the database is asked all the same: its clock may have been set, or somebody may want a run now. */
const longestTrust = 30

export type JobRunner = {
  /** Runs everything that is due now; resolves when those runs have ended. */
  runDue(): Promise<void>
  stop(): Promise<void>
}

export function startJobs<Context extends { db: Database; log: Logger }>(options: {
  jobs: readonly Job<Context>[]
  context: Context
  /** Seconds between looks at what is due. */
  lookEvery?: number
}): JobRunner {
  const { jobs, context, lookEvery = 15 } = options
  /** By job: before this moment, on the clock of this process, nobody is asked whether it is due. */
  const notBefore = new Map<string, number>()
  const lastSaid = new Map<string, string>()
  let running: Promise<void> | undefined

  const due = async (job: Job<Context>): Promise<boolean> => {
    const now = performance.now()
    if (now < (notBefore.get(job.id) ?? -Infinity)) return false
    // Looks are not exact to the millisecond: without this tenth a job that is due at each second look would wait for the third.
    const every = Math.max(job.every - lookEvery / 10, 0)
    const wait = job.where === 'one' ? await claimRun(context.db, job.id, every) : 0
    notBefore.set(job.id, now + Math.min(wait || every, job.where === 'one' ? longestTrust : Infinity) * 1000)
    return wait === 0
  }

  const runOne = async (job: Job<Context>) => {
    if (!(await due(job))) return
    let ok = true
    const outcome = await job.run(context).catch((error: unknown) => {
      ok = false
      return error instanceof Error ? error.message : String(error)
    })
    if (job.where === 'one') await finishRun(context.db, job.id, ok, outcome)
    // A job that says the same thing each time says it once.
    const news = lastSaid.get(job.id) !== outcome
    lastSaid.set(job.id, outcome)
    if (ok) context.log[news ? 'info' : 'debug'](outcome, { job: job.id })
    else context.log.error(`The job ${job.id} failed: ${outcome}`, { job: job.id })
  }

  const runDue = (): Promise<void> => {
    running ??= (async () => {
      for (const job of jobs) {
        await runOne(job).catch((error: unknown) => context.log.warn(`The job ${job.id} could not be claimed.`, { error }))
      }
    })().finally(() => (running = undefined))
    return running
  }

  const timer = setInterval(() => void runDue(), lookEvery * 1000)
  return {
    runDue,
    async stop() {
      clearInterval(timer)
      await running
    },
  }
}
