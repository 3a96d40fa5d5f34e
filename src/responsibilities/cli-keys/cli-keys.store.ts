import type { Party } from '#kernel/mandate.ts'
import type { Database } from '#platform/postgres/index.ts'
import type { JobRole } from '../context/index.ts'

export type CliKey = {
  id: string
  name: string
  public_key: string
  party: Party
  roles: JobRole[]
  person_id: string | null
  added_by: string
  added_at: Date
  last_used_at: Date | null
}

const columns = 'id, name, public_key, party, roles, person_id, added_by, added_at, last_used_at'

export const allKeys = (db: Database): Promise<CliKey[]> => db.rows(`SELECT ${columns} FROM cli_keys ORDER BY added_at, id`)
export const findKey = (db: Database, id: string): Promise<CliKey | undefined> => db.maybe(`SELECT ${columns} FROM cli_keys WHERE id = $1`, [id])

/** @throws UniqueViolation */
export const insertKey = (db: Database, key: Omit<CliKey, 'last_used_at'>): Promise<number> =>
  db.execute('INSERT INTO cli_keys (id, name, public_key, party, roles, person_id, added_by, added_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)',
    [key.id, key.name, key.public_key, key.party, key.roles, key.person_id, key.added_by, key.added_at])

/** By id or by name. */
export const deleteKey = (db: Database, which: string): Promise<{ id: string; name: string } | undefined> =>
  db.maybe('DELETE FROM cli_keys WHERE id = $1 OR name = $1 RETURNING id, name', [which])

/** Once a minute at most: commands may come by the second. */
export const tellUse = (db: Database, id: string, now: Date): Promise<number> =>
  db.execute("UPDATE cli_keys SET last_used_at = $2 WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $2::timestamptz - interval '1 minute')", [id, now])

/** False when it was spent before: one statement, so that of two at once one wins, on whatever node. */
export const spendNonce = async (db: Database, keyId: string, nonce: string, seconds: number): Promise<boolean> =>
  (await db.execute('INSERT INTO agent_nonces (key_id, nonce, expires_at) VALUES ($1, $2, now() + make_interval(secs => $3)) ON CONFLICT DO NOTHING', [keyId, nonce, seconds])) === 1
