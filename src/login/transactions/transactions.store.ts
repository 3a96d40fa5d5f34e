import { candidateBeside, candidateIn, soughtBy, type Candidate, type CandidateRow } from '#connections/database/index.ts'
import type { Approach } from '#connections/protection/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { together } from '#platform/postgres/index.ts'
import { columnsBeside, userBeside, type User } from '#resources/users/index.ts'
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

/** Only for the browser that began it. With the person, once they have identified themselves. */
export async function findTransaction(ctx: Ctx, stateHash: Buffer, browserHash: Buffer, now: Date): Promise<{ row: TransactionRow; user: User | undefined } | undefined> {
  const found = await ctx.db.maybe<TransactionRow>(
    `SELECT t.client_id, t.request, t.progress, t.expires_at, ${columnsBeside}
     FROM login_transactions t
     LEFT JOIN users ON users.tenant_id = t.tenant_id AND users.user_id = t.progress->'result'->>'userId' AND users.linked_to IS NULL
     WHERE t.tenant_id = $1 AND t.state_hash = $2 AND t.browser_hash = $3 AND t.expires_at > $4`,
    [ctx.tenant.id, stateHash, browserHash, now],
  )
  if (!found) return undefined
  const { rest: row, user } = userBeside(found)
  return { row, user }
}

const candidate = candidateBeside({ tenant: 't.tenant_id', connection: "(t.request->>'database')", sought: '$5', identifier: '$6', network: '$7', address: '$8', now: '$4' })

/** The same, and who `coming` may be among those whom the login expected. */
export async function findTransactionFor(ctx: Ctx, stateHash: Buffer, browserHash: Buffer, now: Date, coming: Approach): Promise<{ row: TransactionRow; candidate: Candidate } | undefined> {
  const found = await ctx.db.maybe<TransactionRow & CandidateRow>(
    `SELECT t.client_id, t.request, t.progress, t.expires_at, ${candidate.columns}
     FROM login_transactions t ${candidate.join}
     WHERE t.tenant_id = $1 AND t.state_hash = $2 AND t.browser_hash = $3 AND t.expires_at > $4`,
    [ctx.tenant.id, stateHash, browserHash, now, ...soughtBy(coming)],
  )
  return found && { row: found, candidate: candidateIn(found, found.request.database ?? '') }
}

/** Adds to what the person has done; members given replace those stored. False when the transaction is gone. */
export async function advanceTransaction(ctx: Ctx, stateHash: Buffer, progress: Partial<Progress>): Promise<boolean> {
  const touched = await ctx.db.execute('UPDATE login_transactions SET progress = progress || $3 WHERE tenant_id = $1 AND state_hash = $2', [
    ctx.tenant.id, stateHash, JSON.stringify(progress),
  ])
  return touched === 1
}

/** Consumes the transaction: of parallel callers one gets a row of `finished`. */
export const takingPart = (ctx: Pick<TenantContext, 'tenant'>, stateHash: Buffer, browserHash: Buffer, now: Date) => ({
  name: 'finished',
  text: 'finished AS (DELETE FROM login_transactions WHERE tenant_id = $1 AND state_hash = $2 AND browser_hash = $3 AND expires_at > $4 RETURNING state_hash)',
  params: [ctx.tenant.id, stateHash, browserHash, now],
})

export async function takeTransaction(ctx: Ctx, stateHash: Buffer, browserHash: Buffer, now: Date): Promise<boolean> {
  const { text, params } = together([takingPart(ctx, stateHash, browserHash, now)], 'SELECT FROM finished')
  return (await ctx.db.maybe(text, params)) !== undefined
}
