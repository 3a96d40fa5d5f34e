import type { Database } from '#platform/postgres/index.ts'
import { noteLogouts, type Initiator } from '#resources/logout-notices/index.ts'
import type { Session } from './sessions.store.ts'

export type SessionRow = Session & { metadata: Record<string, string> | null; clients: string[] }

const columns = `s.id, s.user_id, s.connection, s.created_at, s.authenticated_at, s.updated_at, s.idle_expires_at, s.expires_at, s.persistent, s.amr,
  s.device, s.metadata,
  ARRAY(SELECT c.client_id FROM session_clients c WHERE c.tenant_id = s.tenant_id AND c.session_id = s.id ORDER BY c.joined_at, c.client_id) AS clients`
const alive = (now: string) => `s.expires_at > ${now} AND s.idle_expires_at > ${now}`

export const sessionById = (db: Database, tenantId: number, id: string, now: Date): Promise<SessionRow | undefined> =>
  db.maybe(`SELECT ${columns} FROM sessions s WHERE s.tenant_id = $1 AND s.id = $2 AND ${alive('$3')}`, [tenantId, id, now])

export const sessionsOfUser = (db: Database, tenantId: number, userId: string, now: Date, after: string, limit: number): Promise<SessionRow[]> =>
  db.rows(
    `SELECT ${columns} FROM sessions s WHERE s.tenant_id = $1 AND s.user_id = $2 AND ${alive('$3')} AND s.id > $4 COLLATE "C" ORDER BY s.id COLLATE "C" LIMIT $5`,
    [tenantId, userId, now, after, limit],
  )

export const annotateSession = (db: Database, tenantId: number, id: string, metadata: Record<string, string> | null, now: Date): Promise<SessionRow | undefined> =>
  db.maybe(
    `UPDATE sessions s SET metadata = $3 WHERE s.tenant_id = $1 AND s.id = $2 AND ${alive('$4')} RETURNING ${columns}`,
    [tenantId, id, metadata && JSON.stringify(metadata), now],
  )

/**
 * Ends the sessions of a person, or that one of them, and takes back codes that wait to be redeemed: they would begin anew what was just ended.
 * Within a transaction: the applications to be told are noted first.
 */
export async function endSessionsOfUser(
  db: Database, tenantId: number, of: { userId: string; sessionId?: string | undefined }, why: { initiator: Initiator; issuer: string; now: Date },
): Promise<string[]> {
  const { userId } = of
  const only = of.sessionId ?? null
  // Somebody else's session is not ended, and nobody is told that it was.
  const theirs = only === null || (await db.maybe('SELECT 1 FROM sessions WHERE tenant_id = $1 AND id = $2 AND user_id = $3', [tenantId, only, userId])) !== undefined
  if (theirs) await noteLogouts(db, tenantId, { ...(only === null ? { userId } : { sessionId: only }), ...why })
  await db.execute(
    'DELETE FROM authorization_codes WHERE tenant_id = $1 AND user_id = $2 AND redeemed_at IS NULL AND ($3::text IS NULL OR session_id = $3)',
    [tenantId, userId, only],
  )
  const ended = await db.rows<{ id: string }>('DELETE FROM sessions WHERE tenant_id = $1 AND user_id = $2 AND ($3::text IS NULL OR id = $3) RETURNING id', [tenantId, userId, only])
  return ended.map(({ id }) => id)
}
