import { gathering, type Database } from '#platform/postgres/index.ts'
import type { Identity, User } from './user.ts'

export const userColumns = `users.user_id, users.connection, users.email, users.email_verified, users.username, users.phone_number,
  users.phone_verified, users.name, users.nickname, users.given_name, users.family_name, users.picture, users.blocked,
  users.profile, users.user_metadata, users.app_metadata, users.logins_count, users.last_login, users.last_ip,
  users.last_password_reset, users.created_at, users.updated_at, users.linked_to`

/** The same under names that clash with no other table's: for a statement elsewhere that brings the person along; `userBeside` reads them back. */
export const columnsBeside = userColumns.replace(/users\.(\w+)/g, 'users.$1 AS "user $1"')

/** The person of a row that was selected with `columnsBeside`, undefined when the join found none; and what else stood in the row. */
export function userBeside<Rest>(row: Rest): { user: User | undefined; rest: Rest } {
  const user: Record<string, unknown> = {}
  const rest: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(row as Record<string, unknown>)) {
    if (name.startsWith('user ')) user[name.slice(5)] = value
    else rest[name] = value
  }
  return { user: user['user_id'] === null ? undefined : (user as User), rest: rest as Rest }
}

/** Nearly every request about a person looks them up: those that do at the same time share one statement. */
const selectGathered = gathering<{ tenantId: number; userId: string }, User | undefined>(1, async (db, asked) => {
  const rows = await db.rows<User & { place: number }>(
    `SELECT asked.place::int, ${userColumns}
     FROM unnest($1::int[], $2::text[]) WITH ORDINALITY AS asked (tenant_id, user_id, place)
     JOIN users ON users.tenant_id = asked.tenant_id AND users.user_id = asked.user_id AND users.linked_to IS NULL`,
    [asked.map(({ tenantId }) => tenantId), asked.map(({ userId }) => userId)],
  )
  const found: (User | undefined)[] = asked.map(() => undefined)
  for (const { place, ...user } of rows) found[place - 1] = user
  return found
})

/** Linked accounts have no life of their own: nothing but a login finds them. */
export const selectUser = (db: Database, tenantId: number, userId: string): Promise<User | undefined> => selectGathered(db, { tenantId, userId })

export function selectLinkedUser(db: Database, tenantId: number, primaryId: string, userId: string): Promise<User | undefined> {
  return db.maybe<User>(`SELECT ${userColumns} FROM users WHERE tenant_id = $1 AND user_id = $2 AND linked_to = $3`, [tenantId, userId, primaryId])
}

const loginConditions = {
  email: 'lower(users.email) = lower($3)',
  username: 'lower(users.username) = lower($3)',
  phone_number: 'users.phone_number = $3',
}

export function selectUserByLogin(
  db: Database,
  tenantId: number,
  connection: string,
  by: keyof typeof loginConditions,
  value: string,
): Promise<User | undefined> {
  return db.maybe<User>(
    `SELECT ${userColumns} FROM users WHERE tenant_id = $1 AND connection = $2 AND ${loginConditions[by]}`,
    [tenantId, connection, value],
  )
}

export const selectUserByIdentity = (db: Database, tenantId: number, o: { connection: string; provider: string; identityId: string }): Promise<User | undefined> =>
  db.maybe<User>(
    `SELECT ${userColumns} FROM user_identities i JOIN users ON users.tenant_id = i.tenant_id AND users.user_id = i.user_id
     WHERE i.tenant_id = $1 AND i.connection = $2 AND i.provider = $3 AND i.identity_id = $4 AND users.linked_to IS NULL`,
    [tenantId, o.connection, o.provider, o.identityId],
  )

export type UserInsert = Omit<User, 'logins_count' | 'last_login' | 'last_ip' | 'last_password_reset' | 'updated_at' | 'linked_to'> &
  Pick<Identity, 'provider' | 'identity_id' | 'is_social'>

