/** The settings of the embedded server. They stand on its command line, so what is written here is what runs. */
export type Settings = Record<string, string | number>

export function standardSettings(socketFolder: string): Settings {
  return {
    listen_addresses: '',
    unix_socket_directories: socketFolder,
    unix_socket_permissions: '0700',
    cluster_name: 'bailiwick',
    max_connections: 200,
    shared_buffers: '128MB',
    // A parallel worker needs /dev/shm, which containers keep at 64 MB, and no query of ours is long enough to gain.
    max_parallel_workers_per_gather: 0,
    jit: 'off',
    // A table that grew a hundredfold by an import keeps the plans of a small one until it is analyzed; a minute of that is too long.
    autovacuum_naptime: '15s',
    wal_compression: 'on',
    timezone: 'UTC',
    log_timezone: 'UTC',
    password_encryption: 'scram-sha-256',
    // A worker that died in mid-query must not keep its locks until the query ends.
    client_connection_check_interval: '5s',
    log_line_prefix: '%m [%p] ',
    log_checkpoints: 'off',
    // People's addresses stand in statements and in DETAIL lines; the log stays free of them.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
  }
}

/** For scratch databases only: a power failure would lose everything, and nobody would mind. */
export const fleetingSettings: Settings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  shared_buffers: '32MB',
  max_connections: 100,
  io_method: 'sync',
  autovacuum_naptime: '1h',
  max_wal_size: '256MB',
}

/** For filling a database that is thrown away when that fails: nothing waits for the disk, nothing runs beside. */
export const fillingSettings = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', wal_level: 'minimal', max_wal_senders: 0, autovacuum: 'off' } satisfies Settings

/** The same beside a database that serves: one core is enough. */
export const besideSettings = { ...fillingSettings, max_parallel_maintenance_workers: 0 } satisfies Settings

export function asFlags(settings: Settings): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}
