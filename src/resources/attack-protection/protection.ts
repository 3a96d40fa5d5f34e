import type { TenantContext } from '#platform/context/index.ts'
import { addressList, type AddressList } from './address-list.ts'
import type { BruteForceProtection, SuspiciousIpThrottling } from './attack-protection.schema.ts'
import { selectProtection, type Stored } from './attack-protection.store.ts'

const bruteForceDefaults: BruteForceProtection = {
  enabled: true,
  shields: ['block', 'user_notification'],
  allowlist: [],
  mode: 'count_per_identifier_and_ip',
  max_attempts: 10,
}

const throttlingDefaults: SuspiciousIpThrottling = {
  enabled: true,
  shields: ['block', 'admin_notification'],
  allowlist: [],
  stage: {
    'pre-login': { max_attempts: 100, rate: 864_000 },
    'pre-user-registration': { max_attempts: 50, rate: 1_728_000 },
  },
}

/** What applies to a tenant. `allowed` answers for the allow list. */
export type Protection = {
  bruteForce: BruteForceProtection & { allowed: AddressList }
  throttling: SuspiciousIpThrottling & { allowed: AddressList }
}

/** Kept in memory until the tenant's configuration changes: asks the database once. */
export const protectionOf = (ctx: Pick<TenantContext, 'db' | 'tenant' | 'cache'>): Promise<Protection> =>
  ctx.cache.keep(ctx.tenant.id, 'attack-protection', async () => {
    const stored = new Map((await selectProtection(ctx.db, ctx.tenant.id)).map(({ name, settings }) => [name, settings]))
    const bruteForce = effectiveBruteForce(stored.get('brute-force-protection') ?? {})
    const throttling = effectiveThrottling(stored.get('suspicious-ip-throttling') ?? {})
    return {
      bruteForce: { ...bruteForce, allowed: addressList(bruteForce.allowlist) },
      throttling: { ...throttling, allowed: addressList(throttling.allowlist) },
    }
  })

export const effectiveBruteForce = (stored: Stored): BruteForceProtection => ({ ...bruteForceDefaults, ...stored })

export function effectiveThrottling(stored: Stored): SuspiciousIpThrottling {
  const stage = stored['stage'] as Partial<Record<keyof SuspiciousIpThrottling['stage'], object>> | undefined
  return { ...throttlingDefaults, ...stored, stage: mergedStages(throttlingDefaults.stage, stage) as SuspiciousIpThrottling['stage'] }
}

/** Stages are changed one by one, and so are their numbers. */
export const mergedStages = (before: Record<string, object>, changes: Record<string, object> | undefined): Record<string, object> =>
  Object.fromEntries([...new Set([...Object.keys(before), ...Object.keys(changes ?? {})])].map((name) => [name, { ...before[name], ...changes?.[name] }]))
