import type { Database } from '#platform/postgres/index.ts'

export const readingTime = async (db: Pick<Database, 'one'>): Promise<Date> => (await db.one<{ now: Date }>('SELECT now()')).now

export type Sample = {
  /** Minutes since 1970. */
  minute: number
  memoryFree: number | null
  cpuBusy: number | null
  diskUsed: number | null
  unwell: Record<string, string> | null
}

/** False while the node has not registered yet. What a minute has already is completed. */
export const insertSample = async (db: Database, node: string, { minute, memoryFree, cpuBusy, diskUsed, unwell }: Sample): Promise<boolean> => {
  const { known } = await db.one<{ known: boolean }>(
    `WITH home AS (SELECT number FROM nodes WHERE id = $1),
     written AS (INSERT INTO health_samples (minute, node, memory_free, cpu_busy, disk_used, unwell)
                 SELECT $2, number, $3, $4, $5, $6 FROM home
                 ON CONFLICT (minute, node) DO UPDATE SET memory_free = coalesce(excluded.memory_free, health_samples.memory_free), cpu_busy = coalesce(excluded.cpu_busy, health_samples.cpu_busy),
                   disk_used = coalesce(excluded.disk_used, health_samples.disk_used), unwell = coalesce(coalesce(health_samples.unwell, '{}') || excluded.unwell, health_samples.unwell))
     SELECT EXISTS (SELECT 1 FROM home) AS known`,
    [node, minute, memoryFree, cpuBusy, diskUsed, unwell === null ? null : JSON.stringify(unwell)],
  )
  return known
}

export const deleteSamplesBefore = (db: Database, minute: number): Promise<number> => db.execute('DELETE FROM health_samples WHERE minute < $1', [minute])

export type SampleRow = { minute: number; node: string; hostname: string; address: string; memory_free: number | null; cpu_busy: number | null; disk_used: number | null; unwell: Record<string, string> | null }
type Span = { node?: string | undefined; from: number; to: number; unwellOnly: boolean }

const matching = `FROM health_samples s JOIN nodes n ON n.number = s.node
  WHERE s.minute >= $1 AND s.minute < $2 AND ($3::text IS NULL OR n.id = $3 OR n.address = $3 OR n.hostname = $3) AND (NOT $4 OR s.unwell IS NOT NULL)`
const values = ({ from, to, node, unwellOnly }: Span) => [from, to, node ?? null, unwellOnly]

export const samples = (db: Database, span: Span, offset: number, limit: number): Promise<SampleRow[]> =>
  db.rows<SampleRow>(
    `SELECT s.minute, n.id AS node, n.hostname, n.address, s.memory_free, s.cpu_busy, s.disk_used, s.unwell ${matching}
     ORDER BY s.minute DESC, n.hostname, n.id OFFSET $5 LIMIT $6`,
    [...values(span), offset, limit],
  )

export const countSamples = async (db: Database, span: Span): Promise<number> => (await db.one<{ n: number }>(`SELECT count(*)::int AS n ${matching}`, values(span))).n
