import type { Database } from '#platform/postgres/index.ts'
import type { Environment } from '../context/index.ts'

export type PairedRow = { key_id: string; public_key: string; name: string; environment: Environment; paired_by: string; paired_at: Date }
const paired = 'key_id, public_key, name, environment, paired_by, paired_at'

export const currentPair = (db: Database): Promise<PairedRow | undefined> => db.maybe(`SELECT ${paired} FROM paired_environments WHERE removed_at IS NULL`)
export const insertPair = (db: Database, row: PairedRow): Promise<number> =>
  db.execute(`INSERT INTO paired_environments (${paired}) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (key_id) DO UPDATE SET name = $3, environment = $4, paired_by = $5, paired_at = $6, removed_at = NULL`,
    [row.key_id, row.public_key, row.name, row.environment, row.paired_by, row.paired_at])
export const endPair = (db: Database, now: Date): Promise<number> => db.execute('UPDATE paired_environments SET removed_at = $1 WHERE removed_at IS NULL', [now])

export type AttestationRow = {
  id: string
  direction: 'issued' | 'received'
  kind: 'build' | 'backup' | 'update' | 'test-sign-off'
  issuer: string
  issued_at: Date
  recorded_at: Date
  recorded_by: string
  facts: Record<string, unknown>
  packet: string
}
const columns = 'id, direction, kind, issuer, issued_at, recorded_at, recorded_by, facts, packet'

export const attestationPage = (db: Database, direction: string | undefined, offset: number, limit: number): Promise<(AttestationRow & { total: number })[]> =>
  db.rows(`SELECT ${columns}, count(*) OVER ()::int AS total FROM attestations WHERE $1::text IS NULL OR direction = $1 ORDER BY issued_at DESC, id OFFSET $2 LIMIT $3`, [direction ?? null, offset, limit])

/** False when an attestation with this id is there already. */
export const insertAttestation = async (db: Database, row: AttestationRow): Promise<boolean> =>
  (await db.execute(`INSERT INTO attestations (${columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
    [row.id, row.direction, row.kind, row.issuer, row.issued_at, row.recorded_at, row.recorded_by, JSON.stringify(row.facts), row.packet])) === 1

/** What an issuer has told about one build, the newest first, however much came after it. */
export const attestationsAbout = (db: Database, issuer: string, build: string): Promise<AttestationRow[]> =>
  db.rows(`SELECT ${columns} FROM attestations WHERE direction = 'received' AND issuer = $1 AND facts->>'build' = $2 ORDER BY issued_at DESC, id`, [issuer, build])

export const attestationRows = (db: Database, direction: string | undefined, kind: string | undefined): Promise<AttestationRow[]> =>
  db.rows(`SELECT ${columns} FROM attestations WHERE ($1::text IS NULL OR direction = $1) AND ($2::text IS NULL OR kind = $2) ORDER BY issued_at DESC, id LIMIT 500`, [direction ?? null, kind ?? null])
