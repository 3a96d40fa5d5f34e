import type { Database } from '#platform/postgres/index.ts'

type Asked = Pick<Database, 'rows'>
type Row = Record<string, unknown>

export type Package = { node: string; hostname: string | null; state: 'requested' | 'running' | 'done' | 'failed'; requested_by: string; requested_at: Date; finished_at: Date | null; sentence: string | null; name: string | null; sha256: string | null; bytes: number | null }

const columns = 'p.node, n.hostname, p.state, p.requested_by, p.requested_at, p.finished_at, p.sentence, p.name, p.sha256, length(p.content) AS bytes'

export const allPackages = (db: Database): Promise<Package[]> => db.rows(`SELECT ${columns} FROM diagnostics_packages p LEFT JOIN nodes n ON n.id = p.node ORDER BY p.node`)
export const liveNodes = async (db: Database): Promise<string[]> => (await db.rows<{ id: string }>("SELECT id FROM nodes WHERE removed_at IS NULL AND heartbeat_at > now() - interval '60 seconds' ORDER BY number")).map(({ id }) => id)

/** One that is being made already is joined, unless it was given up. */
export const requestPackage = (db: Database, node: string, by: string, now: Date): Promise<number> =>
  db.execute(
    `INSERT INTO diagnostics_packages (node, state, requested_by, requested_at) VALUES ($1, 'requested', $2, $3)
     ON CONFLICT (node) DO UPDATE SET state = 'requested', requested_by = $2, requested_at = $3, finished_at = NULL, sentence = NULL, name = NULL, sha256 = NULL, content = NULL
     WHERE diagnostics_packages.state IN ('done', 'failed') OR diagnostics_packages.requested_at < now() - interval '6 minutes'`,
    [node, by, now],
  )

/** True for the one that makes it. */
export const claimPackage = async (db: Database, node: string): Promise<boolean> => (await db.execute("UPDATE diagnostics_packages SET state = 'running' WHERE node = $1 AND state = 'requested'", [node])) === 1

export const finishPackage = (db: Database, node: string, made: { name: string; sha256: string; content: Buffer; sentence: string }): Promise<number> =>
  db.execute("UPDATE diagnostics_packages SET state = 'done', finished_at = now(), name = $2, sha256 = $3, content = $4, sentence = $5 WHERE node = $1 AND state = 'running'", [node, made.name, made.sha256, made.content, made.sentence])

export const failPackage = (db: Database, node: string, sentence: string): Promise<number> =>
  db.execute("UPDATE diagnostics_packages SET state = 'failed', finished_at = now(), sentence = $2 WHERE node = $1 AND state = 'running'", [node, sentence])

export const contentOf = async (db: Database, node: string): Promise<{ name: string; content: Buffer } | undefined> => db.maybe("SELECT name, content FROM diagnostics_packages WHERE node = $1 AND state = 'done'", [node])

export const tableStatistics = (db: Asked): Promise<Row[]> =>
  db.rows(`SELECT relname AS "table", n_live_tup::float8 AS live, n_dead_tup::float8 AS dead, seq_scan::float8 AS full_scans, idx_scan::float8 AS index_scans, pg_total_relation_size(relid)::float8 AS bytes,
    last_autovacuum, last_autoanalyze FROM pg_stat_user_tables ORDER BY pg_total_relation_size(relid) DESC`)
export const activity = (db: Asked): Promise<Row[]> =>
  db.rows("SELECT backend_type, state, wait_event_type, count(*)::int AS connections, max(extract(epoch FROM now() - xact_start))::float8 AS oldest_transaction_seconds FROM pg_stat_activity GROUP BY 1, 2, 3 ORDER BY 4 DESC")
/** Numbers and switches only: paths, commands and connection strings are texts. */
export const parameters = (db: Asked): Promise<Row[]> => db.rows("SELECT name, setting, unit FROM pg_settings WHERE source NOT IN ('default', 'client', 'session') AND vartype IN ('bool', 'integer', 'real', 'enum') ORDER BY name")
export const jobHistory = (db: Asked): Promise<Row[]> => db.rows("SELECT job, started_at, finished_at, ok, outcome FROM job_runs WHERE started_at > '-infinity' ORDER BY job")
export const recentSamples = (db: Asked): Promise<Row[]> => db.rows('SELECT minute, node, memory_free, cpu_busy, disk_used, unwell::text FROM health_samples ORDER BY minute DESC LIMIT 2880')
export const nodeRows = (db: Asked): Promise<Row[]> => db.rows('SELECT id, build, memory_bytes::float8, cpus, app_updates, setting_updates, extract(epoch FROM now() - heartbeat_at)::float8 AS heartbeat_age, restart_state FROM nodes WHERE removed_at IS NULL')
export const eventCounts = (db: Asked): Promise<Row[]> => db.rows("SELECT type, count(*)::int AS events FROM logs WHERE date > now() - interval '1 day' GROUP BY type ORDER BY 2 DESC LIMIT 100")
export const alertHistory = (db: Asked): Promise<Row[]> => db.rows('SELECT check_id, severity, opened_at, closed_at, sentence FROM alerts ORDER BY opened_at DESC LIMIT 200')
