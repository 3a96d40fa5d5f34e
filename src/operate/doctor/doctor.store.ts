/** What the doctor asks the database; nothing is changed. */
import type { Patient } from './diagnosis.ts'

type Db = NonNullable<Patient['db']>
const count = async (db: Db, sql: string, values: unknown[] = []): Promise<number> => (await db.one<{ n: number }>(`SELECT (${sql})::float8 AS n`, values)).n

export const now = async (db: Db): Promise<Date> => (await db.one<{ now: Date }>('SELECT now()')).now
export const databaseSize = (db: Db): Promise<number> => count(db, 'pg_database_size(current_database())')
export const tenantNames = async (db: Db): Promise<string[]> => (await db.rows<{ name: string }>('SELECT name FROM tenants ORDER BY name')).map(({ name }) => name)
export const nodesOf = (db: Db): Promise<{ hostname: string; address: string; https_port: number; build: string; age: number }[]> =>
  db.rows('SELECT hostname, address, https_port, build, extract(epoch FROM now() - heartbeat_at)::float8 AS age FROM nodes WHERE removed_at IS NULL')
export const sealedSample = async (db: Db): Promise<Buffer[]> => (await db.rows<{ private_sealed: Buffer }>('SELECT private_sealed FROM signing_keys ORDER BY created_at DESC LIMIT 5')).map(({ private_sealed }) => private_sealed)

export const serverVersion = (db: Db): Promise<number> => count(db, "current_setting('server_version_num')")
export const parameter = async (db: Db, name: string): Promise<string> => (await db.one<{ value: string | null }>('SELECT current_setting($1, true) AS value', [name])).value ?? ''
export const connectionUse = (db: Db): Promise<number> => count(db, "SELECT count(*) / current_setting('max_connections')::float8 FROM pg_stat_activity")
/** Seconds of the longest transaction that is open. */
export const longestTransaction = (db: Db): Promise<number> => count(db, "SELECT coalesce(max(extract(epoch FROM now() - xact_start)), 0) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()")
/** Seconds of the longest transaction in which nothing happens. */
export const longestIdle = (db: Db): Promise<number> => count(db, "SELECT coalesce(max(extract(epoch FROM now() - state_change)), 0) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'")
export const waitingLocks = (db: Db): Promise<number> => count(db, "SELECT count(*) FROM pg_locks WHERE NOT granted AND waitstart < now() - interval '30 seconds'")
export const transactionAge = (db: Db): Promise<number> => count(db, 'SELECT max(age(datfrozenxid)) FROM pg_database')
export const multixactAge = (db: Db): Promise<number> => count(db, 'SELECT max(mxid_age(datminmxid)) FROM pg_database')
export const bloated = (db: Db): Promise<{ name: string; dead: number; live: number }[]> =>
  db.rows('SELECT relname AS name, n_dead_tup::float8 AS dead, n_live_tup::float8 AS live FROM pg_stat_user_tables WHERE n_dead_tup > 20000 AND n_dead_tup > n_live_tup * 0.4 ORDER BY n_dead_tup DESC LIMIT 5')
export const unanalysed = async (db: Db): Promise<string[]> =>
  (await db.rows<{ name: string }>("SELECT relname AS name FROM pg_stat_user_tables WHERE n_live_tup > 10000 AND greatest(last_analyze, last_autoanalyze, '-infinity') < now() - interval '7 days' AND n_mod_since_analyze > n_live_tup * 0.5 ORDER BY 1")).map(({ name }) => name)
