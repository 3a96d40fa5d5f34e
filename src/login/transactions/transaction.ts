import type { TenantContext } from '#platform/context/index.ts'
import type { Candidate } from '#connections/database/index.ts'
import type { Approach } from '#connections/protection/index.ts'
import { digest } from '#platform/crypto/index.ts'
import type { Part } from '#platform/postgres/index.ts'
import { single } from '#kernel/exchange.ts'
import type { User } from '#resources/users/index.ts'
import { browserSecret } from './browser.ts'
import type { LoginHints, Progress, Transaction } from './progress.ts'
import { advanceTransaction, findTransaction, findTransactionFor, insertTransaction, takeTransaction, takingPart, type TransactionRow } from './transactions.store.ts'

/** Seconds from the authorization request to its last page. */
const lifetime = 3600

export async function openTransaction(
  ctx: TenantContext,
  browser: string,
  about: { clientId: string | undefined; hints: LoginHints; protocol: unknown; progress: Progress; database?: string | undefined },
): Promise<Transaction> {
  const state = ctx.random.token()
  const createdAt = ctx.clock.now()
  await insertTransaction(ctx, {
    stateHash: digest(state),
    browserHash: digest(browser),
    clientId: about.clientId,
    request: { hints: about.hints, protocol: about.protocol ?? null, database: about.database },
    progress: about.progress,
    createdAt,
    expiresAt: new Date(createdAt.getTime() + lifetime * 1000),
  })
  const { database: _database, ...rest } = about
  return { state, ...rest }
}

/** The transaction that this request's `state` and browser belong to; undefined when unknown, expired, finished or another browser's. */
export async function currentTransaction(ctx: TenantContext): Promise<(Transaction & { user: User | undefined }) | undefined> {
  const browser = browserSecret(ctx.request)
  const state = stateOf(ctx)
  if (browser === undefined || state === undefined) return undefined
  const found = await findTransaction(ctx, digest(state), digest(browser), ctx.clock.now())
  if (!found) return undefined
  return { ...ofRow(state, found.row), user: found.user }
}

/** The same, and who `coming` may be: in one statement. */
export async function currentTransactionFor(ctx: TenantContext, coming: Approach): Promise<{ transaction: Transaction; candidate: Candidate } | undefined> {
  const browser = browserSecret(ctx.request)
  const state = stateOf(ctx)
  if (browser === undefined || state === undefined) return undefined
  const found = await findTransactionFor(ctx, digest(state), digest(browser), ctx.clock.now(), coming)
  return found && { transaction: ofRow(state, found.row), candidate: found.candidate }
}

const ofRow = (state: string, row: TransactionRow): Transaction => ({ state, clientId: row.client_id ?? undefined, hints: row.request.hints, protocol: row.request.protocol, progress: row.progress })

/** From the form when there is one: the page's address may have been shortened by then. */
function stateOf(ctx: TenantContext): string | undefined {
  const state = single((ctx.request.body as Record<string, unknown> | undefined)?.['state']) ?? single(ctx.request.query['state'])
  return state !== undefined && /^[A-Za-z0-9_-]{43}$/.test(state) ? state : undefined
}

export const advance = (ctx: TenantContext, state: string, progress: Partial<Progress>): Promise<boolean> => advanceTransaction(ctx, digest(state), progress)

/** The same act as a piece of the statement that writes what it leads to: `finished` has a row for one of parallel callers. */
export function closingPart(ctx: TenantContext, state: string): (Part & { name: string }) | undefined {
  const browser = browserSecret(ctx.request)
  return browser === undefined ? undefined : takingPart(ctx, digest(state), digest(browser), ctx.clock.now())
}

/** Consumes the transaction of this browser: one of parallel callers gets true. */
export async function closeTransaction(ctx: TenantContext, state: string): Promise<boolean> {
  const browser = browserSecret(ctx.request)
  return browser !== undefined && takeTransaction(ctx, digest(state), digest(browser), ctx.clock.now())
}
