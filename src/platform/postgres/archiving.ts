/**
 * The server's side of continuous archiving: a finished segment of the write-ahead log is let go only once a file of its name lies in
 * `archiving/` of the cluster, which whoever keeps it puts there. Nothing is started per segment but a shell.
 */
import { existsSync, mkdirSync, statSync, chownSync } from 'node:fs'
import { join } from 'node:path'
import { clusterFolder } from './initdb.ts'
import { openClient } from './snapshot.ts'
import type { EmbeddedConnection } from './first-connection.ts'
import type { Settings } from './server-settings.ts'

const folderName = 'archiving'
/** Its presence says that nobody keeps segments: each may go at once. */
export const nobodyKeeps = 'off'

/**
 * The archiver tries three times with a second in between, and again when the next segment is finished or a minute is over. It waits a little itself, so that
 * an ordinary segment costs no entry in the log; together it stays below the patience of a stop.
 */
const command = `i=0; until test -e ${folderName}/%f || test -e ${folderName}/${nobodyKeeps}; do i=$((i+1)); test $i -gt 8 && exit 1; sleep 0.1; done`

export const archivingSettings: Settings = { archive_mode: 'on', archive_command: command }

export type ArchivingPlace = {
  cluster: string
  /** Finished segments, and `archive_status/<name>.ready` for each that waits. */
  segments: string
  status: string
  /** Where the markers go. */
  markers: string
}

/** Undefined before the cluster is made. */
export function archivingPlace(dataDir: string, { make = true } = {}): ArchivingPlace | undefined {
  const cluster = clusterFolder(dataDir)
  if (!existsSync(join(cluster, 'PG_VERSION'))) return undefined
  const markers = join(cluster, folderName)
  if (make && !existsSync(markers)) {
    mkdirSync(markers, { mode: 0o700 })
    const { uid, gid } = statSync(cluster)
    if (process.getuid?.() === 0) chownSync(markers, uid, gid)
  }
  return { cluster, segments: join(cluster, 'pg_wal'), status: join(cluster, 'pg_wal', 'archive_status'), markers }
}

/**
 * How long a segment stays unfinished while something is written; undefined: until it is full. To be said after every start of the server: its checkpointer
 * goes to sleep before it may switch segments, and without being woken looks again only when the next checkpoint is due, after minutes.
 */
export async function setArchiveTimeout(admin: EmbeddedConnection, seconds: number | undefined): Promise<void> {
  const client = await openClient(admin)
  try {
    const { rows: [found] } = await client.query<{ setting: string }>("SELECT setting FROM pg_settings WHERE name = 'archive_timeout'")
    if (found?.setting !== `${seconds ?? 0}`) await client.query(seconds === undefined ? 'ALTER SYSTEM RESET archive_timeout' : `ALTER SYSTEM SET archive_timeout = '${Math.round(seconds)}s'`)
    await client.query('SELECT pg_reload_conf()')
  } finally {
    await client.end()
  }
}

export type BaseBackup = {
  startSegment: string
  segmentSize: number
  systemIdentifier: string
  postgres: string
  schema: number
  /** When it began, by the clock of the database. */
  at: Date
  backend: number
  /** Ends it; resolves to what must lie in the copy as `backup_label`, and the segment that makes the copy consistent. */
  stop(): Promise<{ label: string; tablespaces: string; stopSegment: string; at: Date }>
  close(): Promise<void>
}

/** Files of the cluster may be copied, while they change, between this and `stop` (PostgreSQL manual, "Making a Base Backup Using the Low Level API"). */
export async function startBaseBackup(admin: EmbeddedConnection, own: EmbeddedConnection, label: string): Promise<BaseBackup> {
  const client = await openClient(admin)
  try {
    const asked = await openClient(own)
    const schema = await asked.query<{ schema: number }>('SELECT coalesce(max(number), 0)::int AS schema FROM schema_migrations').finally(() => asked.end())
    const { rows: [begun] } = await client.query<{ start: string; size: string; id: string; version: string; at: Date; pid: number }>(
      `SELECT pg_walfile_name(pg_backup_start($1, fast => true)) AS start, (SELECT setting FROM pg_settings WHERE name = 'wal_segment_size') AS size,
         (SELECT system_identifier::text FROM pg_control_system()) AS id, current_setting('server_version') AS version, clock_timestamp() AS at, pg_backend_pid() AS pid`, [label])
    return {
      startSegment: begun!.start, segmentSize: Number(begun!.size), systemIdentifier: begun!.id, postgres: begun!.version, schema: schema.rows[0]!.schema, at: begun!.at, backend: begun!.pid,
      async stop() {
        const { rows: [ended] } = await client.query<{ label: string; tablespaces: string; stop: string; at: Date }>(
          'SELECT labelfile AS label, spcmapfile AS tablespaces, pg_walfile_name(lsn) AS stop, clock_timestamp() AS at FROM pg_backup_stop(wait_for_archive => false)')
        return { label: ended!.label, tablespaces: ended!.tablespaces, stopSegment: ended!.stop, at: ended!.at }
      },
      close: async () => void (await client.end().catch(() => {})),
    }
  } catch (reason) {
    await client.end().catch(() => {})
    throw reason
  }
}

/** What a copy of the cluster leaves out: of this run, made anew, or fetched from the archive. */
export const leftOutOfBase = (path: string): boolean =>
  /^(postmaster\.(pid|opts)|backup_label(\.old)?|tablespace_map(\.old)?|recovery\.signal|standby\.signal|archiving(\/.*)?|pg_(replslot|dynshmem|notify|serial|snapshots|stat_tmp|subtrans)\/.+)$/.test(path)
  || /(^|\/)(pgsql_tmp[^/]*|pg_internal\.init[^/]*)(\/|$)/.test(path) || (/^pg_wal\/.+/.test(path) && !/^pg_wal\/(archive_status|summaries|[0-9A-F]{8}\.history)$/.test(path))

export const recoverySettings = (restoreCommand: string, target: Date | undefined): Settings => ({
  restore_command: restoreCommand, hot_standby: 'off', archive_mode: 'off', recovery_target_action: 'promote', recovery_target_timeline: 'latest',
  ...(target ? { recovery_target_time: target.toISOString().replace('T', ' ').replace('Z', '+00') } : {}),
})

/** What the server says when it went through everything that was kept and met no later change. */
export const ranOut = 'recovery ended before configured recovery target was reached'

/** The segment after this one. @param size bytes of a segment */
export function segmentAfter(segment: string, size: number): string {
  const perLog = 0x1_0000_0000 / size
  const number = parseInt(segment.slice(8, 16), 16) * perLog + parseInt(segment.slice(16, 24), 16) + 1
  const hex = (value: number) => value.toString(16).toUpperCase().padStart(8, '0')
  return `${segment.slice(0, 8)}${hex(Math.floor(number / perLog))}${hex(number % perLog)}`
}