export const checksumFailures = (db: Db): Promise<number> => count(db, 'SELECT coalesce(sum(checksum_failures), 0) FROM pg_stat_database')
export const invalidIndexes = async (db: Db): Promise<string[]> => (await db.rows<{ name: string }>('SELECT indexrelid::regclass::text AS name FROM pg_index WHERE NOT indisvalid')).map(({ name }) => name)
export const unvalidated = async (db: Db): Promise<string[]> => (await db.rows<{ name: string }>("SELECT conname AS name FROM pg_constraint WHERE NOT convalidated AND contype IN ('f', 'c')")).map(({ name }) => name)
export const heldSlots = async (db: Db): Promise<string[]> => (await db.rows<{ name: string }>('SELECT slot_name AS name FROM pg_replication_slots WHERE NOT active')).map(({ name }) => name)
export const preparedTransactions = (db: Db): Promise<number> => count(db, 'SELECT count(*) FROM pg_prepared_xacts')
export const exhausting = async (db: Db): Promise<string[]> =>
  (await db.rows<{ name: string }>("SELECT sequencename AS name FROM pg_sequences WHERE schemaname = 'public' AND last_value > max_value * 0.7")).map(({ name }) => name)

export const appliedMigrations = async (db: Db): Promise<string[]> => (await db.rows<{ name: string }>('SELECT name FROM schema_migrations ORDER BY name')).map(({ name }) => name)
export const storedSettings = (db: Db): Promise<{ id: string; value: unknown }[]> => db.rows('SELECT id, value FROM settings')
export const jobRuns = (db: Db): Promise<{ job: string; ok: boolean | null; outcome: string | null; age: number }[]> =>
  db.rows("SELECT job, ok, outcome, least(extract(epoch FROM now() - started_at), 1e9)::float8 AS age FROM job_runs WHERE started_at > '-infinity'")
export const openAlerts = (db: Db): Promise<{ sentence: string }[]> => db.rows('SELECT sentence FROM alerts WHERE closed_at IS NULL ORDER BY opened_at')
export const administrators = (db: Db): Promise<number> => count(db, 'SELECT count(*) FROM users u JOIN tenants t ON t.id = u.tenant_id WHERE t.is_root AND NOT u.blocked')
export const tenantsWithoutKey = async (db: Db): Promise<string[]> =>
  (await db.rows<{ name: string }>("SELECT name FROM tenants t WHERE NOT EXISTS (SELECT 1 FROM signing_keys k WHERE k.tenant_id = t.id AND k.state = 'current') ORDER BY 1")).map(({ name }) => name)
/** Days since the oldest current signing key became it. */
export const oldestSigningKey = (db: Db): Promise<number> => count(db, "SELECT coalesce(max(extract(epoch FROM now() - coalesce(current_since, created_at))) / 86400, 0) FROM signing_keys WHERE state = 'current'")
export const undelivered = (db: Db): Promise<number> => count(db, "SELECT count(*) FROM notice_deliveries WHERE delivered_at IS NULL AND attempts > 3")
export const waitingLogouts = (db: Db): Promise<number> => count(db, 'SELECT count(*) FROM logout_notices')
export const expiredSessions = (db: Db): Promise<number> => count(db, "SELECT count(*) FROM sessions WHERE least(expires_at, idle_expires_at) < now() - interval '1 day'")
/** Seconds since the last health sample of any node. */
export const sampleAge = (db: Db): Promise<number> => count(db, 'SELECT coalesce(extract(epoch FROM now()) - 60 * max(minute), 1e9) FROM health_samples')
export const idleKeys = async (db: Db): Promise<string[]> =>
  (await db.rows<{ name: string }>("SELECT name FROM cli_keys WHERE coalesce(last_used_at, added_at) < now() - interval '90 days' ORDER BY 1")).map(({ name }) => name)
export const urgentTickets = (db: Db): Promise<number> => count(db, "SELECT count(*) FROM support_tickets WHERE severity = 1 AND state <> 'closed'")
/** Hours since a backup was last proven; undefined when there was none; null when this build keeps no record of backups. */
export async function hoursSinceProof(db: Db): Promise<number | undefined | null> {
  const { known } = await db.one<{ known: boolean }>("SELECT to_regclass('backups') IS NOT NULL AS known")
  if (!known) return null
  const { hours } = await db.one<{ hours: number | null }>("SELECT (extract(epoch FROM now() - max(proven_at)) / 3600)::float8 AS hours FROM backups WHERE proof_state = 'proven'")
  return hours ?? undefined
}