/** The user and the primary identity in one statement. Throws UniqueViolation. */
export function insertUser(db: Database, tenantId: number, user: UserInsert): Promise<User> {
  return db.one<User>(
    `WITH made AS (
       INSERT INTO users (tenant_id, user_id, connection, email, email_verified, username, phone_number, phone_verified, name, nickname,
                          given_name, family_name, picture, blocked, profile, user_metadata, app_metadata, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15::jsonb, $16::jsonb, $17::jsonb, $18, $18)
       RETURNING *
     ), identity AS (
       INSERT INTO user_identities (tenant_id, provider, identity_id, connection, is_social, user_id)
       VALUES ($1, $19, $20, $3, $21, $2)
     )
     SELECT ${userColumns} FROM made AS users`,
    [
      tenantId, user.user_id, user.connection, user.email, user.email_verified, user.username, user.phone_number, user.phone_verified,
      user.name, user.nickname, user.given_name, user.family_name, user.picture, user.blocked, JSON.stringify(user.profile),
      JSON.stringify(user.user_metadata), JSON.stringify(user.app_metadata), user.created_at, user.provider, user.identity_id,
      user.is_social,
    ],
  )
}

/** Plain columns that may be written one by one; the names go into the statement, so they come from here only. */
const writable = [
  'email', 'email_verified', 'username', 'phone_number', 'phone_verified', 'name', 'nickname', 'given_name', 'family_name',
  'picture', 'blocked', 'last_password_reset',
] as const
const bags = ['profile', 'user_metadata', 'app_metadata'] as const

export type UserPatch = { [Name in (typeof writable)[number]]?: User[Name] | undefined } & {
  [Name in (typeof bags)[number]]?: Record<string, unknown> | undefined
}

/** `linkedTo`: the account is that user's linked one; null: it stands for itself. Undefined when there is no such user. Throws UniqueViolation. */
export function patchUser(db: Database, tenantId: number, userId: string, patch: UserPatch, now: Date, linkedTo: string | null): Promise<User | undefined> {
  const params: unknown[] = [tenantId, userId, now, linkedTo]
  const use = (value: unknown) => `$${params.push(value)}`
  const sets = ['updated_at = $3']
  for (const name of writable) {
    if (patch[name] !== undefined) sets.push(`${name} = ${use(patch[name])}`)
  }
  for (const name of bags) {
    const given = patch[name]
    if (given === undefined) continue
    const members = Object.entries(given)
    const kept = Object.fromEntries(members.filter(([, value]) => value !== null && value !== undefined))
    const removed = members.filter(([, value]) => value === null).map(([key]) => key)
    sets.push(
      members.length === 0
        ? `${name} = '{}'::jsonb`
        : `${name} = (users.${name} || ${use(JSON.stringify(kept))}::jsonb) - ${use(removed)}::text[]`,
    )
  }
  return db.maybe<User>(
    `UPDATE users SET ${sets.join(', ')} WHERE tenant_id = $1 AND user_id = $2 AND linked_to IS NOT DISTINCT FROM $4 RETURNING ${userColumns}`,
    params,
  )
}

/** The counting of a login, for a statement elsewhere that completes one; each argument names one of its parameters. */
export const loginCounted = (at: { tenant: string; user: string; now: string; ip: string }): string =>
  `UPDATE users SET logins_count = logins_count + 1, last_login = ${at.now}, last_ip = ${at.ip}, updated_at = ${at.now}
       WHERE tenant_id = ${at.tenant} AND user_id = ${at.user} AND linked_to IS NULL`

export function countLogin(db: Database, tenantId: number, userId: string, ip: string, now: Date): Promise<User | undefined> {
  return db.maybe<User>(
    `UPDATE users SET logins_count = logins_count + 1, last_login = $3, last_ip = $4, updated_at = $3
     WHERE tenant_id = $1 AND user_id = $2 AND linked_to IS NULL RETURNING ${userColumns}`,
    [tenantId, userId, now, ip],
  )
}

/** Everything that hangs on the person goes with the row. */
export async function removeUser(db: Database, tenantId: number, userId: string): Promise<User | undefined> {
  return db.maybe<User>(
    `DELETE FROM users WHERE tenant_id = $1 AND user_id = $2 AND linked_to IS NULL RETURNING ${userColumns}`,
    [tenantId, userId],
  )
}

export function identitiesOfUsers(db: Database, tenantId: number, userIds: readonly string[]): Promise<Identity[]> {
  return db.rows<Identity>(
    `SELECT user_id, provider, identity_id, connection, is_social, position, profile FROM user_identities
     WHERE tenant_id = $1 AND user_id = ANY($2::text[]) ORDER BY user_id, position`,
    [tenantId, userIds],
  )
}
