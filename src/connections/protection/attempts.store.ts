/** Failed attempts by name and throttles by address. Each change is one conditional statement: parallel callers cannot pass each other. */
import type { TenantContext } from '#platform/context/index.ts'

type Ctx = Pick<TenantContext, 'db' | 'tenant'>

export type Subject = { identifier: string; connection: string; network: string }
export type Stage = 'pre-login' | 'pre-user-registration'
export type Bucket = { stage: Stage; network: string; max: number; /** Milliseconds until one more attempt is granted. */ rate: number }

const who = (ctx: Ctx, { identifier, connection, network }: Subject) => [ctx.tenant.id, identifier, connection, network]
// As the people themselves are looked up: what finds the same person must count as the same name.
const theSubject = 'tenant_id = $1 AND identifier = lower($2) AND connection = $3 AND network = $4'

/** How often the name has failed, and when the address' bucket is full again; null where nothing is counted. */
export type Counters = { failures: number | null; full_at: Date | null }

/** Both counters as columns of the statement that looks the person up. `at`: where that has the values. */
export const counterColumns = (at: { tenant: string; identifier: string; connection: string; network: string; address: string; now: string }): string =>
  `(SELECT failures FROM login_attempts WHERE tenant_id = ${at.tenant} AND identifier = lower(${at.identifier}) AND connection = ${at.connection} AND network = ${at.network} AND expires_at > ${at.now}) AS failures,
   (SELECT full_at FROM address_throttles WHERE tenant_id = ${at.tenant} AND stage = 'pre-login' AND network = ${at.address}) AS full_at`

/** Counts an attempt unless `max` are counted already. @returns how many there are now; undefined when it was one too many. */
export async function countAttempt(ctx: Ctx, subject: Subject, max: number, now: Date, expiresAt: Date): Promise<number | undefined> {
  const row = await ctx.db.maybe<{ failures: number }>(
    `INSERT INTO login_attempts AS kept (tenant_id, identifier, connection, network, failures, last_at, expires_at)
     VALUES ($1, lower($2), $3, $4, 1, $5, $6)
     ON CONFLICT (tenant_id, identifier, connection, network) DO UPDATE SET
       failures = CASE WHEN kept.expires_at > $5 THEN kept.failures + 1 ELSE 1 END,
       blocked_at = CASE WHEN kept.expires_at > $5 THEN kept.blocked_at END,
       unblock_hash = CASE WHEN kept.expires_at > $5 THEN kept.unblock_hash END,
       expires_at = CASE WHEN kept.expires_at > $5 THEN greatest(kept.expires_at, $6) ELSE $6 END,
       last_at = $5
     WHERE kept.expires_at <= $5 OR kept.failures < $7
     RETURNING failures`,
    [...who(ctx, subject), now, expiresAt, max],
  )
  return row?.failures
}

/** Of parallel callers one gets an answer: how often this name was blocked since `since`, this time included. */
export async function blockSubject(ctx: Ctx, subject: Subject, at: { now: Date; expiresAt: Date; since: Date }, unblockHash: Buffer): Promise<number | undefined> {
  const row = await ctx.db.maybe<{ blocks: number }>(
    `UPDATE login_attempts SET blocked_at = $5, expires_at = $6, unblock_hash = $7
     WHERE ${theSubject} AND blocked_at IS NULL
     RETURNING 1 + (SELECT count(*)::int FROM login_attempts AS earlier
       WHERE earlier.tenant_id = $1 AND earlier.identifier = lower($2) AND earlier.connection = $3 AND earlier.blocked_at > $8) AS blocks`,
    [...who(ctx, subject), at.now, at.expiresAt, unblockHash, at.since],
  )
  return row?.blocks
}

export const forgetSubject = (ctx: Ctx, subject: Subject) => ctx.db.execute(`DELETE FROM login_attempts WHERE ${theSubject}`, who(ctx, subject))

/** Takes an attempt out of an address' bucket. False, and nothing taken, when it is empty; `force` takes it all the same. */
export async function takeFrom(ctx: Ctx, bucket: Bucket, now: Date, force: boolean): Promise<boolean> {
  const taken = await ctx.db.execute(
    `INSERT INTO address_throttles AS kept (tenant_id, stage, network, full_at) VALUES ($1, $2, $3, $4::timestamptz + $6::float8 * interval '1 ms')
     ON CONFLICT (tenant_id, stage, network) DO UPDATE SET
       full_at = least(greatest(kept.full_at, $4) + $6 * interval '1 ms', $4::timestamptz + $5 * $6 * interval '1 ms')
     WHERE $7 OR kept.full_at <= $4::timestamptz + ($5::float8 - 1) * $6 * interval '1 ms'`,
    [ctx.tenant.id, bucket.stage, bucket.network, now, bucket.max, bucket.rate, force],
  )
  return taken === 1
}

export const giveBack = (ctx: Ctx, bucket: Bucket) =>
  ctx.db.execute(`UPDATE address_throttles SET full_at = full_at - $4::float8 * interval '1 ms' WHERE tenant_id = $1 AND stage = $2 AND network = $3`, [
    ctx.tenant.id, bucket.stage, bucket.network, bucket.rate,
  ])

/** True for one caller an hour and tenant: the one who tells its owners. */
export const claimTelling = async (ctx: Ctx, bucket: Bucket, now: Date): Promise<boolean> =>
  (await ctx.db.execute(
    `UPDATE address_throttles SET told_at = $4 WHERE tenant_id = $1 AND stage = $2 AND network = $3
     AND NOT EXISTS (SELECT FROM address_throttles AS other WHERE other.tenant_id = $1 AND other.told_at > $4::timestamptz - interval '1 hour')`,
    [ctx.tenant.id, bucket.stage, bucket.network, now],
  )) === 1

export const selectOwners = async (ctx: Ctx): Promise<string[]> =>
  (await ctx.db.one<{ owners: string[] }>('SELECT owners FROM tenants WHERE id = $1', [ctx.tenant.id])).owners
