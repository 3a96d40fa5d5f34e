import type { TenantEvent } from '#kernel/event.ts'
import type { Client } from '#resources/clients/index.ts'
import { countEvent, eventRow } from '#resources/logs/index.ts'
import { deviceNow } from '#resources/sessions/index.ts'
import { findUser, type User } from '#resources/users/index.ts'
import { digest } from '#platform/crypto/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { insertFamily, type NewFamily } from './beginning.store.ts'
import * as store from './families.store.ts'
import type { Family, FamilyData } from './families.store.ts'
import { rotateToken } from './rotation.store.ts'
import { refreshSettings } from './settings.ts'

/** Active families of one person with one application; the oldest goes when there are more. */
const mostFamilies = 200

const newToken = (ctx: TenantContext): string => `v1.${ctx.random.token(42)}`

const later = (now: Date, seconds: number | undefined): Date | null => (seconds === undefined ? null : new Date(now.getTime() + seconds * 1000))

export type FamilyBeginning = {
  client: Client
  familyId: string
  /** Set when a code was redeemed for it. */
  codeHash?: Buffer | undefined
  userId: string
  sessionId: string | undefined
  audience: string | undefined
  scopes: readonly string[]
  data: FamilyData
}

/** A new family, not yet written; its first token. */
export function newFamily(ctx: TenantContext, beginning: FamilyBeginning): { token: string; family: NewFamily } {
  const settings = refreshSettings(beginning.client)
  const token = newToken(ctx)
  const now = ctx.clock.now()
  const family: NewFamily = {
    tenantId: ctx.tenant.id,
    id: beginning.familyId,
    client_id: beginning.client.client_id,
    user_id: beginning.userId,
    session_id: beginning.sessionId ?? null,
    audience: beginning.audience ?? null,
    scope: [...beginning.scopes],
    rotating: settings.rotating,
    data: beginning.data,
    expires_at: later(now, settings.lifetime),
    idleExpiresAt: later(now, settings.idleLifetime),
    tokenHash: digest(token),
    codeHash: beginning.codeHash ?? null,
    now,
    device: deviceNow(ctx).whole,
    most: mostFamilies,
  }
  return { token, family }
}

/** Writes the family and what the tenant's log says of it: both or nothing. */
export async function beginFamily(ctx: TenantContext, family: NewFamily, event: TenantEvent): Promise<void> {
  await insertFamily(ctx.db, family, eventRow(ctx, event))
  countEvent(ctx, event)
}

export type UsedToken = {
  family: Family
  /** Whose it is; undefined when that person is gone. */
  user: User | undefined
  /** Absent when the presented one stays valid. */
  nextToken: string | undefined
}

/** Why a token was not taken; `reused` has revoked its family. */
export type Refusal = 'unknown' | 'ended' | 'reused'

/**
 * Uses a refresh token (RFC 6749 section 6, RFC 9700 section 4.14.2). With rotation one of parallel callers gets the next token;
 * the token replaced last may be used again within the leeway; any older one ends the family.
 */
export async function useRefreshToken(ctx: TenantContext, client: Client, token: string, jkt?: string): Promise<UsedToken | { refused: Refusal; family: Family | undefined }> {
  const settings = refreshSettings(client)
  const hash = digest(token)
  const now = ctx.clock.now()
  const idleExpiresAt = later(now, settings.idleLifetime)
  const common = { hash, clientId: client.client_id, now, idleExpiresAt, device: deviceNow(ctx).last, jkt }
  const nextToken = settings.rotating ? newToken(ctx) : undefined
  const used = nextToken === undefined
    ? await store.useToken(ctx.db, ctx.tenant.id, common)
    : await rotateToken(ctx.db, ctx.tenant.id, { ...common, nextHash: digest(nextToken) })
  if (used) return { ...used, nextToken }
  const late = await reconsider(ctx, client, hash, jkt)
  return 'refused' in late ? late : { ...late, user: await findUser(ctx, late.family.user_id) }
}

/** The rare ways: leeway, reuse, a change of the application's settings. The family is locked meanwhile. */
function reconsider(ctx: TenantContext, client: Client, hash: Buffer, jkt: string | undefined): Promise<Omit<UsedToken, 'user'> | { refused: Refusal; family: Family | undefined }> {
  const settings = refreshSettings(client)
  const now = ctx.clock.now()
  const idleExpiresAt = later(now, settings.idleLifetime)
  return ctx.db.transaction(async (tx) => {
    const token = await store.inspectToken(tx, ctx.tenant.id, hash, now)
    if (!token || token.client_id !== client.client_id) return { refused: 'unknown', family: undefined }
    if (token.data.jkt !== undefined && token.data.jkt !== jkt) return { refused: 'unknown', family: undefined }
    if (token.revoked_at !== null || token.idle) return { refused: 'ended', family: token }
    const nextToken = newToken(ctx)
    if (settings.rotating && !token.rotating) {
      await store.beginRotation(tx, ctx.tenant.id, token, { hash, nextHash: digest(nextToken), now, idleExpiresAt, expiresAt: later(now, settings.lifetime) })
      return { family: token, nextToken }
    }
    const spent = token.rotated_at?.getTime()
    const tolerated = spent !== undefined && settings.leeway > 0 && now.getTime() <= spent + settings.leeway * 1000 && token.newest === token.generation + 1
    if (settings.rotating && tolerated) {
      await store.addSibling(tx, ctx.tenant.id, { familyId: token.id, generation: token.newest, hash: digest(nextToken), now })
      return { family: token, nextToken }
    }
    // Spent before, or rotation was switched off: either way the family is over.
    await store.endFamily(tx, ctx.tenant.id, token.id, now)
    return { refused: 'reused', family: token }
  })
}

/** The family of a token of this client, without using it; whether it may still be used is not said. */
export async function peekFamily(ctx: TenantContext, client: Client, token: string): Promise<Family | undefined> {
  const family = await store.familyOfToken(ctx.db, ctx.tenant.id, digest(token))
  return family?.client_id === client.client_id ? family : undefined
}

export const revokeFamily = async (ctx: TenantContext, familyId: string): Promise<void> => {
  await store.endFamily(ctx.db, ctx.tenant.id, familyId, ctx.clock.now())
}

/** Ends the family of a token of this client; undefined when it is not one of its tokens. `all`: every family of that person and API. */
export async function revokeToken(ctx: TenantContext, client: Client, token: string, all: boolean): Promise<Family | undefined> {
  const family = await store.familyOfToken(ctx.db, ctx.tenant.id, digest(token))
  if (!family || family.client_id !== client.client_id) return undefined
  const now = ctx.clock.now()
  if (all) await store.endFamiliesLike(ctx.db, ctx.tenant.id, family, now)
  else await store.endFamily(ctx.db, ctx.tenant.id, family.id, now)
  return family
}
