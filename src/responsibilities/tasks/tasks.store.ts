import type { Party } from '#kernel/mandate.ts'
import type { Risk } from '#kernel/operation.ts'
import type { Database } from '#platform/postgres/index.ts'
import type { OperatorCaller } from '../context/index.ts'
import type { Evidence, Vouched } from '../gate/index.ts'

export type TaskState = 'proposed' | 'consulted' | 'approved' | 'running' | 'done' | 'failed' | 'undone' | 'expired'
export type Plan = { steps: { id: string; about: string }[]; facts: Record<string, unknown> }

export type TaskRow = {
  id: string
  operation: string
  title: string
  matrix_version: number
  matrix_row: string
  risk: Risk
  state: TaskState
  proposed_by: string
  proposed_party: Party
  reason: string | null
  ticket: string | null
  input_sealed: Buffer
  input_shown: unknown
  plan: Plan
  plan_digest: string
  evidence: Evidence[]
  created_at: Date
  state_since: Date
  expires_at: Date
  signed_off_by: string | null
  signed_off_at: Date | null
  signed_evidence: Evidence[] | null
  run_by: OperatorCaller | null
  runner: string | null
  lease_until: Date | null
  started_at: Date | null
  ended_at: Date | null
  outcome: string | null
}

const columns = `id, operation, title, matrix_version, matrix_row, risk, state, proposed_by, proposed_party, reason, ticket, input_sealed, input_shown, plan, plan_digest,
  evidence, created_at, state_since, expires_at, signed_off_by, signed_off_at, signed_evidence, run_by, runner, lease_until, started_at, ended_at, outcome`

export const insertTask = (db: Database, t: Omit<TaskRow, 'signed_off_by' | 'signed_off_at' | 'signed_evidence' | 'run_by' | 'runner' | 'lease_until' | 'started_at' | 'ended_at' | 'outcome'>): Promise<TaskRow> =>
  db.one(
    `INSERT INTO tasks (id, operation, title, matrix_version, matrix_row, risk, state, proposed_by, proposed_party, reason, ticket, input_sealed, input_shown, plan, plan_digest,
       evidence, created_at, state_since, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19) RETURNING ${columns}`,
    [t.id, t.operation, t.title, t.matrix_version, t.matrix_row, t.risk, t.state, t.proposed_by, t.proposed_party, t.reason, t.ticket, t.input_sealed, JSON.stringify(t.input_shown),
      JSON.stringify(t.plan), t.plan_digest, JSON.stringify(t.evidence), t.created_at, t.state_since, t.expires_at],
  )

export const taskById = (db: Database, id: string, lock = false): Promise<TaskRow | undefined> => db.maybe(`SELECT ${columns} FROM tasks WHERE id = $1${lock ? ' FOR UPDATE' : ''}`, [id])

export const taskRows = (db: Database, states: readonly TaskState[] | undefined, offset: number, limit: number): Promise<(TaskRow & { total: number })[]> =>
  db.rows(`SELECT ${columns}, count(*) OVER ()::int AS total FROM tasks WHERE $1::text[] IS NULL OR state = ANY ($1) ORDER BY created_at DESC, id OFFSET $2 LIMIT $3`, [states ?? null, offset, limit])

/** Moves on from one of the states given; undefined when somebody else has moved it meanwhile. */
export const moveTask = (db: Database, id: string, from: readonly TaskState[], to: TaskState, now: Date, outcome: string | null = null): Promise<TaskRow | undefined> =>
  db.maybe(
    `UPDATE tasks SET state = $3, state_since = $4, outcome = coalesce($5, outcome),
       ended_at = CASE WHEN $3 IN ('done', 'failed', 'undone', 'expired') THEN $4::timestamptz ELSE ended_at END
     WHERE id = $1 AND state = ANY ($2) RETURNING ${columns}`,
    [id, from, to, now, outcome],
  )

export const signTask = (db: Database, id: string, by: string, evidence: readonly Evidence[], now: Date): Promise<number> =>
  db.execute('UPDATE tasks SET signed_off_by = $2, signed_off_at = $3, signed_evidence = $4 WHERE id = $1', [id, by, now, JSON.stringify(evidence)])

