import type { Database } from '#platform/postgres/index.ts'

/** 0: the caller, and nobody else, runs the job now, since its last start is at least `every` seconds ago. Otherwise the seconds until it may be due, at most `every`. */
export async function claimRun(db: Database, job: string, every: number): Promise<number> {
  const claim = async () =>
    (await db.execute(
      `UPDATE job_runs SET started_at = now(), finished_at = NULL, ok = NULL, outcome = NULL
       WHERE job = $1 AND started_at <= now() - make_interval(secs => $2)`,
      [job, every],
    )) === 1
  if (await claim()) return 0
  const present = await db.maybe<{ age: number }>('SELECT extract(epoch FROM now() - started_at)::float8 AS age FROM job_runs WHERE job = $1', [job])
  // A start in the future is what a clock that was set back leaves.
  if (present) return Math.min(Math.max(every - present.age, 0.001), every)
  await db.execute('INSERT INTO job_runs (job) VALUES ($1) ON CONFLICT DO NOTHING', [job])
  return (await claim()) ? 0 : every
}

export const finishRun = (db: Database, job: string, ok: boolean, outcome: string): Promise<number> =>
  db.execute('UPDATE job_runs SET finished_at = now(), ok = $2, outcome = $3 WHERE job = $1', [job, ok, outcome])
