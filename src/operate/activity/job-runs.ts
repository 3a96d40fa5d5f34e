/** Jobs as an operation: what the appliance does by itself, and how the last run of each went. */
import type { Job } from '#kernel/job.ts'
import { implement, resource, type Handlers } from '#kernel/operation.ts'
import { Nullable, OneOf, Timestamp, Type } from '#kernel/schema.ts'
import type { OperateContext } from '../context/index.ts'
import { lastRuns } from './job-runs.store.ts'

const JobRun = Type.Object({
  job: Type.String(), about: Type.String(), every: Type.Number({ description: 'Seconds between runs.' }),
  where: OneOf(['one', 'each'], { description: 'one: on one node of the cluster at a time; each: on every node, whose runs stand in its own log alone.' }),
  state: OneOf(['none', 'running', 'done', 'failed'], { description: 'none: no run on record.' }),
  started_at: Nullable(Timestamp()), finished_at: Nullable(Timestamp()), outcome: Nullable(Type.String()),
})

const contract = resource({
  name: 'job-runs',
  about: 'What the appliance does by itself.',
  operations: { list: { http: 'GET /job-runs', summary: 'List jobs with their last run', scope: 'read:nodes', returns: Type.Array(JobRun) } },
})

/** @param declared every job there is; asked when a request comes, because jobs are declared later than operations. */
export function createJobRuns(declared: () => readonly Pick<Job<never>, 'id' | 'about' | 'every' | 'where'>[]) {
  const handlers: Handlers<typeof contract, OperateContext> = {
    async list(_input, { db }) {
      const runs = new Map((await lastRuns(db)).map((run) => [run.job, run]))
      return declared().toSorted((a, b) => a.id.localeCompare(b.id)).map(({ id, about, every, where }) => {
        const run = runs.get(id)
        return {
          job: id, about, every, where, state: !run ? ('none' as const) : run.ok === null ? ('running' as const) : run.ok ? ('done' as const) : ('failed' as const),
          started_at: run?.started_at.toISOString() ?? null, finished_at: run?.finished_at?.toISOString() ?? null, outcome: run?.outcome ?? null,
        }
      })
    },
  }
  return implement<OperateContext, typeof contract>(contract, handlers)
}
