/** How long the steps of an authorization take, for charts. A step that ends in an error, or in a page for the person, took its time too. */
import { metric } from '#platform/metrics/index.ts'
import type { TenantContext } from '#platform/context/index.ts'

export const authStepTime = metric({
  name: 'bailiwick_auth_step_time_seconds', type: 'histogram', buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
  help: 'Time of a step of an authorization request: identify (the application), trust (its parameters), know (the person), settle (the answer).',
})

export async function step<T>(ctx: TenantContext, name: 'identify' | 'trust' | 'know' | 'settle', act: () => Promise<T>): Promise<T> {
  if (!ctx.meter) return act()
  const began = performance.now()
  try {
    return await act()
  } finally {
    ctx.meter.observe(authStepTime, { step: name }, (performance.now() - began) / 1000)
  }
}
