import type { Database } from '#platform/postgres/index.ts'

export type NodeState = 'waiting' | 'applying' | 'applied' | 'unhealthy' | 'spared'
export type ActivityState = 'running' | 'done' | 'undone' | 'failed' | 'superseded'
export type ActivityRow = {
  id: number; kind: 'settings' | 'mail'; title: string; setting_version: number | null; mode: 'parallel' | 'sequential'; state: ActivityState; outcome: string | null
  started_by: string; started_at: Date; ended_at: Date | null
  nodes: { node: string; hostname: string | null; state: NodeState; alive: boolean; log: { at: string; sentence: string }[] }[]
}

/** A node without a sign of life for this long is waited for no longer. */
const lost = "interval '60 seconds'"

/** A change of settings begins: on all living nodes at once, or on `first` while the others wait. What was under way is superseded. */
export async function beginSettings(tx: Database, change: { version: number; by: string; title: string; mode: 'parallel' | 'sequential'; first: string }): Promise<void> {
  await tx.execute("UPDATE activities SET state = 'superseded', ended_at = now(), outcome = 'The next change came before all nodes had taken this one up.' WHERE kind = 'settings' AND state = 'running'")
  await tx.execute("UPDATE activity_nodes SET state = 'spared' WHERE state = 'waiting'")
  const { id } = await tx.one<{ id: number }>(
    "INSERT INTO activities (kind, title, setting_version, mode, state, started_by) VALUES ('settings', $1, $2, $3, 'running', $4) RETURNING id::float8 AS id",
    [change.title, change.version, change.mode, change.by],
  )
  await tx.execute(
    `INSERT INTO activity_nodes (activity, node, place, state)
     SELECT $1, id, row_number() OVER (ORDER BY id <> $3, number), CASE WHEN $2 = 'parallel' OR id = $3 THEN 'applying' ELSE 'waiting' END
     FROM nodes WHERE removed_at IS NULL AND heartbeat_at > now() - ${lost}`,
    [id, change.mode, change.first],
  )
}

const columns = `a.id::float8 AS id, a.kind, a.title, a.setting_version::float8 AS setting_version, a.mode, a.state, a.outcome, a.started_by, a.started_at, a.ended_at,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('node', m.node, 'hostname', n.hostname, 'state', m.state, 'log', m.log,
     'alive', n.id IS NOT NULL AND n.removed_at IS NULL AND n.heartbeat_at > now() - ${lost}) ORDER BY m.place), '[]')
   FROM activity_nodes m LEFT JOIN nodes n ON n.id = m.node WHERE m.activity = a.id) AS nodes`

export const running = (db: Database): Promise<ActivityRow | undefined> => db.maybe(`SELECT ${columns} FROM activities a WHERE a.kind = 'settings' AND a.state = 'running'`)
export const activityRow = (db: Database, id: number): Promise<ActivityRow | undefined> => db.maybe(`SELECT ${columns} FROM activities a WHERE a.id = $1`, [id])
export const activityRows = (db: Database, offset: number, limit: number): Promise<ActivityRow[]> => db.rows(`SELECT ${columns} FROM activities a ORDER BY a.id DESC OFFSET $1 LIMIT $2`, [offset, limit])
export const countActivities = async (db: Database): Promise<number> => (await db.one<{ n: number }>('SELECT count(*)::int AS n FROM activities')).n

/** Moves the node on, with what it has to say. False when it is not in `from`. */
export const moveNode = async (db: Database, activity: number, node: string, from: NodeState, to: NodeState, sentence: string): Promise<boolean> =>
  (await db.execute(
    `UPDATE activity_nodes SET state = $4, log = log || jsonb_build_object('at', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'sentence', $5::text)
     WHERE activity = $1 AND node = $2 AND state = $3`,
    [activity, node, from, to, sentence],
  )) === 1

/** True for the one that ended it. */
export const endActivity = async (db: Database, id: number, state: ActivityState, outcome: string): Promise<boolean> =>
  (await db.execute("UPDATE activities SET state = $2, outcome = $3, ended_at = now() WHERE id = $1 AND state = 'running'", [id, state, outcome])) === 1

/** The version that a restored one took up again. */
export const restoredBy = async (db: Database, version: number): Promise<number | null> =>
  (await db.maybe<{ restores: number | null }>('SELECT restores::float8 AS restores FROM setting_versions WHERE version = $1', [version]))?.restores ?? null

/** Work that one node does at a time; found again while it runs. */
export async function beginWork(db: Database, work: { kind: 'mail'; title: string; by: string }): Promise<{ id: number; started_at: Date }> {
  await db.execute("INSERT INTO activities (kind, title, mode, state, started_by) VALUES ($1, $2, 'parallel', 'running', $3) ON CONFLICT DO NOTHING", [work.kind, work.title, work.by])
  return db.one("SELECT id::float8 AS id, started_at FROM activities WHERE kind = $1 AND state = 'running'", [work.kind])
}

export const workUnderWay = (db: Database, kind: 'mail'): Promise<{ id: number; started_at: Date } | undefined> =>
  db.maybe("SELECT id::float8 AS id, started_at FROM activities WHERE kind = $1 AND state = 'running'", [kind])

/** What the node says of it; the same twice in a row is said once. */
export const sayOfWork = (db: Database, activity: number, node: string, sentence: string, state: NodeState = 'applying'): Promise<number> =>
  db.execute(
    `INSERT INTO activity_nodes AS m (activity, node, place, state, log)
     SELECT $1, $2, (SELECT coalesce(max(place), 0) + 1 FROM activity_nodes WHERE activity = $1), $4,
       jsonb_build_array(jsonb_build_object('at', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'sentence', $3::text))
     ON CONFLICT (activity, node) DO UPDATE SET state = excluded.state, log = CASE WHEN m.log->-1->>'sentence' = $3 THEN m.log ELSE m.log || excluded.log END`,
    [activity, node, sentence, state],
  )

/** What was said of the last change of settings that did not last, for ten minutes; null: there was none. */
export const takenBack = async (db: Pick<Database, 'one'>): Promise<string | null> =>
  (await db.one<{ outcome: string | null }>("SELECT (SELECT outcome FROM activities WHERE kind = 'settings' AND state IN ('undone', 'failed') AND ended_at > now() - interval '10 minutes' ORDER BY id DESC LIMIT 1) AS outcome")).outcome
