import { digest } from '#platform/crypto/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { revokeFamily } from '../refresh/index.ts'
import * as store from './codes.store.ts'
import type { CodeData, NewCode, TakenCode } from './codes.store.ts'

/** Seconds (RFC 6749 section 4.1.2 recommends ten minutes at most). */
const lifetime = 60

/** A new code and what is to be written of it: only its SHA-256. */
export function newCode(ctx: TenantContext, order: { clientId: string; userId: string; sessionId: string | undefined; data: CodeData }): { code: string; row: NewCode } {
  const code = ctx.random.token(32)
  const now = ctx.clock.now()
  return { code, row: { ...order, tenantId: ctx.tenant.id, hash: digest(code), now, expiresAt: new Date(now.getTime() + lifetime * 1000) } }
}

export type RedeemedCode = TakenCode & { hash: Buffer }

/**
 * Consumes the code: one caller ever gets it. A second use by the same client revokes the refresh tokens that the first one got
 * (RFC 6749 section 4.1.2, RFC 9700 section 2.1.1).
 */
export async function redeemCode(ctx: TenantContext, code: string, clientId: string): Promise<RedeemedCode | undefined> {
  const hash = digest(code)
  const row = await store.takeCode(ctx.db, ctx.tenant.id, { hash, clientId, familyId: ctx.random.token(18), now: ctx.clock.now() })
  if (row) return { ...row, hash }
  const replayed = await store.markReplayed(ctx.db, ctx.tenant.id, hash, clientId)
  if (replayed) {
    await revokeFamily(ctx, replayed.family_id)
    ctx.log.warn('An authorization code was used twice; the refresh tokens it led to are revoked.', { tenant: ctx.tenant.name, client_id: clientId, request: ctx.request.id })
  }
  return undefined
}
