import { columnsBeside, loginCounted, userBeside, type User } from '#resources/users/index.ts'
import { gathering, together, type Database, type Part } from '#platform/postgres/index.ts'
import type { Device } from './device.ts'

/** A person's presence in one browser, as stored. */
export type Session = {
  /** The `sid` of tokens. */
  id: string
  user_id: string
  connection: string
  created_at: Date
  /** Last proof of identity: `auth_time`. */
  authenticated_at: Date
  updated_at: Date
  idle_expires_at: Date
  expires_at: Date
  /** False: ends with the browser. */
  persistent: boolean
  amr: string[]
  device: Device
  /** The applications that had joined when it was found; absent on one just begun. */
  clients?: string[]
}

const columns = 'id, user_id, connection, created_at, authenticated_at, updated_at, idle_expires_at, expires_at, persistent, amr, device'
const prefixed = columns.split(', ').map((column) => `s.${column}`).join(', ')

/** A live session with its person; no person when they have been deleted or linked into another account. */
export type FoundSession = { session: Session; user: User | undefined }

/** Every request of a browser asks for its session: those that do at the same time share one statement. */
const liveGathered = gathering<{ tenantId: number; secretHash: Buffer; now: Date }, FoundSession | undefined>(1, async (db, asked) => {
  const rows = await db.rows<Session & { place: number }>(
    `SELECT asked.place::int, ${prefixed}, ARRAY(SELECT c.client_id FROM session_clients c WHERE c.tenant_id = s.tenant_id AND c.session_id = s.id) AS clients, ${columnsBeside}
     FROM unnest($1::int[], $2::bytea[], $3::timestamptz[]) WITH ORDINALITY AS asked (tenant_id, secret_hash, now, place)
     JOIN sessions s ON s.tenant_id = asked.tenant_id AND s.secret_hash = asked.secret_hash AND s.expires_at > asked.now AND s.idle_expires_at > asked.now
     LEFT JOIN users ON users.tenant_id = s.tenant_id AND users.user_id = s.user_id AND users.linked_to IS NULL`,
    [asked.map(({ tenantId }) => tenantId), asked.map(({ secretHash }) => secretHash), asked.map(({ now }) => now)],
  )
  const found: (FoundSession | undefined)[] = asked.map(() => undefined)
  for (const { place, ...row } of rows) {
    const { rest: session, user } = userBeside(row)
    found[place - 1] = { session, user }
  }
  return found
})

export const liveSession = (db: Database, tenantId: number, secretHash: Buffer, now: Date): Promise<FoundSession | undefined> =>
  liveGathered(db, { tenantId, secretHash, now })

export type NewSession = Omit<Session, 'created_at' | 'updated_at' | 'clients'> & { secretHash: Buffer; now: Date; ip: string; /** What a renewal changes of the device. */ deviceLast: Device }

/** What a statement that begins a session does besides. */
export type Besides = {
  /** No session begins unless this common table expression has a row. */
  after?: (Part & { name: string }) | undefined
  /** May refer to `session`, which has a row when one has begun. */
  also?: readonly Part[]
}

/**
 * Begins a session in the browser that held `formerHash`. The same person keeps the session's id (so that applications that joined it stay joined)
 * under a new secret; another person's session ends, and the person's login is counted. One statement, with what else belongs to it.
 * @returns undefined when `after` has forbidden it.
 */
export function beginSession(db: Database, tenantId: number, session: NewSession, formerHash: Buffer | null, clientId: string, { after, also = [] }: Besides = {}): Promise<Session | undefined> {
  const may = after ? `EXISTS (SELECT FROM ${after.name})` : 'true'
  const begin: Part = {
    text: `renewed AS (
       UPDATE sessions SET secret_hash = $2, connection = $5, authenticated_at = $6, updated_at = $6, idle_expires_at = $7, expires_at = $8, persistent = $9, amr = $10, device = device || $14::jsonb
       WHERE tenant_id = $1 AND secret_hash = $11 AND user_id = $4 AND expires_at > $6 AND idle_expires_at > $6 AND ${may}
       RETURNING ${columns}
     ), ended AS (
       DELETE FROM sessions WHERE tenant_id = $1 AND secret_hash = $11 AND user_id <> $4 AND ${may}
     ), begun AS (
       INSERT INTO sessions (tenant_id, id, secret_hash, user_id, connection, created_at, authenticated_at, updated_at, idle_expires_at, expires_at, persistent, amr, device)
       SELECT $1, $3, $2, $4, $5, $6, $6, $6, $7, $8, $9, $10, $13::jsonb WHERE NOT EXISTS (SELECT FROM renewed) AND ${may}
       RETURNING ${columns}
     ), session AS (SELECT * FROM renewed UNION ALL SELECT * FROM begun),
     joined AS (
       INSERT INTO session_clients (tenant_id, session_id, client_id, joined_at) SELECT $1, id, $12, $6 FROM session
       ON CONFLICT DO NOTHING
     ), counted AS (
       ${loginCounted({ tenant: '$1', user: '$4', now: '$15', ip: '$16' })} AND ${may}
     )`,
    params: [
      tenantId, session.secretHash, session.id, session.user_id, session.connection, session.authenticated_at,
      session.idle_expires_at, session.expires_at, session.persistent, session.amr, formerHash, clientId,
      JSON.stringify(session.device), JSON.stringify(session.deviceLast), session.now, session.ip,
    ],
  }
  const { text, params } = together([...(after ? [after] : []), begin, ...also], 'SELECT * FROM session')
  return db.maybe<Session>(text, params)
}

/** The session was used for `clientId`: idle time begins anew where the last use is stale, the application joins. */
export const useSession = (db: Database, tenantId: number, id: string, clientId: string, now: Date, { stale, idleExpiresAt, device }: { /** A use before this moment is worth replacing. */ stale: Date; idleExpiresAt: Date; device: Device }): Promise<number> =>
  db.execute(
    `WITH joined AS (
       INSERT INTO session_clients (tenant_id, session_id, client_id, joined_at)
       SELECT $1, id, $3, $4 FROM sessions WHERE tenant_id = $1 AND id = $2 FOR KEY SHARE
       ON CONFLICT DO NOTHING
     )
     UPDATE sessions SET updated_at = $4, idle_expires_at = least($5, expires_at), device = device || $6::jsonb
     WHERE tenant_id = $1 AND id = $2 AND updated_at < $7`,
    [tenantId, id, clientId, now, idleExpiresAt, JSON.stringify(device), stale],
  )

export const deleteSession = (db: Database, tenantId: number, by: { secretHash: Buffer } | { id: string }): Promise<(Session & { clients: string[] }) | undefined> => {
  const [condition, value] = 'id' in by ? ['s.id = $2', by.id] : ['s.secret_hash = $2', by.secretHash]
  return db.maybe(
    `WITH joined AS (
       SELECT coalesce(array_agg(c.client_id ORDER BY c.joined_at), '{}') AS clients
       FROM sessions s JOIN session_clients c ON c.tenant_id = s.tenant_id AND c.session_id = s.id
       WHERE s.tenant_id = $1 AND ${condition}
     )
     DELETE FROM sessions s USING joined WHERE s.tenant_id = $1 AND ${condition} RETURNING ${prefixed}, joined.clients`,
    [tenantId, value],
  )
}
