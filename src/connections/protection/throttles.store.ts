import type { TenantContext } from '#platform/context/index.ts'
import type { Stage } from './attempts.store.ts'

type Ctx = Pick<TenantContext, 'db' | 'tenant'>

export const selectThrottles = (ctx: Ctx, network: string): Promise<{ stage: Stage; full_at: Date }[]> =>
  ctx.db.rows('SELECT stage, full_at FROM address_throttles WHERE tenant_id = $1 AND stage = ANY ($3) AND network = $2', [ctx.tenant.id, network, ['pre-login', 'pre-user-registration']])

export const deleteThrottles = (ctx: Ctx, network: string): Promise<number> =>
  ctx.db.execute('DELETE FROM address_throttles WHERE tenant_id = $1 AND stage = ANY ($3) AND network = $2', [ctx.tenant.id, network, ['pre-login', 'pre-user-registration']])
