import { gathering, type Database } from '#platform/postgres/index.ts'
import { columnsBeside, userBeside, type User } from '#resources/users/index.ts'

/** What the code stands for, decided at /authorize. */
export type CodeData = {
  /** As sent; undefined when the request had none, so that the token request need not repeat it (RFC 6749 section 4.1.3). */
  redirectUri?: string | undefined
  challenge?: { value: string; method: 'S256' | 'plain' } | undefined
  audience?: string | undefined
  scopes: string[]
  permissions?: string[] | undefined
  nonce?: string | undefined
  /** Seconds; only when the request carried max_age. */
  authTime?: number | undefined
  connection: string
  amr: string[]
  /** `dpop_jkt`: only a proof by this key redeems the code. */
  jkt?: string | undefined
  /** `authorization_details` (RFC 9396) that the person has agreed to. */
  details?: Record<string, unknown>[] | undefined
}

export type CodeRow = { client_id: string; user_id: string; session_id: string | null; data: CodeData; family_id: string }

export type NewCode = { tenantId: number; hash: Buffer; clientId: string; userId: string; sessionId: string | undefined; data: CodeData; now: Date; expiresAt: Date }

/**
 * The insertion of codes that stand as JSON (`codeJson`) in a parameter.
 * @param more how a statement ties the codes to what else it writes: another session id, and from where.
 */
export const codesFrom = (param: string, more: { sessionId?: string; from?: string } = {}): string =>
  `INSERT INTO authorization_codes (tenant_id, code_hash, client_id, user_id, session_id, data, created_at, expires_at)
     SELECT e.tenant_id, decode(e.hash, 'hex'), e.client_id, e.user_id, ${more.sessionId ?? 'e.session_id'}, e.data, e.created_at, e.expires_at
     FROM jsonb_to_recordset(${param}::jsonb) AS e (tenant_id int, hash text, client_id text, user_id text, session_id text, data jsonb, created_at timestamptz, expires_at timestamptz)${more.from ?? ''}`

export const codeJson = ({ tenantId, hash, clientId, userId, sessionId, data, now, expiresAt }: NewCode) => ({
  tenant_id: tenantId, hash: hash.toString('hex'), client_id: clientId, user_id: userId, session_id: sessionId, data, created_at: now, expires_at: expiresAt,
})

export type Taking = { hash: Buffer; clientId: string; familyId: string; now: Date }

/** A code that was taken, with its person; no person when they have been deleted or linked into another account. */
export type TakenCode = CodeRow & { user: User | undefined }

const takeGathered = gathering<Taking & { tenantId: number }, TakenCode | undefined>(2, async (db, asked) => {
  const rows = await db.rows<CodeRow & { place: number }>(
    // In one order, so that two statements with the same codes wait for one another and not for ever. LIMIT tells the planner that they are few, its subselect not how few: it keeps one plan.
    `WITH asked AS (
       SELECT DISTINCT ON (tenant_id, hash, client_id) place, tenant_id, decode(hash, 'hex') AS hash, client_id, family_id, now
       FROM (SELECT * FROM jsonb_to_recordset($1::jsonb) AS e (place int, tenant_id int, hash text, client_id text, family_id text, now timestamptz) LIMIT (SELECT $2::int)) AS e
       ORDER BY tenant_id, hash, client_id, place
     ), taken AS (
       UPDATE authorization_codes c SET redeemed_at = asked.now, family_id = asked.family_id
       FROM asked
       WHERE c.tenant_id = asked.tenant_id AND c.code_hash = asked.hash AND c.client_id = asked.client_id AND c.redeemed_at IS NULL AND c.expires_at > asked.now
       RETURNING asked.place, c.tenant_id, c.client_id, c.user_id, c.session_id, c.data, c.family_id
     )
     SELECT taken.place, taken.client_id, taken.user_id, taken.session_id, taken.data, taken.family_id, ${columnsBeside}
     FROM taken LEFT JOIN users ON users.tenant_id = taken.tenant_id AND users.user_id = taken.user_id AND users.linked_to IS NULL`,
    [JSON.stringify(asked.map(({ tenantId, hash, clientId, familyId, now }, place) => ({ place, tenant_id: tenantId, hash: hash.toString('hex'), client_id: clientId, family_id: familyId, now }))), asked.length],
  )
  const taken: (TakenCode | undefined)[] = asked.map(() => undefined)
  for (const { place, ...row } of rows) {
    const { rest, user } = userBeside(row)
    taken[place] = { ...rest, user }
  }
  return taken
})

/** Of callers at the same time one gets the row; those for different codes share a statement. Another client's attempt changes nothing. */
export const takeCode = (db: Database, tenantId: number, taking: Taking): Promise<TakenCode | undefined> => takeGathered(db, { tenantId, ...taking })

/**
 * Marks a redeemed code as replayed and names the family that its redemption began or is about to begin.
 * Two statements with the revocation that follows: the mark is seen by a family that is being written at this moment (`familiesFrom`).
 */
export const markReplayed = (db: Database, tenantId: number, hash: Buffer, clientId: string): Promise<{ family_id: string } | undefined> =>
  db.maybe(
    `UPDATE authorization_codes SET data = data || '{"replayed": true}'
     WHERE tenant_id = $1 AND code_hash = $2 AND client_id = $3 AND redeemed_at IS NOT NULL
     RETURNING family_id`,
    [tenantId, hash, clientId],
  )
