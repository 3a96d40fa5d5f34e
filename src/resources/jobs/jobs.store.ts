import type { Database } from '#platform/postgres/index.ts'

export type JobRow = { id: string; type: string; status: 'pending' | 'processing' | 'completed' | 'failed'; body: { status_details?: string }; created_at: Date }

export const insertJob = (db: Database, tenantId: number, job: JobRow): Promise<number> =>
  db.execute('INSERT INTO api_jobs (tenant_id, id, type, status, body, created_at) VALUES ($1, $2, $3, $4, $5, $6)', [
    tenantId, job.id, job.type, job.status, JSON.stringify(job.body), job.created_at,
  ])

export const selectJob = (db: Database, tenantId: number, id: string): Promise<JobRow | undefined> =>
  db.maybe('SELECT id, type, status, body, created_at FROM api_jobs WHERE tenant_id = $1 AND id = $2', [tenantId, id])
