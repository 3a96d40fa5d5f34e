import type { Database } from '#platform/postgres/index.ts'
import type { ConsentKind } from './sources.ts'

export type ConsoleRow = {
  key_id: string
  public_key: string
  name: string
  url: string
  ca: string | null
  enrolment_sealed: Buffer | null
  consents: ConsentKind[]
  paired_by: string
  paired_at: Date
  sent: number
  received: number
  next_at: Date
  answered_at: Date | null
  failing_since: Date | null
  failures: number
  last_error: string | null
}
const columns = 'key_id, public_key, name, url, ca, enrolment_sealed, consents, paired_by, paired_at, sent, received, next_at, answered_at, failing_since, failures, last_error'

export const currentConsole = (db: Database): Promise<ConsoleRow | undefined> => db.maybe(`SELECT ${columns} FROM reporting_consoles WHERE removed_at IS NULL`)

/** A console that was paired before keeps its numbers, which only rise. */
export const insertConsole = (db: Database, row: Pick<ConsoleRow, 'key_id' | 'public_key' | 'name' | 'url' | 'ca' | 'enrolment_sealed' | 'consents' | 'paired_by' | 'paired_at'>): Promise<ConsoleRow> =>
  db.one(
    `INSERT INTO reporting_consoles (key_id, public_key, name, url, ca, enrolment_sealed, consents, paired_by, paired_at, next_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
     ON CONFLICT (key_id) DO UPDATE SET public_key = $2, name = $3, url = $4, ca = $5, enrolment_sealed = $6, consents = $7, paired_by = $8, paired_at = $9, next_at = $9,
       removed_by = NULL, removed_at = NULL, failing_since = NULL, failures = 0, last_error = NULL, busy_until = NULL, answered_at = NULL RETURNING ${columns}`,
    [row.key_id, row.public_key, row.name, row.url, row.ca, row.enrolment_sealed, row.consents, row.paired_by, row.paired_at],
  )

export const removeConsole = (db: Database, by: string, now: Date): Promise<number> =>
  db.execute('UPDATE reporting_consoles SET removed_by = $1, removed_at = $2 WHERE removed_at IS NULL', [by, now])

export const setConsents = (db: Database, consents: readonly ConsentKind[], now: Date): Promise<ConsoleRow | undefined> =>
  db.maybe(`UPDATE reporting_consoles SET consents = $1, next_at = $2 WHERE removed_at IS NULL RETURNING ${columns}`, [consents, now])

/** For the one caller who may talk to the console until then; undefined when it is not time, or somebody else talks. */
export const claimConsole = (db: Database, now: Date, until: Date, atOnce: boolean): Promise<ConsoleRow | undefined> =>
  db.maybe(
    `UPDATE reporting_consoles SET busy_until = $2 WHERE removed_at IS NULL AND (busy_until IS NULL OR busy_until <= $1) AND ($3 OR next_at <= $1) RETURNING ${columns}`,
    [now, until, atOnce],
  )
export const releaseConsole = (db: Database, keyId: string): Promise<number> => db.execute('UPDATE reporting_consoles SET busy_until = NULL WHERE key_id = $1', [keyId])

export const nextNumber = async (db: Database, keyId: string, milliseconds: number): Promise<number> =>
  (await db.one<{ sent: number }>('UPDATE reporting_consoles SET sent = greatest(sent + 1, $2) WHERE key_id = $1 RETURNING sent', [keyId, milliseconds])).sent

export const recordAnswer = (db: Database, keyId: string, now: Date, next: Date): Promise<number> =>
  db.execute('UPDATE reporting_consoles SET answered_at = $2, next_at = $3, failing_since = NULL, failures = 0, last_error = NULL, enrolment_sealed = NULL WHERE key_id = $1', [keyId, now, next])
export const recordFailure = (db: Database, keyId: string, now: Date, next: Date, error: string): Promise<number> =>
  db.execute('UPDATE reporting_consoles SET failures = failures + 1, failing_since = coalesce(failing_since, $2), next_at = $3, last_error = $4 WHERE key_id = $1', [keyId, now, next, error])

export type Confirmed = { item: string; fingerprint: string }
export const confirmedItems = (db: Database, keyId: string): Promise<Confirmed[]> => db.rows('SELECT item, fingerprint FROM reporting_items WHERE key_id = $1', [keyId])
export const forgetItems = (db: Database, keyId: string): Promise<number> => db.execute('DELETE FROM reporting_items WHERE key_id = $1', [keyId])
export async function confirmItems(db: Database, keyId: string, put: readonly Confirmed[], drop: readonly string[]): Promise<void> {
  await db.execute('DELETE FROM reporting_items WHERE key_id = $1 AND item = ANY ($2)', [keyId, drop])
  await db.execute(
    `INSERT INTO reporting_items (key_id, item, fingerprint) SELECT $1, item, fingerprint FROM unnest($2::text[], $3::text[]) AS s (item, fingerprint)
     ON CONFLICT (key_id, item) DO UPDATE SET fingerprint = excluded.fingerprint`,
    [keyId, put.map(({ item }) => item), put.map(({ fingerprint }) => fingerprint)],
  )
}

export type InstructionRow = { id: string; key_id: string; position: number; operation: string; said_by: string; said_at: Date; arrived_at: Date; state: 'done' | 'refused'; sentence: string; subject: string | null }
const instruction = 'id, key_id, position, operation, said_by, said_at, arrived_at, state, sentence, subject'

/** False when it was dealt with before. */
export const claimInstruction = async (db: Database, row: InstructionRow): Promise<boolean> =>
  (await db.execute(`INSERT INTO reporting_instructions (${instruction}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING`,
    [row.id, row.key_id, row.position, row.operation, row.said_by, row.said_at, row.arrived_at, row.state, row.sentence, row.subject])) === 1
export const settleInstruction = (db: Database, id: string, outcome: Pick<InstructionRow, 'state' | 'sentence' | 'subject'>): Promise<number> =>
  db.execute('UPDATE reporting_instructions SET state = $2, sentence = $3, subject = $4 WHERE id = $1', [id, outcome.state, outcome.sentence, outcome.subject])
export const setReceived = (db: Database, keyId: string, position: number): Promise<number> =>
  db.execute('UPDATE reporting_consoles SET received = greatest(received, $2) WHERE key_id = $1', [keyId, position])
export const instructionPage = (db: Database, offset: number, limit: number): Promise<(InstructionRow & { total: number })[]> =>
  db.rows(`SELECT ${instruction}, count(*) OVER ()::int AS total FROM reporting_instructions ORDER BY arrived_at DESC, position DESC OFFSET $1 LIMIT $2`, [offset, limit])
export const recentInstructions = (db: Database, since: Date): Promise<InstructionRow[]> =>
  db.rows(`SELECT ${instruction} FROM reporting_instructions WHERE arrived_at >= $1 ORDER BY arrived_at DESC, position DESC LIMIT 500`, [since])
