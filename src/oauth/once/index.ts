/**
 * Values that may be used once, such as the `jti` of a signed message: unused, or used until it would have expired anyway. Owns the table
 * `one_time_values`. Does not know what the values mean.
 */
import { digest } from '#platform/crypto/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { insertValue, type OnceKind } from './once.store.ts'

export type { OnceKind } from './once.store.ts'

/**
 * True for the first caller, false for every later one until `until` (seconds since the epoch).
 * @param owner whose value it is: two owners may choose the same.
 */
export const useOnce = (ctx: TenantContext, kind: OnceKind, owner: string, value: string, until: number): Promise<boolean> =>
  insertValue(ctx.db, ctx.tenant.id, kind, digest(JSON.stringify([owner, value])), new Date(until * 1000))
