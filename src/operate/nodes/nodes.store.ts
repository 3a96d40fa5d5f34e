import type { Database } from '#platform/postgres/index.ts'

export type NodeRow = {
  id: string; hostname: string; address: string; https_port: number; memory_bytes: number; cpus: number; build: string; roles: string[]
  app_updates: number; setting_updates: number; started_at: Date; heartbeat_at: Date; heartbeat_age: number; uptime: number
  restart_state: OrderState | null; restart_at: Date | null; restart_by: string | null; restart_outcome: string | null
  can_reboot: boolean; reboot_state: OrderState | null; reboot_at: Date | null; reboot_by: string | null; reboot_outcome: string | null
}
type OrderState = 'requested' | 'running' | 'done' | 'failed'

export type Pulse = Pick<NodeRow, 'id' | 'hostname' | 'address' | 'https_port' | 'memory_bytes' | 'cpus' | 'build' | 'roles' | 'can_reboot'> & { started_at: Date }

const columns = `id, hostname, address, https_port, memory_bytes, cpus, build, roles, app_updates, setting_updates, started_at, heartbeat_at,
  greatest(0, extract(epoch FROM now() - heartbeat_at))::float8 AS heartbeat_age, greatest(0, extract(epoch FROM now() - started_at))::float8 AS uptime,
  restart_state, restart_at, restart_by, restart_outcome, can_reboot, reboot_state, reboot_at, reboot_by, reboot_outcome`

/** Registers the node or says that it lives; times are the database's, so that clocks of nodes do not matter. */
export const writePulse = (db: Database, pulse: Pulse): Promise<Pick<NodeRow, 'restart_state' | 'reboot_state'>> =>
  db.one(
    `INSERT INTO nodes (id, hostname, address, https_port, memory_bytes, cpus, build, roles, started_at, heartbeat_at, setting_updates, can_reboot)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now() - make_interval(secs => $9), now(), (SELECT coalesce(min(a.setting_version) FILTER (WHERE m.state = 'waiting') - 1, (SELECT max(version) FROM setting_versions), 0) FROM activity_nodes m JOIN activities a ON a.id = m.activity WHERE m.node = $1), $10)
     ON CONFLICT (id) DO UPDATE SET hostname = excluded.hostname, address = excluded.address, https_port = excluded.https_port,
       memory_bytes = excluded.memory_bytes, cpus = excluded.cpus, build = excluded.build, roles = excluded.roles, started_at = excluded.started_at,
       heartbeat_at = now(), removed_at = NULL, setting_updates = excluded.setting_updates, can_reboot = excluded.can_reboot,
       app_updates = nodes.app_updates + (nodes.build <> excluded.build)::int
     RETURNING restart_state, reboot_state`,
    [pulse.id, pulse.hostname, pulse.address, pulse.https_port, pulse.memory_bytes, pulse.cpus, pulse.build, pulse.roles, Math.max(0, (Date.now() - pulse.started_at.getTime()) / 1000), pulse.can_reboot],
  )

export const allNodes = (db: Database): Promise<NodeRow[]> => db.rows<NodeRow>(`SELECT ${columns} FROM nodes WHERE removed_at IS NULL ORDER BY number`)

export const findNode = (db: Database, id: string): Promise<NodeRow | undefined> => db.maybe<NodeRow>(`SELECT ${columns} FROM nodes WHERE id = $1 AND removed_at IS NULL`, [id])

/** The node sees it with its next heartbeat. One that is under way already is joined. */
export const requestRestart = (db: Database, id: string, by: string): Promise<number> =>
  db.execute(
    `UPDATE nodes SET restart_state = 'requested', restart_at = now(), restart_by = $2, restart_outcome = NULL
     WHERE id = $1 AND removed_at IS NULL AND restart_state IS DISTINCT FROM 'running'`,
    [id, by],
  )

/** True for the one that may begin. */
export const claimRestart = async (db: Database, id: string): Promise<boolean> =>
  (await db.execute("UPDATE nodes SET restart_state = 'running' WHERE id = $1 AND restart_state = 'requested'", [id])) === 1

export const finishRestart = (db: Database, id: string, ok: boolean, outcome: string): Promise<number> =>
  db.execute("UPDATE nodes SET restart_state = $2, restart_outcome = $3 WHERE id = $1 AND restart_state = 'running'", [id, ok ? 'done' : 'failed', outcome])

/** A restart that a crash cut short is over. */
export const abandonRestart = (db: Database, id: string): Promise<number> =>
  finishRestart(db, id, false, 'The node itself ended meanwhile and started anew.')

export const removeNode = (db: Database, id: string): Promise<number> => db.execute('UPDATE nodes SET removed_at = now() WHERE id = $1 AND removed_at IS NULL', [id])

/** The node does it with its next heartbeat. 0 where it may not, or where another one is at it: a cluster never reboots two at once. */
export const requestReboot = (db: Database, id: string, by: string): Promise<number> =>
  db.execute(
    `UPDATE nodes SET reboot_state = 'requested', reboot_at = now(), reboot_by = $2, reboot_outcome = NULL
     WHERE id = $1 AND removed_at IS NULL AND can_reboot AND NOT EXISTS (
       SELECT 1 FROM nodes o WHERE o.reboot_state IN ('requested', 'running') AND o.removed_at IS NULL AND o.reboot_at > now() - interval '15 minutes')`,
    [id, by],
  )

export const claimReboot = async (db: Database, id: string): Promise<boolean> =>
  (await db.execute("UPDATE nodes SET reboot_state = 'running' WHERE id = $1 AND reboot_state = 'requested'", [id])) === 1

export const failReboot = (db: Database, id: string, why: string): Promise<number> =>
  db.execute("UPDATE nodes SET reboot_state = 'failed', reboot_outcome = $2 WHERE id = $1 AND reboot_state = 'running'", [id, why])

/** The machine is still up long after its command. */
export const doubtReboot = (db: Database, id: string): Promise<number> =>
  db.execute(
    `UPDATE nodes SET reboot_state = 'failed', reboot_outcome = 'The command ended well, but the machine still runs after five minutes.'
     WHERE id = $1 AND reboot_state = 'running' AND reboot_at < now() - interval '5 minutes'`,
    [id],
  )

/** The node has started, which ends a reboot that was under way. */
export const completeReboot = (db: Database, id: string): Promise<number> =>
  db.execute(
    `UPDATE nodes SET reboot_state = 'done', reboot_outcome = 'The node is back, ' || round(extract(epoch FROM now() - reboot_at)) || ' s after it was asked to reboot.'
     WHERE id = $1 AND reboot_state = 'running'`,
    [id],
  )
