import type { TenantContext } from '#platform/context/index.ts'

type Ctx = Pick<TenantContext, 'db' | 'tenant'>
export type StoredPassword = { hash: string; history: string[]; set_at: Date }

export const findPassword = (ctx: Ctx, userId: string) =>
  ctx.db.maybe<StoredPassword>('SELECT hash, history, set_at FROM passwords WHERE tenant_id = $1 AND user_id = $2', [ctx.tenant.id, userId])

/** Puts the new hash in place; the former ones move into the history, of which `keep` stay. One statement, so that two changes cannot lose one. */
export async function putPassword(ctx: Ctx, userId: string, hash: string, keep: number, at: Date): Promise<void> {
  await ctx.db.execute(
    `INSERT INTO passwords (tenant_id, user_id, hash, set_at) VALUES ($1, $2, $3, $5)
     ON CONFLICT (tenant_id, user_id) DO UPDATE
       SET hash = EXCLUDED.hash, set_at = EXCLUDED.set_at, history = (ARRAY[passwords.hash] || passwords.history)[1:$4]`,
    [ctx.tenant.id, userId, hash, keep, at],
  )
}

/** Replaces a hash by a better one of the same password; does nothing when the password was changed meanwhile. */
export async function replaceHash(ctx: Ctx, userId: string, from: string, to: string): Promise<void> {
  await ctx.db.execute('UPDATE passwords SET hash = $4 WHERE tenant_id = $1 AND user_id = $2 AND hash = $3', [ctx.tenant.id, userId, from, to])
}
