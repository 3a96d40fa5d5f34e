import { columnsBeside, userBeside, type User } from '#resources/users/index.ts'
import type { Database } from '#platform/postgres/index.ts'
import type { Device } from '#resources/sessions/index.ts'

export type FamilyData = {
  connection: string
  /** `gty` of the grant that began the family; absent for the code flow. */
  gty?: string | undefined
  authTime?: number | undefined
  amr?: string[] | undefined
  /** Lives no longer than its session; `any`: also with a session that ends with the browser. */
  online?: 'persistent' | 'any' | undefined
  /** Thumbprint of the DPoP key without which nobody uses the family. */
  jkt?: string | undefined
  /** `authorization_details` (RFC 9396) that the person has agreed to. */
  details?: Record<string, unknown>[] | undefined
}

export type Family = {
  id: string
  client_id: string
  user_id: string
  session_id: string | null
  audience: string | null
  scope: string[]
  rotating: boolean
  data: FamilyData
  created_at: Date
  expires_at: Date | null
  revoked_at: Date | null
}

const family = 'id, client_id, user_id, session_id, audience, scope, rotating, data, created_at, expires_at, revoked_at'
export const familyOf = (table: string) => family.split(', ').map((column) => `${table}.${column}`).join(', ')

/** A token bound to a key is not even looked at without its proof: whoever merely stole it can neither use it nor spend it. */
export const heldBy = (jkt: string) => `(f.data->>'jkt' IS NULL OR f.data->>'jkt' = ${jkt}::text)`

/** An online family is as alive as its session. */
const present = (now: string) => `(NOT f.data ? 'online' OR EXISTS (
  SELECT 1 FROM sessions s WHERE s.tenant_id = f.tenant_id AND s.id = f.session_id AND s.expires_at > ${now} AND s.idle_expires_at > ${now}
    AND (s.persistent OR f.data->>'online' = 'any')))`

/**
 * Not "IS NULL": with that the planner would take the index of living families for a short way to one of them, as long as it has not counted
 * the table, and walk through all of them.
 */
export const unrevoked = "coalesce(f.revoked_at, 'infinity') = 'infinity'"

export const alive = (now: string) =>
  `${unrevoked} AND (f.expires_at IS NULL OR f.expires_at > ${now}) AND (f.idle_expires_at IS NULL OR f.idle_expires_at > ${now}) AND ${present(now)}`

/** A family whose token was taken, with its person; no person when they have been deleted or linked into another account. */
export type UsedFamily = { family: Family; user: User | undefined }

export const usedFamily = (row: Family | undefined): UsedFamily | undefined => {
  if (!row) return undefined
  const { rest, user } = userBeside(row)
  return { family: rest, user }
}

/** What a statement that uses a token ends with: the family, and the person without another round trip. */
const withPerson = `SELECT ${familyOf('used')}, ${columnsBeside}
     FROM used LEFT JOIN users ON users.tenant_id = $1 AND users.user_id = (SELECT user_id FROM used) AND users.linked_to IS NULL`

/** A non-rotating token was used. */
export const useToken = async (db: Database, tenantId: number, o: { hash: Buffer; clientId: string; now: Date; idleExpiresAt: Date | null; device: Device; jkt: string | undefined }): Promise<UsedFamily | undefined> =>
  usedFamily(await db.maybe(
    `WITH used AS (
       UPDATE refresh_families f SET last_used_at = $4, idle_expires_at = $5, device = f.device || $6::jsonb
       WHERE f.tenant_id = $1 AND f.id = (SELECT family_id FROM refresh_tokens WHERE tenant_id = $1 AND token_hash = $2)
         AND (f.client_id = $3) IS TRUE AND NOT f.rotating AND ${alive('$4')} AND ${heldBy('$7')}
       RETURNING ${familyOf('f')}
     )
     ${withPerson}`,
    [tenantId, o.hash, o.clientId, o.now, o.idleExpiresAt, JSON.stringify(o.device), o.jkt ?? null],
  ))

export type PresentedToken = Family & { generation: number; rotated_at: Date | null; newest: number; idle: boolean }

