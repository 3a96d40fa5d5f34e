/** Ties the rate limits to requests: who is limited, and what the tenant's log says of it. */
import type { Endpoint, HttpRequest } from '#kernel/exchange.ts'
import type { Tenant } from '#kernel/tenant.ts'
import type { TenantContext } from '#platform/context/index.ts'
import type { Limited } from '#platform/http/index.ts'
import { createRateLimiter, type RateLimiter } from '#platform/rate-limit/index.ts'
import { record } from '#resources/logs/index.ts'
import type { LiveContext } from './process-context.ts'

/** Milliseconds until the same empty bucket is told of again. */
const tellEvery = 60_000

export type Limits = {
  limit(endpoint: Pick<Endpoint<never>, 'authority' | 'http'>, request: HttpRequest, tenant: Tenant, context: TenantContext): Limited | undefined | Promise<Limited | undefined>
  draw: RateLimiter['draw']
  close: RateLimiter['close']
}

export function limitsFor(live: LiveContext): Limits {
  const limiter = createRateLimiter(live)
  const told = new Map<string, number>()

  const tell = async (context: TenantContext, { bucket, key }: { bucket: string; key: string }) => {
    const [name, now] = [`${context.tenant.id} ${bucket} ${key}`, performance.now()]
    if (now - (told.get(name) ?? -Infinity) < tellEvery) return
    if (told.size > 1000) told.clear()
    told.set(name, now)
    await record(context, { type: 'api_limit', description: `More requests than the bucket ${bucket} grants.`, details: { bucket, key } })
  }

  return {
    limit(endpoint, request, tenant, context) {
      // The dashboard's host must stay reachable: limits are set there.
      if (endpoint.authority === 'manage') return undefined
      const limited = limiter.check(tenant, endpoint.http, request)
      if (!(limited instanceof Promise)) return limited
      return limited.then((found) => {
        if (found?.refused) tell(context, found.refused).catch((error: unknown) => live.log.warn('A rate limit could not be recorded.', { error }))
        return found
      })
    },
    draw: limiter.draw,
    close: limiter.close,
  }
}