export const replan = (db: Database, id: string, change: Pick<TaskRow, 'input_sealed' | 'input_shown' | 'plan' | 'plan_digest' | 'evidence'>): Promise<number> =>
  db.execute('UPDATE tasks SET input_sealed = $2, input_shown = $3, plan = $4, plan_digest = $5, evidence = $6, signed_off_by = NULL, signed_off_at = NULL, signed_evidence = NULL WHERE id = $1',
    [id, change.input_sealed, JSON.stringify(change.input_shown), JSON.stringify(change.plan), change.plan_digest, JSON.stringify(change.evidence)])

export const dueTasks = (db: Database, now: Date): Promise<TaskRow[]> =>
  db.rows(`SELECT ${columns} FROM tasks WHERE state IN ('proposed', 'consulted', 'approved') AND expires_at <= $1`, [now])

// Running: a lease that is renewed while the process lives.
export const startRun = (db: Database, id: string, runner: string, caller: OperatorCaller, now: Date, lease: Date): Promise<TaskRow | undefined> =>
  db.maybe(
    `UPDATE tasks SET state = 'running', state_since = $4, started_at = $4, runner = $2, run_by = $3, lease_until = $5 WHERE id = $1 AND state = 'approved' RETURNING ${columns}`,
    [id, runner, JSON.stringify(caller), now, lease],
  )
export const takeOver = (db: Database, runner: string, now: Date, lease: Date): Promise<TaskRow[]> =>
  db.rows(
    `UPDATE tasks SET runner = $1, lease_until = $3 WHERE id IN (SELECT id FROM tasks WHERE state = 'running' AND lease_until <= $2 FOR UPDATE SKIP LOCKED) RETURNING ${columns}`,
    [runner, now, lease],
  )
/** False when another process has taken over. */
export const renewLease = async (db: Database, id: string, runner: string, lease: Date): Promise<boolean> =>
  (await db.execute("UPDATE tasks SET lease_until = $3 WHERE id = $1 AND runner = $2 AND state = 'running'", [id, runner, lease])) === 1

export type StepRow = { task_id: string; position: number; step: string; about: string; state: 'pending' | 'running' | 'done' | 'failed' | 'undone'; attempts: number; started_at: Date | null; ended_at: Date | null; result: unknown; error: string | null }
export const stepRows = (db: Database, task: string): Promise<StepRow[]> =>
  db.rows('SELECT task_id, position, step, about, state, attempts, started_at, ended_at, result, error FROM task_steps WHERE task_id = $1 ORDER BY position', [task])
export const insertSteps = (db: Database, task: string, steps: readonly { id: string; about: string }[]): Promise<number> =>
  db.execute(
    'INSERT INTO task_steps (task_id, position, step, about) SELECT $1, n, step, about FROM unnest($2::int[], $3::text[], $4::text[]) AS s (n, step, about)',
    [task, steps.map((_, index) => index + 1), steps.map(({ id }) => id), steps.map(({ about }) => about)],
  )
export const beginStep = (db: Database, task: string, position: number, now: Date): Promise<number> =>
  db.execute("UPDATE task_steps SET state = 'running', attempts = attempts + 1, started_at = $3, ended_at = NULL, error = NULL WHERE task_id = $1 AND position = $2", [task, position, now])
export const endStep = (db: Database, task: string, position: number, state: StepRow['state'], outcome: { result?: unknown; error?: string }, now: Date): Promise<number> =>
  db.execute('UPDATE task_steps SET state = $3, ended_at = $4, result = coalesce($5, result), error = $6 WHERE task_id = $1 AND position = $2',
    [task, position, state, now, outcome.result === undefined ? null : JSON.stringify(outcome.result), outcome.error ?? null])

export const insertVouched = (db: Database, task: string, v: Vouched): Promise<number> =>
  db.execute('INSERT INTO task_attestations (task_id, gate, party, attested_by, sentence, at) VALUES ($1, $2, $3, $4, $5, $6)', [task, v.gate, v.party, v.by, v.sentence, v.at])
export const vouchedRows = (db: Database, task: string): Promise<Vouched[]> =>
  db.rows('SELECT gate, party, attested_by AS by, sentence, at FROM task_attestations WHERE task_id = $1 ORDER BY at', [task])
