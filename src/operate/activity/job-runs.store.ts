import type { Database } from '#platform/postgres/index.ts'

export type JobRunRow = { job: string; started_at: Date; finished_at: Date | null; ok: boolean | null; outcome: string | null }

export const lastRuns = (db: Database): Promise<JobRunRow[]> => db.rows("SELECT job, started_at, finished_at, ok, outcome FROM job_runs WHERE started_at > '-infinity'")
