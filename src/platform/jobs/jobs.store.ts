import type { Database } from '#platform/postgres/index.ts'

/** True for the one caller who may run the job now: its last start is at least `every` seconds ago. */
export async function claimRun(db: Database, job: string, every: number): Promise<boolean> {
  await db.execute('INSERT INTO job_runs (job) VALUES ($1) ON CONFLICT DO NOTHING', [job])
  const claimed = await db.execute(
    `UPDATE job_runs SET started_at = now(), finished_at = NULL, ok = NULL, outcome = NULL
     WHERE job = $1 AND started_at <= now() - make_interval(secs => $2)`,
    [job, every],
  )
  return claimed === 1
}

export const finishRun = (db: Database, job: string, ok: boolean, outcome: string): Promise<number> =>
  db.execute('UPDATE job_runs SET finished_at = now(), ok = $2, outcome = $3 WHERE job = $1', [job, ok, outcome])
