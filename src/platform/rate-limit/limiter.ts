import type { HttpRequest } from '#kernel/exchange.ts'
import type { Settings } from '#kernel/setting.ts'
import type { Tenant } from '#kernel/tenant.ts'
import type { Logger } from '#platform/log/index.ts'
import type { Database } from '#platform/postgres/index.ts'
import { drawsOf } from './assignment.ts'
import { limitsOf, type BucketName, type Buckets, type LimitOf } from './buckets.ts'
import { createPurse, type Verdict } from './purse.ts'
import { rateLimitBuckets, rateLimits } from './rate-limit.settings.ts'
import { settleAccounts } from './rate-limit.store.ts'

/** `headers` go with the answer, whatever it is. `refused`: the bucket that is empty. */
export type Limited = { headers: Record<string, string>; refused?: { bucket: string; key: string } }
type Asked = Pick<HttpRequest, 'method' | 'path' | 'ip' | 'headers'>

export type RateLimiter = {
  /** undefined: not limited. `http` as the endpoint is declared. */
  check(tenant: Pick<Tenant, 'id' | 'name'>, http: string, request: Asked): Limited | undefined | Promise<Limited | undefined>
  /** For what is limited by more than the outside of a request tells. True: go on. */
  draw(tenantId: number, bucket: BucketName, key: string): Promise<boolean>
  close(): Promise<void>
}

export function createRateLimiter(options: { settings: Settings; db: Database; log: Logger }): RateLimiter {
  const { settings, db, log } = options
  const purse = createPurse({ settle: (accounts) => settleAccounts(db, accounts), log })
  let present: Buckets | undefined
  let limits: LimitOf = () => undefined

  const drawAll = async (tenant: Pick<Tenant, 'id' | 'name'>, http: string, request: Asked): Promise<Limited | undefined> => {
    let first: Verdict | undefined
    for (const { bucket, key } of drawsOf(tenant.name, http, request)) {
      const limit = limits(bucket, key)
      if (!limit) continue
      const taken = purse.take({ tenant: tenant.id, bucket, key }, limit)
      const verdict = taken instanceof Promise ? await taken : taken
      if (!verdict.allowed) return { headers: headersOf(verdict), refused: { bucket, key } }
      first ??= verdict
    }
    return first && { headers: headersOf(first) }
  }

  /** Compiled anew only when the setting is another one. */
  const enabled = (): boolean => {
    if (!settings.get(rateLimits)) return false
    const configured = settings.get(rateLimitBuckets)
    if (configured !== present) limits = limitsOf((present = configured))
    return true
  }

  return {
    check: (tenant, http, request) => (enabled() ? drawAll(tenant, http, request) : undefined),
    async draw(tenant, bucket, key) {
      const limit = enabled() ? limits(bucket, key) : undefined
      return !limit || (await purse.take({ tenant, bucket, key }, limit)).allowed
    },
    close: () => purse.close(),
  }
}

/** `X-RateLimit-Reset`: when one more request is granted for certain, in seconds of the epoch. */
function headersOf({ allowed, limit, remaining, wait }: Verdict): Record<string, string> {
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000 + wait)),
    ...(allowed ? {} : { 'retry-after': String(Math.max(1, Math.ceil(wait))) }),
  }
}
