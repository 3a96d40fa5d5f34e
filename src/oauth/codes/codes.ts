import { digest } from '#platform/crypto/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { revokeFamily } from '../refresh/index.ts'
import * as store from './codes.store.ts'
import type { CodeData, CodeRow } from './codes.store.ts'

/** Seconds (RFC 6749 section 4.1.2 recommends ten minutes at most). */
const lifetime = 60

/** A new code; only its SHA-256 is stored. */
export async function createCode(ctx: TenantContext, order: { clientId: string; userId: string; sessionId: string | undefined; data: CodeData }): Promise<string> {
  const code = ctx.random.token(32)
  const now = ctx.clock.now()
  await store.insertCode(ctx.db, ctx.tenant.id, { ...order, hash: digest(code), now, expiresAt: new Date(now.getTime() + lifetime * 1000) })
  return code
}

export type RedeemedCode = CodeRow & { hash: Buffer }

/**
 * Consumes the code: one caller ever gets it. A second use by the same client revokes the refresh tokens that the first one got
 * (RFC 6749 section 4.1.2, RFC 9700 section 2.1.1).
 */
export async function redeemCode(ctx: TenantContext, code: string, clientId: string): Promise<RedeemedCode | undefined> {
  const hash = digest(code)
  const row = await store.takeCode(ctx.db, ctx.tenant.id, hash, clientId, ctx.random.token(18), ctx.clock.now())
  if (row) return { ...row, hash }
  const replayed = await store.markReplayed(ctx.db, ctx.tenant.id, hash, clientId)
  if (replayed) {
    await revokeFamily(ctx, replayed.family_id)
    ctx.log.warn('An authorization code was used twice; the refresh tokens it led to are revoked.', { tenant: ctx.tenant.name, client_id: clientId, request: ctx.request.id })
  }
  return undefined
}
