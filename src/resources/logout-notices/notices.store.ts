import type { Database } from '#platform/postgres/index.ts'

/** What ended a session; an application chooses of which it wants to hear (`oidc_logout.backchannel_logout_initiators`). */
export type Initiator = 'rp-logout' | 'password-changed' | 'session-expired' | 'session-revoked' | 'account-deleted' | 'account-deactivated'

export type LogoutNotice = {
  id: string
  tenant_id: number
  tenant: string
  client_id: string
  session_id: string
  user_id: string
  initiator: Initiator
  issuer: string | null
  /** This one included. */
  attempts: number
}

/** Sessions that are about to end: one, or all of a person. */
export type Ending = { initiator: Initiator; issuer: string; now: Date } & ({ sessionId: string } | { secretHash: Buffer } | { userId: string })

/** Every application that joined, has an address for it and wants to hear; a logout that a person asked for is always told. */
const noted = (chosen: string, initiator: string, issuer: string, now: string) => `
  INSERT INTO logout_notices (tenant_id, client_id, session_id, user_id, initiator, issuer, created_at, next_attempt_at)
  SELECT s.tenant_id, c.client_id, s.id, s.user_id, ${initiator}, ${issuer}, ${now}, ${now}
  FROM sessions s
  JOIN session_clients j ON j.tenant_id = s.tenant_id AND j.session_id = s.id
  JOIN clients c ON c.tenant_id = j.tenant_id AND c.client_id = j.client_id
  WHERE ${chosen} AND jsonb_array_length(coalesce(c.body->'oidc_logout'->'backchannel_logout_urls', '[]')) > 0
    AND (${initiator} = 'rp-logout' OR c.body->'oidc_logout'->'backchannel_logout_initiators'->>'mode' = 'all'
      OR coalesce(c.body->'oidc_logout'->'backchannel_logout_initiators'->'selected_initiators' ? ${initiator}, false))`

/** To be called before the sessions are deleted, in the same transaction. @returns how many applications will be told. */
export function noteLogouts(db: Database, tenantId: number, ending: Ending): Promise<number> {
  const [column, value] = 'sessionId' in ending ? ['id', ending.sessionId] : 'userId' in ending ? ['user_id', ending.userId] : ['secret_hash', ending.secretHash]
  return db.execute(noted(`s.tenant_id = $1 AND s.${column} = $2`, '$3::text', '$4::text', '$5::timestamptz'), [tenantId, value, ending.initiator, ending.issuer, ending.now])
}

/** Sessions that have ended by themselves; they go, so that they are noted once. @returns how many went. */
export const noteExpiredSessions = (db: Database, now: Date, limit: number): Promise<number> =>
  db.transaction(async (tx) => {
    const chosen = await tx.rows<{ tenant_id: number; id: string }>(
      'SELECT tenant_id, id FROM sessions WHERE least(expires_at, idle_expires_at) < $1 ORDER BY tenant_id, id LIMIT $2 FOR UPDATE SKIP LOCKED',
      [now, limit],
    )
    if (chosen.length === 0) return 0
    const keys = [chosen.map((row) => row.tenant_id), chosen.map((row) => row.id)]
    const these = '(s.tenant_id, s.id) IN (SELECT * FROM unnest($1::int[], $2::text[]))'
    await tx.execute(noted(these, "'session-expired'", 'NULL', '$3::timestamptz'), [...keys, now])
    return tx.execute(`DELETE FROM sessions s WHERE ${these}`, keys)
  })

/** Takes notices whose time has come; one that is not forgotten by then comes again after `waits[attempts]` seconds. Nobody else gets them meanwhile. */
export const claimNotices = (db: Database, now: Date, limit: number, waits: readonly number[]): Promise<LogoutNotice[]> =>
  db.rows(
    `UPDATE logout_notices n SET attempts = n.attempts + 1, next_attempt_at = $1::timestamptz + make_interval(secs => ($3::int[])[least(n.attempts + 1, cardinality($3::int[]))])
     FROM tenants t
     WHERE t.id = n.tenant_id AND n.id IN (SELECT id FROM logout_notices WHERE next_attempt_at <= $1 ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED)
     RETURNING n.id::text, n.tenant_id, t.name AS tenant, n.client_id, n.session_id, n.user_id, n.initiator, n.issuer, n.attempts`,
    [now, limit, waits],
  )

export const forgetNotice = (db: Database, id: string): Promise<number> => db.execute('DELETE FROM logout_notices WHERE id = $1', [id])
