/** Throttled addresses as administrators see them. */
import type { TenantContext } from '#platform/context/index.ts'
import { protectionOf } from '#resources/attack-protection/index.ts'
import type { Stage } from './attempts.store.ts'
import { networkOf } from './network.ts'
import { deleteThrottles, selectThrottles } from './throttles.store.ts'

/** At which stages an address is refused now; whether the tenant lets that block is not looked at. */
export async function throttledStages(ctx: Pick<TenantContext, 'db' | 'tenant' | 'clock' | 'cache'>, ip: string): Promise<Stage[]> {
  const { throttling } = await protectionOf(ctx)
  const rows = await selectThrottles(ctx, networkOf(ip))
  const refused = ({ stage, full_at: fullAt }: { stage: Stage; full_at: Date }) => {
    const { max_attempts: max, rate } = throttling.stage[stage]
    return fullAt.getTime() > ctx.clock.now().getTime() + (max - 1) * rate
  }
  return rows.filter(refused).map(({ stage }) => stage)
}

/** The address has all its attempts again. */
export const liftThrottles = (ctx: Pick<TenantContext, 'db' | 'tenant'>, ip: string): Promise<number> => deleteThrottles(ctx, networkOf(ip))
