import type { Database } from '#platform/postgres/index.ts'
import type { Content } from './format.ts'

export type BackupRow = {
  id: string; node: string; content: Content; state: 'requested' | 'running' | 'done' | 'failed' | 'deleted'; scheduled: boolean; requested_by: string; requested_at: Date
  locked_with: 'passphrase' | 'recipients'; lock_sealed: Buffer | null; recipients: string[]; far: number; sentence: string; started_at: Date | null; finished_at: Date | null
  taken_at: Date | null; file: string | null; build: string | null; schema: number | null; bytes: number | null; data_bytes: number | null; rows: number | null
  md5: string | null; sha256: string | null; proof_state: 'requested' | 'running' | 'proven' | 'failed' | null; proof_sentence: string | null; proven_at: Date | null; certificate: Record<string, unknown> | null
  folder: string | null
}

const columns = `b.id, b.node, b.content, b.state, b.scheduled, b.requested_by, b.requested_at, b.locked_with, b.lock_sealed, b.recipients, b.far::float8 AS far, b.sentence, b.started_at, b.finished_at,
  b.taken_at, b.file, b.build, b.schema, b.bytes::float8 AS bytes, b.data_bytes::float8 AS data_bytes, b.rows::float8 AS rows, b.md5, b.sha256, b.proof_state, b.proof_sentence, b.proven_at, b.certificate, r.folder`
const from = 'FROM backups b LEFT JOIN backup_roles r USING (node)'

export const allBackups = (db: Database, state?: string): Promise<BackupRow[]> =>
  db.rows(`SELECT ${columns} ${from} WHERE $1::text IS NULL OR b.state = $1 ORDER BY b.requested_at DESC, b.id LIMIT 500`, [state ?? null])
export const findBackup = (db: Database, id: string): Promise<BackupRow | undefined> => db.maybe(`SELECT ${columns} ${from} WHERE b.id = $1`, [id])

export const doneOf = async (db: Database, node: string, content: Content): Promise<number> =>
  (await db.one<{ n: number }>("SELECT count(*)::int AS n FROM backups WHERE node = $1 AND content = $2 AND state = 'done'", [node, content])).n

export type NewBackup = Pick<BackupRow, 'id' | 'node' | 'content' | 'scheduled' | 'requested_by' | 'locked_with' | 'recipients'> & { lock_sealed: Buffer | null }

/** @throws UniqueViolation when one is under way. */
export const insertBackup = (db: Database, it: NewBackup): Promise<number> =>
  db.execute(
    `INSERT INTO backups (id, node, content, state, scheduled, requested_by, locked_with, lock_sealed, recipients) VALUES ($1, $2, $3, 'requested', $4, $5, $6, $7, $8)`,
    [it.id, it.node, it.content, it.scheduled, it.requested_by, it.locked_with, it.lock_sealed, it.recipients],
  )

export const insertAdopted = (db: Database, it: Pick<BackupRow, 'id' | 'node' | 'content' | 'requested_by' | 'locked_with' | 'taken_at' | 'file' | 'build' | 'schema' | 'bytes' | 'md5' | 'sha256'>): Promise<number> =>
  db.execute(
    `INSERT INTO backups (id, node, content, state, requested_by, locked_with, taken_at, file, build, schema, bytes, md5, sha256, finished_at, far, sentence)
     VALUES ($1, $2, $3, 'done', $4, $5, $6, $7, $8, $9, $10, $11, $12, now(), 1, 'A file that was copied here.')`,
    [it.id, it.node, it.content, it.requested_by, it.locked_with, it.taken_at, it.file, it.build, it.schema, it.bytes, it.md5, it.sha256],
  )

/** The node's next piece of work: a backup that was asked for, then a proof. */
export const claimBackup = (db: Database, node: string): Promise<{ id: string } | undefined> =>
  db.maybe("UPDATE backups SET state = 'running', started_at = now() WHERE id = (SELECT id FROM backups WHERE node = $1 AND state = 'requested' LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id", [node])
export const claimProof = (db: Database, node: string): Promise<{ id: string } | undefined> =>
  db.maybe("UPDATE backups SET proof_state = 'running' WHERE id = (SELECT id FROM backups WHERE node = $1 AND state = 'done' AND proof_state = 'requested' ORDER BY requested_at LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id", [node])

export const noteProgress = (db: Database, id: string, far: number, sentence: string): Promise<number> =>
  db.execute("UPDATE backups SET far = $2, sentence = $3 WHERE id = $1 AND state = 'running'", [id, far, sentence])

export type Finished = Required<Pick<BackupRow, 'taken_at' | 'file' | 'build' | 'schema' | 'bytes' | 'data_bytes' | 'rows' | 'md5' | 'sha256' | 'sentence'>>
export const finishBackup = (db: Database, id: string, it: Finished): Promise<number> =>
  db.execute(
    `UPDATE backups SET state = 'done', far = 1, finished_at = now(), taken_at = $2, file = $3, build = $4, schema = $5, bytes = $6, data_bytes = $7, rows = $8, md5 = $9, sha256 = $10, sentence = $11,
       proof_state = 'requested' WHERE id = $1`,
    [id, it.taken_at, it.file, it.build, it.schema, it.bytes, it.data_bytes, it.rows, it.md5, it.sha256, it.sentence],
  )
