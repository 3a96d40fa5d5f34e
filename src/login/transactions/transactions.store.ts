import type { TenantContext } from '#platform/context/index.ts'
import type { Progress, StoredRequest } from './progress.ts'

type Ctx = Pick<TenantContext, 'db' | 'tenant'>
export type TransactionRow = { client_id: string | null; request: StoredRequest; progress: Progress; expires_at: Date }

export async function insertTransaction(
  ctx: Ctx,
  row: { stateHash: Buffer; browserHash: Buffer; clientId: string | undefined; request: StoredRequest; progress: Progress; createdAt: Date; expiresAt: Date },
): Promise<void> {
  await ctx.db.execute(
    `INSERT INTO login_transactions (tenant_id, state_hash, browser_hash, client_id, request, progress, created_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [ctx.tenant.id, row.stateHash, row.browserHash, row.clientId ?? null, JSON.stringify(row.request), JSON.stringify(row.progress), row.createdAt, row.expiresAt],
  )
}

/** Only for the browser that began it. */
export const findTransaction = (ctx: Ctx, stateHash: Buffer, browserHash: Buffer, now: Date) =>
  ctx.db.maybe<TransactionRow>(
    `SELECT client_id, request, progress, expires_at FROM login_transactions
     WHERE tenant_id = $1 AND state_hash = $2 AND browser_hash = $3 AND expires_at > $4`,
    [ctx.tenant.id, stateHash, browserHash, now],
  )

/** Adds to what the person has done; members given replace those stored. False when the transaction is gone. */
export async function advanceTransaction(ctx: Ctx, stateHash: Buffer, progress: Partial<Progress>): Promise<boolean> {
  const touched = await ctx.db.execute('UPDATE login_transactions SET progress = progress || $3 WHERE tenant_id = $1 AND state_hash = $2', [
    ctx.tenant.id, stateHash, JSON.stringify(progress),
  ])
  return touched === 1
}

/** Consumes the transaction: of parallel callers one gets true. */
export async function takeTransaction(ctx: Ctx, stateHash: Buffer, browserHash: Buffer, now: Date): Promise<boolean> {
  const taken = await ctx.db.maybe(
    'DELETE FROM login_transactions WHERE tenant_id = $1 AND state_hash = $2 AND browser_hash = $3 AND expires_at > $4 RETURNING state_hash',
    [ctx.tenant.id, stateHash, browserHash, now],
  )
  return taken !== undefined
}
