/**
 * Rotation: what nearly every use of a refresh token is. Those at the same time share one statement and one commit; each is still by itself
 * a single conditional act with one winner.
 */
import { columnsBeside } from '#resources/users/index.ts'
import { gathering, type Database } from '#platform/postgres/index.ts'
import type { Device } from '#resources/sessions/index.ts'
import { alive, familyOf, heldBy, unrevoked, usedFamily, type Family, type UsedFamily } from './families.store.ts'

export type Rotation = { hash: Buffer; nextHash: Buffer; clientId: string; now: Date; idleExpiresAt: Date | null; device: Device; jkt: string | undefined }

type Asked = Rotation & { tenantId: number }

/** One round trip: the token is spent, its unspent siblings with it, the next generation written, the family's idle time renewed. One winner. */
const rotateGathered = gathering<Asked, UsedFamily | undefined>(2, async (db, asked) => {
  const rows = await db.rows<Family & { place: number }>(
    // The families are locked first, in one order, so that whoever rotates siblings at the same time waits instead of for ever. Of siblings in
    // one statement the first is taken, which spends the others; who may not use a token is sorted out before, so that no stranger takes that place.
    // A sibling that was being written while its own generation was spent was not seen then: the generation before is looked at as well.
    // LIMIT tells the planner that they are few: it would walk through the tables otherwise. It is a subselect so that the planner does not know
    // how few, and keeps one plan: with the number in its hand it would make a new one each time, which takes as long as the statement.
    `WITH asked AS (
       SELECT place, tenant_id, decode(hash, 'hex') AS hash, decode(next_hash, 'hex') AS next_hash, client_id, now, idle_expires_at, device, jkt
       FROM jsonb_to_recordset($1::jsonb) AS e (place int, tenant_id int, hash text, next_hash text, client_id text, now timestamptz, idle_expires_at timestamptz, device jsonb, jkt text)
       LIMIT (SELECT $2::int)
     ), locked AS (
       SELECT asked.place, asked.tenant_id, f.id
       FROM asked
       JOIN refresh_tokens t ON t.tenant_id = asked.tenant_id AND t.token_hash = asked.hash AND t.rotated_at IS NULL
       JOIN refresh_families f ON f.tenant_id = t.tenant_id AND f.id = t.family_id
       WHERE (f.client_id = asked.client_id) IS TRUE AND f.rotating AND ${alive('asked.now')} AND ${heldBy('asked.jkt')}
       ORDER BY f.tenant_id, f.id
       FOR UPDATE OF f
     ), first AS (
       SELECT DISTINCT ON (tenant_id, id) place FROM locked ORDER BY tenant_id, id, place
     ), spent AS (
       UPDATE refresh_tokens t SET rotated_at = asked.now
       FROM first JOIN asked USING (place)
       WHERE t.tenant_id = asked.tenant_id AND t.token_hash = asked.hash AND t.rotated_at IS NULL
       RETURNING asked.*, t.family_id, t.generation
     ), siblings AS (
       UPDATE refresh_tokens t SET rotated_at = spent.now
       FROM spent
       WHERE t.tenant_id = spent.tenant_id AND t.family_id = spent.family_id AND t.generation BETWEEN spent.generation - 1 AND spent.generation
         AND t.rotated_at IS NULL AND t.token_hash <> spent.hash
     ), used AS (
       UPDATE refresh_families f SET last_used_at = spent.now, idle_expires_at = spent.idle_expires_at, device = f.device || spent.device
       FROM spent
       WHERE f.tenant_id = spent.tenant_id AND f.id = spent.family_id AND ${unrevoked}
       RETURNING spent.place, f.tenant_id, ${familyOf('f')}
     ), fresh AS (
       INSERT INTO refresh_tokens (tenant_id, token_hash, family_id, generation, created_at)
       SELECT tenant_id, next_hash, family_id, generation + 1, now FROM spent WHERE place IN (SELECT place FROM used)
     )
     SELECT used.place, ${familyOf('used')}, ${columnsBeside}
     FROM used LEFT JOIN users ON users.tenant_id = used.tenant_id AND users.user_id = used.user_id AND users.linked_to IS NULL`,
    [JSON.stringify(asked.map(({ tenantId, hash, nextHash, clientId, now, idleExpiresAt, device, jkt }, place) => ({
      place, tenant_id: tenantId, hash: hash.toString('hex'), next_hash: nextHash.toString('hex'), client_id: clientId, now, idle_expires_at: idleExpiresAt, device, jkt,
    }))), asked.length],
  )
  const used: (UsedFamily | undefined)[] = asked.map(() => undefined)
  for (const { place, ...row } of rows) used[place] = usedFamily(row)
  return used
})

export const rotateToken = (db: Database, tenantId: number, rotation: Rotation): Promise<UsedFamily | undefined> => rotateGathered(db, { tenantId, ...rotation })
