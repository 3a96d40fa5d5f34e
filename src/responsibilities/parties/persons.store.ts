import type { Party } from '#kernel/mandate.ts'
import type { Database } from '#platform/postgres/index.ts'
import type { JobRole } from '../context/index.ts'

export type Person = {
  id: string
  party: Party
  roles: JobRole[]
  email: string
  name: string
  user_id: string | null
  state: 'invited' | 'active' | 'removed'
  invited_by: string
  created_at: Date
  updated_at: Date
}

const columns = 'id, party, roles, email, name, user_id, state, invited_by, created_at, updated_at'

export const insertPerson = (db: Database, person: Person): Promise<number> =>
  db.execute(`INSERT INTO persons (${columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [person.id, person.party, person.roles, person.email, person.name, person.user_id, person.state, person.invited_by, person.created_at, person.updated_at])

export const personById = (db: Database, id: string, lock = false): Promise<Person | undefined> =>
  db.maybe(`SELECT ${columns} FROM persons WHERE id = $1${lock ? ' FOR UPDATE' : ''}`, [id])

/** Blocked users are nobody. */
export const activePersonOfUser = (db: Database, rootTenant: number, userId: string): Promise<Person | undefined> =>
  db.maybe(
    `SELECT ${columns.split(', ').map((column) => `p.${column}`).join(', ')} FROM persons p JOIN users u ON u.tenant_id = $1 AND u.user_id = p.user_id
     WHERE p.user_id = $2 AND p.state = 'active' AND NOT u.blocked`,
    [rootTenant, userId],
  )

export const allPersons = (db: Database): Promise<Person[]> => db.rows(`SELECT ${columns} FROM persons ORDER BY created_at, id`)

export const activeOfParty = (db: Database, party: Party): Promise<Person[]> =>
  db.rows(`SELECT ${columns} FROM persons WHERE party = $1 AND state = 'active' ORDER BY created_at, id`, [party])

export const updatePerson = (db: Database, person: Person): Promise<number> =>
  db.execute('UPDATE persons SET party = $2, roles = $3, name = $4, user_id = $5, state = $6, updated_at = $7 WHERE id = $1',
    [person.id, person.party, person.roles, person.name, person.user_id, person.state, person.updated_at])

/** Serialises whoever changes who there is, so that the last person of a party cannot leave twice. */
export const lockPersons = (db: Database): Promise<number> => db.execute('LOCK TABLE persons IN SHARE ROW EXCLUSIVE MODE')

export const userExists = async (db: Database, rootTenant: number, userId: string): Promise<boolean> =>
  (await db.maybe('SELECT 1 FROM users WHERE tenant_id = $1 AND user_id = $2', [rootTenant, userId])) !== undefined

export type Invitation = { person_id: string; expires_at: Date; used_at: Date | null }

export const insertInvitation = (db: Database, hash: Buffer, personId: string, now: Date, expires: Date): Promise<number> =>
  db.execute('INSERT INTO invitations (token_hash, person_id, created_at, expires_at) VALUES ($1, $2, $3, $4)', [hash, personId, now, expires])

export const findInvitation = (db: Database, hash: Buffer): Promise<Invitation | undefined> =>
  db.maybe('SELECT person_id, expires_at, used_at FROM invitations WHERE token_hash = $1', [hash])

/** The one caller who gets it; everybody else gets undefined. */
export const useInvitation = async (db: Database, hash: Buffer, now: Date): Promise<string | undefined> =>
  (await db.maybe<{ person_id: string }>('UPDATE invitations SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2 RETURNING person_id', [hash, now]))?.person_id

export const voidInvitations = (db: Database, personId: string, now: Date): Promise<number> =>
  db.execute('UPDATE invitations SET used_at = $2 WHERE person_id = $1 AND used_at IS NULL', [personId, now])

export const findClientParty = (db: Database, clientId: string): Promise<{ party: Party; roles: JobRole[] } | undefined> =>
  db.maybe('SELECT party, roles FROM party_clients WHERE client_id = $1', [clientId])

export const putClientParty = (db: Database, clientId: string, party: Party, roles: readonly JobRole[]): Promise<number> =>
  db.execute('INSERT INTO party_clients (client_id, party, roles) VALUES ($1, $2, $3) ON CONFLICT (client_id) DO UPDATE SET party = $2, roles = $3', [clientId, party, roles])
