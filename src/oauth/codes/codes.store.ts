import { gathering, type Database } from '#platform/postgres/index.ts'

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

type NewCode = { hash: Buffer; clientId: string; userId: string; sessionId: string | undefined; data: CodeData; now: Date; expiresAt: Date }

/** Codes made at the same time share one statement and one commit. */
const insertGathered = gathering<NewCode & { tenantId: number }, undefined>(2, async (db, codes) => {
  await db.execute(
    `INSERT INTO authorization_codes (tenant_id, code_hash, client_id, user_id, session_id, data, created_at, expires_at)
     SELECT e.tenant_id, decode(e.hash, 'hex'), e.client_id, e.user_id, e.session_id, e.data, e.created_at, e.expires_at
     FROM jsonb_to_recordset($1::jsonb) AS e (tenant_id int, hash text, client_id text, user_id text, session_id text, data jsonb, created_at timestamptz, expires_at timestamptz)`,
    [JSON.stringify(codes.map(({ tenantId, hash, clientId, userId, sessionId, data, now, expiresAt }) => ({
      tenant_id: tenantId, hash: hash.toString('hex'), client_id: clientId, user_id: userId, session_id: sessionId, data, created_at: now, expires_at: expiresAt,
    })))],
  )
  return codes.map(() => undefined)
})

export const insertCode = (db: Database, tenantId: number, code: NewCode): Promise<undefined> => insertGathered(db, { tenantId, ...code })

/** Of callers at the same time one gets the row. Another client's attempt changes nothing. */
export const takeCode = (db: Database, tenantId: number, hash: Buffer, clientId: string, familyId: string, now: Date): Promise<CodeRow | undefined> =>
  db.maybe(
    `UPDATE authorization_codes SET redeemed_at = $5, family_id = $4
     WHERE tenant_id = $1 AND code_hash = $2 AND client_id = $3 AND redeemed_at IS NULL AND expires_at > $5
     RETURNING client_id, user_id, session_id, data, family_id`,
    [tenantId, hash, clientId, familyId, now],
  )

/**
 * Marks a redeemed code as replayed and names the family that its redemption began or is about to begin.
 * Two statements with the revocation that follows: the mark is seen by a family that is being written at this moment (`beginFamily`).
 */
export const markReplayed = (db: Database, tenantId: number, hash: Buffer, clientId: string): Promise<{ family_id: string } | undefined> =>
  db.maybe(
    `UPDATE authorization_codes SET data = data || '{"replayed": true}'
     WHERE tenant_id = $1 AND code_hash = $2 AND client_id = $3 AND redeemed_at IS NOT NULL
     RETURNING family_id`,
    [tenantId, hash, clientId],
  )
