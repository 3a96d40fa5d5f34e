import type { HttpReply } from '#kernel/exchange.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { tenantSettings } from '#resources/tenants/index.ts'
import { advance, type LoginResult, type Transaction } from '../transactions/index.ts'
import { locationOf, redirect } from './dispatch.ts'
import { troublePage } from './trouble.ts'

/** Stores who the person is and lets the dispatcher go on. */
export async function identified(ctx: TenantContext, transaction: Transaction, userId: string, connection: string): Promise<HttpReply> {
  const result: LoginResult = { userId, connection, authenticatedAt: ctx.clock.now(), amr: ['pwd'], persistent: tenantSettings(ctx).session_cookie?.mode !== 'non-persistent' }
  const progress = { result: { ...result, authenticatedAt: result.authenticatedAt.toISOString() } }
  if (!(await advance(ctx, transaction.state, progress))) return troublePage(ctx, 'expired')
  return redirect(locationOf({ ...transaction, progress: { ...transaction.progress, ...progress } }))
}