export const failBackup = (db: Database, id: string, sentence: string): Promise<number> =>
  db.execute("UPDATE backups SET state = 'failed', finished_at = now(), sentence = $2, lock_sealed = NULL WHERE id = $1", [id, sentence])

export const requestProof = (db: Database, id: string, sealed: Buffer | null): Promise<number> =>
  db.execute("UPDATE backups SET proof_state = 'requested', lock_sealed = coalesce($2, lock_sealed) WHERE id = $1 AND state = 'done' AND proof_state IS DISTINCT FROM 'running'", [id, sealed])
export const finishProof = (db: Database, id: string, ok: boolean, sentence: string, certificate: Record<string, unknown> | null): Promise<number> =>
  db.execute(
    `UPDATE backups SET proof_state = $2, proof_sentence = $3, certificate = $4, lock_sealed = NULL, proven_at = CASE WHEN $2 = 'proven' THEN now() ELSE proven_at END WHERE id = $1`,
    [id, ok ? 'proven' : 'failed', sentence, certificate === null ? null : JSON.stringify(certificate)],
  )

/** Work that a crash of the node cut short. */
export const abandonWork = (db: Database, node: string): Promise<{ id: string; file: string | null }[]> =>
  db.rows(
    `WITH cut AS (UPDATE backups SET state = 'failed', finished_at = now(), lock_sealed = NULL, sentence = 'The node ended while the backup was made; what was written of it has been removed.' WHERE node = $1 AND state = 'running' RETURNING id, file),
          again AS (UPDATE backups SET proof_state = 'requested' WHERE node = $1 AND proof_state = 'running')
     SELECT id, file FROM cut`,
    [node],
  )

export const markDeleted = (db: Database, id: string, sentence: string): Promise<number> =>
  db.execute("UPDATE backups SET state = 'deleted', sentence = $2, lock_sealed = NULL WHERE id = $1", [id, sentence])

/** Scheduled ones beyond the number that is kept, oldest first; the newest proven one is never among them. */
export const surplus = (db: Database, node: string, content: Content, keep: number): Promise<{ id: string; file: string }[]> =>
  db.rows(
    `SELECT id, file FROM backups WHERE node = $1 AND content = $2 AND state = 'done'
       AND id NOT IN (SELECT id FROM backups WHERE node = $1 AND content = $2 AND state = 'done' ORDER BY taken_at DESC LIMIT $3)
       AND id IS DISTINCT FROM (SELECT id FROM backups WHERE node = $1 AND content = $2 AND state = 'done' AND proof_state = 'proven' ORDER BY taken_at DESC LIMIT 1)
     ORDER BY taken_at`,
    [node, content, keep],
  )

/** Undefined when there never was one. */
export const lastProven = (db: Database): Promise<{ id: string; taken_at: Date; proven_at: Date; hours: number } | undefined> =>
  db.maybe("SELECT id, taken_at, proven_at, extract(epoch FROM now() - taken_at)::float8 / 3600 AS hours FROM backups WHERE proof_state = 'proven' AND content <> 'secrets' ORDER BY taken_at DESC LIMIT 1")
export const lastDone = (db: Database): Promise<{ id: string; hours: number; proof_state: BackupRow['proof_state']; proof_sentence: string | null } | undefined> =>
  db.maybe("SELECT id, extract(epoch FROM now() - taken_at)::float8 / 3600 AS hours, proof_state, proof_sentence FROM backups WHERE state IN ('done', 'deleted') AND taken_at IS NOT NULL AND content <> 'secrets' ORDER BY taken_at DESC LIMIT 1")
export const lastFailure = (db: Database): Promise<{ id: string; sentence: string; state: string; hours: number } | undefined> =>
  db.maybe("SELECT id, sentence, state, extract(epoch FROM now() - requested_at)::float8 / 3600 AS hours FROM backups WHERE state IN ('done', 'failed') ORDER BY requested_at DESC LIMIT 1")
export const scheduledSince = async (db: Database, node: string, at: Date): Promise<boolean> =>
  (await db.one<{ found: boolean }>('SELECT EXISTS (SELECT 1 FROM backups WHERE node = $1 AND scheduled AND requested_at >= $2) AS found', [node, at])).found
/** Hours since the appliance was made. */
export const applianceAge = async (db: Pick<Database, 'one'>): Promise<number> => (await db.one<{ hours: number }>('SELECT extract(epoch FROM now() - min(applied_at))::float8 / 3600 AS hours FROM schema_migrations')).hours
export const dataBytes = async (db: Pick<Database, 'one'>): Promise<number> => (await db.one<{ bytes: number }>('SELECT pg_database_size(current_database())::float8 AS bytes')).bytes
