import type { Database } from '#platform/postgres/index.ts'


export type KeyOwner = 'appliance' | 'provider' | 'subscriber'

export type KeyRow = { id: string; owner: KeyOwner; public_key: string; private_sealed: Buffer | null }

const columns = 'id, owner, public_key, private_sealed'

export const findCurrentKey = (db: Database, owner: KeyOwner): Promise<KeyRow | undefined> =>
  db.maybe(`SELECT ${columns} FROM responsibility_keys WHERE owner = $1 AND retired_at IS NULL`, [owner])

export const findKey = (db: Database, id: string): Promise<KeyRow | undefined> =>
  db.maybe(`SELECT ${columns} FROM responsibility_keys WHERE id = $1`, [id])

/** Does nothing when the owner has a current key already. */
export const insertKey = (db: Database, row: KeyRow): Promise<number> =>
  db.execute(`INSERT INTO responsibility_keys (${columns}) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`, [row.id, row.owner, row.public_key, row.private_sealed])

export const retireKeys = (db: Database, owner: KeyOwner): Promise<number> =>
  db.execute('UPDATE responsibility_keys SET retired_at = now() WHERE owner = $1 AND retired_at IS NULL', [owner])