/** Everything about a token that could not simply be used, its family locked. To be called in a transaction. */
export const inspectToken = async (tx: Database, tenantId: number, hash: Buffer, now: Date): Promise<PresentedToken | undefined> => {
  // The lock first: what the second statement sees is then the last word.
  const locked = await tx.maybe<{ id: string }>(
    `SELECT f.id FROM refresh_families f JOIN refresh_tokens t ON t.tenant_id = f.tenant_id AND t.family_id = f.id
     WHERE t.tenant_id = $1 AND t.token_hash = $2 FOR UPDATE OF f`,
    [tenantId, hash],
  )
  if (!locked) return undefined
  return tx.maybe(
    `SELECT ${familyOf('f')}, t.generation, t.rotated_at,
            (SELECT max(generation) FROM refresh_tokens n WHERE n.tenant_id = $1 AND n.family_id = f.id) AS newest,
            (f.idle_expires_at IS NOT NULL AND f.idle_expires_at <= $3) OR (f.expires_at IS NOT NULL AND f.expires_at <= $3) OR NOT ${present('$3')} AS idle
     FROM refresh_families f JOIN refresh_tokens t ON t.tenant_id = f.tenant_id AND t.family_id = f.id
     WHERE t.tenant_id = $1 AND t.token_hash = $2`,
    [tenantId, hash, now],
  )
}

export const addSibling = (tx: Database, tenantId: number, o: { familyId: string; generation: number; hash: Buffer; now: Date }) =>
  tx.execute('INSERT INTO refresh_tokens (tenant_id, token_hash, family_id, generation, created_at) VALUES ($1, $2, $3, $4, $5)', [
    tenantId, o.hash, o.familyId, o.generation, o.now,
  ])

/** The application began to rotate: this family rotates from now on, the person's other unrotated ones for the same API end. */
export const beginRotation = async (tx: Database, tenantId: number, f: Family, o: { hash: Buffer; nextHash: Buffer; now: Date; idleExpiresAt: Date | null; expiresAt: Date | null }): Promise<void> => {
  await tx.execute(
    `UPDATE refresh_families SET rotating = true, last_used_at = $3, idle_expires_at = $4, expires_at = coalesce(expires_at, $5) WHERE tenant_id = $1 AND id = $2`,
    [tenantId, f.id, o.now, o.idleExpiresAt, o.expiresAt],
  )
  await tx.execute(
    `UPDATE refresh_families SET revoked_at = $6
     WHERE tenant_id = $1 AND user_id = $2 AND client_id = $3 AND audience IS NOT DISTINCT FROM $4 AND id <> $5 AND NOT rotating AND revoked_at IS NULL`,
    [tenantId, f.user_id, f.client_id, f.audience, f.id, o.now],
  )
  await tx.execute('UPDATE refresh_tokens SET rotated_at = $3 WHERE tenant_id = $1 AND token_hash = $2', [tenantId, o.hash, o.now])
  await addSibling(tx, tenantId, { familyId: f.id, generation: 1, hash: o.nextHash, now: o.now })
}

export const endFamily = (db: Database, tenantId: number, id: string, now: Date): Promise<number> =>
  db.execute('UPDATE refresh_families SET revoked_at = $3 WHERE tenant_id = $1 AND id = $2 AND revoked_at IS NULL', [tenantId, id, now])

/** For revocation by the client itself. */
export const familyOfToken = (db: Database, tenantId: number, hash: Buffer): Promise<Family | undefined> =>
  db.maybe(
    `SELECT ${familyOf('f')} FROM refresh_tokens t JOIN refresh_families f ON f.tenant_id = t.tenant_id AND f.id = t.family_id
     WHERE t.tenant_id = $1 AND t.token_hash = $2`,
    [tenantId, hash],
  )

/** Every family of the same person, application and API: the tenant's switch "revocation deletes the grant". */
export const endFamiliesLike = (db: Database, tenantId: number, f: Family, now: Date): Promise<number> =>
  db.execute(
    `UPDATE refresh_families SET revoked_at = $5
     WHERE tenant_id = $1 AND user_id = $2 AND client_id = $3 AND audience IS NOT DISTINCT FROM $4 AND revoked_at IS NULL`,
    [tenantId, f.user_id, f.client_id, f.audience, now],
  )
