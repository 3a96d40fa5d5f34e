import type { Party } from '#kernel/mandate.ts'
import type { Database } from '#platform/postgres/index.ts'

export type VersionRow = {
  version: number
  matrix: string
  digest: string
  note: string
  proposed_by: string
  created_at: Date
  effective_at: Date | null
}
export type SignatureRow = { version: number; party: Party; key_id: string; signature: string; signed_by: string; signed_at: Date }

const columns = 'version, matrix, digest, note, proposed_by, created_at, effective_at'

export const findCurrent = (db: Database): Promise<VersionRow | undefined> =>
  db.maybe(`SELECT ${columns} FROM raci_versions WHERE effective_at IS NOT NULL ORDER BY version DESC LIMIT 1`)

export const findVersion = (db: Database, version: number): Promise<VersionRow | undefined> =>
  db.maybe(`SELECT ${columns} FROM raci_versions WHERE version = $1`, [version])

export const allVersions = (db: Database): Promise<VersionRow[]> => db.rows(`SELECT ${columns} FROM raci_versions ORDER BY version DESC`)

/** False when the number is taken. */
export const insertVersion = async (db: Database, row: VersionRow): Promise<boolean> =>
  (await db.execute(`INSERT INTO raci_versions (${columns}) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
    [row.version, row.matrix, row.digest, row.note, row.proposed_by, row.created_at, row.effective_at])) === 1

export const signaturesOf = (db: Database, versions: readonly number[]): Promise<SignatureRow[]> =>
  db.rows('SELECT version, party, key_id, signature, signed_by, signed_at FROM raci_signatures WHERE version = ANY ($1) ORDER BY version, party', [versions])

export const insertSignature = async (db: Database, row: SignatureRow): Promise<boolean> =>
  (await db.execute('INSERT INTO raci_signatures (version, party, key_id, signature, signed_by, signed_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING',
    [row.version, row.party, row.key_id, row.signature, row.signed_by, row.signed_at])) === 1

/** Takes effect when both parties have signed and nothing later is in force. */
export const makeEffective = (db: Database, version: number, at: Date): Promise<number> =>
  db.execute(
    `UPDATE raci_versions SET effective_at = $2 WHERE version = $1 AND effective_at IS NULL
     AND (SELECT count(*) FROM raci_signatures WHERE version = $1) = 2
     AND NOT EXISTS (SELECT 1 FROM raci_versions later WHERE later.version > $1 AND later.effective_at IS NOT NULL)`,
    [version, at],
  )
