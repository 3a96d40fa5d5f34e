/** How families begin: together with the event that tells of it, and in one statement with those that begin at the same time. */
import { gathering, type Database } from '#platform/postgres/index.ts'
import { eventsFrom, type EventRow } from '#resources/logs/index.ts'
import type { Device } from '#resources/sessions/index.ts'
import { unrevoked, type Family } from './families.store.ts'

export type NewFamily = Omit<Family, 'created_at' | 'revoked_at'> & {
  tenantId: number
  tokenHash: Buffer
  idleExpiresAt: Date | null
  codeHash: Buffer | null
  now: Date
  device: Device
  /** Beyond so many families of a person with an application the oldest are revoked. */
  most: number
}

const json = (f: NewFamily, place: number) => ({
  place, tenant_id: f.tenantId, id: f.id, client_id: f.client_id, user_id: f.user_id, session_id: f.session_id, audience: f.audience, scope: f.scope, rotating: f.rotating,
  data: f.data, now: f.now, idle_expires_at: f.idleExpiresAt, expires_at: f.expires_at, device: f.device, token_hash: f.tokenHash.toString('hex'),
  code_hash: f.codeHash?.toString('hex'), surplus_from: f.most - 1,
})

/**
 * A family and its first token each. When its code has been replayed meanwhile it begins revoked: the lock on the code makes the replayer wait,
 * or makes us see its mark. LIMIT tells the planner that they are few, its subselect not how few: it keeps one plan.
 */
const insertion = `WITH asked AS (
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS e (place int, tenant_id int, id text, client_id text, user_id text, session_id text, audience text, scope text[], rotating boolean,
         data jsonb, now timestamptz, idle_expires_at timestamptz, expires_at timestamptz, device jsonb, token_hash text, code_hash text, surplus_from int)
       LIMIT (SELECT $2::int)
     ), code AS (
       SELECT asked.place, c.data ? 'replayed' AS replayed
       FROM asked JOIN authorization_codes c ON c.tenant_id = asked.tenant_id AND c.code_hash = decode(asked.code_hash, 'hex')
       ORDER BY c.tenant_id, c.code_hash FOR SHARE OF c
     ), begun AS (
       INSERT INTO refresh_families (tenant_id, id, client_id, user_id, session_id, audience, scope, rotating, data, created_at, idle_expires_at, expires_at, revoked_at, device)
       SELECT tenant_id, id, client_id, user_id, session_id, audience, scope, rotating, data, now, idle_expires_at, expires_at,
              CASE WHEN (SELECT replayed FROM code WHERE code.place = asked.place) THEN now END, device
       FROM asked
     ), surplus AS (
       UPDATE refresh_families f SET revoked_at = oldest.now
       FROM (
         SELECT asked.tenant_id, asked.now, o.id FROM asked CROSS JOIN LATERAL (
           SELECT id FROM refresh_families WHERE tenant_id = asked.tenant_id AND user_id = asked.user_id AND client_id = asked.client_id AND revoked_at IS NULL
           ORDER BY created_at DESC, id OFFSET asked.surplus_from) AS o
         ORDER BY asked.tenant_id, o.id) AS oldest
       WHERE f.tenant_id = oldest.tenant_id AND f.id = oldest.id AND ${unrevoked}
     ), tokens AS (
       INSERT INTO refresh_tokens (tenant_id, token_hash, family_id, created_at) SELECT tenant_id, decode(token_hash, 'hex'), id, now FROM asked
     )
     ${eventsFrom('$3')}`

const insertGathered = gathering<{ family: NewFamily; event: EventRow | undefined }, undefined>(2, async (db, begun) => {
  await db.execute(insertion, [JSON.stringify(begun.map(({ family }, place) => json(family, place))), begun.length, JSON.stringify(begun.flatMap(({ event }) => event ?? []))])
  return begun.map(() => undefined)
})

export const insertFamily = (db: Database, family: NewFamily, event: EventRow | undefined): Promise<undefined> => insertGathered(db, { family, event })
