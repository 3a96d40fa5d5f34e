import type { Database } from '#platform/postgres/index.ts'

export type RefreshTokenRow = {
  id: string
  user_id: string
  client_id: string
  session_id: string | null
  audience: string | null
  scope: string[]
  rotating: boolean
  device: Record<string, string>
  metadata: Record<string, string> | null
  created_at: Date
  last_used_at: Date | null
  idle_expires_at: Date | null
  expires_at: Date | null
}

const columns = 'id, user_id, client_id, session_id, audience, scope, rotating, device, metadata, created_at, last_used_at, idle_expires_at, expires_at'
const alive = (now: string) => `revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ${now}) AND (idle_expires_at IS NULL OR idle_expires_at > ${now})`

export const livingToken = (db: Database, tenantId: number, id: string, now: Date): Promise<RefreshTokenRow | undefined> =>
  db.maybe(`SELECT ${columns} FROM refresh_families WHERE tenant_id = $1 AND id = $2 AND ${alive('$3')}`, [tenantId, id, now])

export type TokenFilter = { userId: string; clientId?: string | undefined }

export const livingTokens = (db: Database, tenantId: number, filter: TokenFilter, now: Date, after: string, limit: number): Promise<RefreshTokenRow[]> =>
  db.rows(
    `SELECT ${columns} FROM refresh_families
     WHERE tenant_id = $1 AND user_id = $2 AND ($3::text IS NULL OR client_id = $3) AND ${alive('$4')} AND id > $5 COLLATE "C"
     ORDER BY id COLLATE "C" LIMIT $6`,
    [tenantId, filter.userId, filter.clientId ?? null, now, after, limit],
  )

export const annotateToken = (db: Database, tenantId: number, id: string, metadata: Record<string, string> | null, now: Date): Promise<RefreshTokenRow | undefined> =>
  db.maybe(
    `UPDATE refresh_families SET metadata = $3 WHERE tenant_id = $1 AND id = $2 AND ${alive('$4')} RETURNING ${columns}`,
    [tenantId, id, metadata && JSON.stringify(metadata), now],
  )

/** What is not named does not narrow the choice; an empty choice would be everything, so the type wants one member at least. */
type Choice = { ids: readonly string[]; userId: string; clientId: string; /** '' stands for tokens that are for no API. */ audience: string; sessionId: string }
export type TokenChoice = Partial<Choice> & (Pick<Choice, 'ids'> | Pick<Choice, 'userId'> | Pick<Choice, 'clientId'> | Pick<Choice, 'sessionId'>)

/** Ends the chosen tokens for good, rotated generations included. Returns how many there were. */
export const endRefreshTokens = (db: Database, tenantId: number, choice: TokenChoice, now: Date): Promise<number> =>
  db.execute(
    `UPDATE refresh_families SET revoked_at = $2
     WHERE tenant_id = $1 AND revoked_at IS NULL
       AND ($3::text[] IS NULL OR id = ANY ($3)) AND ($4::text IS NULL OR user_id = $4) AND ($5::text IS NULL OR client_id = $5)
       AND ($6::text IS NULL OR coalesce(audience, '') = $6) AND ($7::text IS NULL OR session_id = $7)`,
    [tenantId, now, choice.ids ?? null, choice.userId ?? null, choice.clientId ?? null, choice.audience ?? null, choice.sessionId ?? null],
  )
