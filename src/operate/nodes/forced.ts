/**
 * A forced update: every node that lives renews its web workers, one after another or all at once. It is carried on by the heartbeats of the nodes, whoever asked
 * for it may go. States: open → ended. While it is open its mode holds for changes of settings too, whatever the setting says.
 */
import type { Database } from '#platform/postgres/index.ts'
import { requestRestart } from './nodes.store.ts'

export type Mode = 'sequential' | 'parallel'
export type Forced = { mode: Mode; begun_by: string; begun_at: Date; ended_at: Date | null; outcome: string | null }
type Open = { number: string; mode: Mode; begun_by: string }
type Place = { id: string; hostname: string; alive: boolean; begun: boolean; restart_state: string | null; restart_outcome: string | null }

export const lastForced = (db: Database): Promise<Forced | undefined> => db.maybe('SELECT mode, begun_by, begun_at, ended_at, outcome FROM forced_updates ORDER BY number DESC LIMIT 1')
/** How nodes take up changes for as long as a forced update runs. */
export const forcedMode = async (db: Database): Promise<Mode | undefined> => (await db.maybe<{ mode: Mode }>('SELECT mode FROM forced_updates WHERE ended_at IS NULL'))?.mode

const end = (db: Database, number: string, outcome: string): Promise<number> => db.execute('UPDATE forced_updates SET ended_at = clock_timestamp(), outcome = $2 WHERE number = $1', [number, outcome])

export const beginForced = (db: Database, mode: Mode, by: string): Promise<void> =>
  db.transaction(async (tx) => {
    await tx.execute("UPDATE forced_updates SET ended_at = now(), outcome = 'Another update was forced before this one was through.' WHERE ended_at IS NULL")
    await tx.execute('INSERT INTO forced_updates (mode, begun_by) VALUES ($1, $2)', [mode, by])
    await step(tx)
  })

/** The next step of the run that is open, if any; one node at a time takes it. */
export const continueForced = async (db: Database): Promise<void> => {
  if ((await forcedMode(db)) !== undefined) await db.transaction(step)
}

async function step(tx: Database): Promise<void> {
  const run = await tx.maybe<Open>('SELECT number::text, mode, begun_by FROM forced_updates WHERE ended_at IS NULL FOR UPDATE SKIP LOCKED')
  if (!run) return
  const all = await tx.rows<Place>(
    `SELECT n.id, n.hostname, n.heartbeat_at > now() - interval '60 seconds' AS alive, coalesce(n.restart_at >= f.begun_at, false) AS begun, n.restart_state, n.restart_outcome
       FROM nodes n, forced_updates f WHERE f.number = $1 AND n.removed_at IS NULL ORDER BY n.number`, [run.number])
  const pending = all.filter(({ alive, begun, restart_state: state }) => alive && begun && (state === 'requested' || state === 'running'))
  const failed = all.find(({ begun, restart_state: state }) => begun && state === 'failed')
  const waiting = all.filter(({ alive, begun }) => alive && !begun)
  if (failed && pending.length === 0) await end(tx, run.number, `Stopped at ${failed.hostname}: ${failed.restart_outcome ?? ''}${waiting.length > 0 ? ' No further node was touched.' : ''}`)
  else if (!failed && pending.length === 0 && waiting.length === 0) await end(tx, run.number, 'Every node that lives was renewed.')
  else if (!failed && (run.mode === 'parallel' || pending.length === 0)) for (const { id } of run.mode === 'parallel' ? waiting : waiting.slice(0, 1)) await requestRestart(tx, id, run.begun_by)
}
