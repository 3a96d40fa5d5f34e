import type { TenantContext } from '#platform/context/index.ts'

type Ctx = Pick<TenantContext, 'db' | 'tenant'>

export type Block = { identifier: string; connection: string; network: string }

/** Names with `max` failures and more. `connection` null: in any. */
export const selectBlocks = (ctx: Ctx, identifiers: readonly string[], connections: readonly string[] | null, max: number, everywhere: boolean, now: Date): Promise<Block[]> =>
  ctx.db.rows<Block>(
    `SELECT identifier, connection, network FROM login_attempts
     WHERE tenant_id = $1 AND identifier = ANY (SELECT lower(each) FROM unnest($2::text[]) AS each) AND ($3::text[] IS NULL OR connection = ANY ($3))
       AND failures >= $4 AND (network = '') = $5 AND expires_at > $6
     ORDER BY identifier, connection, network LIMIT 1000`,
    [ctx.tenant.id, identifiers, connections, max, everywhere, now],
  )

export const deleteAttempts = (ctx: Ctx, identifiers: readonly string[], connections: readonly string[] | null): Promise<number> =>
  ctx.db.execute(
    `DELETE FROM login_attempts
     WHERE tenant_id = $1 AND identifier = ANY (SELECT lower(each) FROM unnest($2::text[]) AS each) AND ($3::text[] IS NULL OR connection = ANY ($3))`,
    [ctx.tenant.id, identifiers, connections],
  )

export const findByLink = (ctx: Ctx, hash: Buffer, now: Date): Promise<Block | undefined> =>
  ctx.db.maybe<Block>('SELECT identifier, connection, network FROM login_attempts WHERE tenant_id = $1 AND unblock_hash = $2 AND expires_at > $3', [ctx.tenant.id, hash, now])

/** The one use of a link: of parallel callers one gets the row. */
export const deleteByLink = (ctx: Ctx, hash: Buffer, now: Date): Promise<Block | undefined> =>
  ctx.db.maybe<Block>(
    'DELETE FROM login_attempts WHERE tenant_id = $1 AND unblock_hash = $2 AND expires_at > $3 RETURNING identifier, connection, network',
    [ctx.tenant.id, hash, now],
  )
