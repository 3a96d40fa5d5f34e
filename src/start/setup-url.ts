import { rootTenant } from '#platform/addresses/index.ts'
import type { ProcessContext } from '#platform/context/index.ts'
import { createSetupTicket } from '#login/index.ts'
import { administratorExists } from './bootstrap.store.ts'
import { withinTenant } from './process-context.ts'

/**
 * A link that creates an administrator, once; null when there is one already and `force` is not given.
 * On a `*.localhost` base it is plain HTTP, so that the first visitor sees no certificate warning.
 */
export async function setupUrl(context: ProcessContext, options: { force?: boolean } = {}): Promise<string | null> {
  const tenant = await context.cache.tenant(rootTenant)
  if (!tenant || (!options.force && (await administratorExists(context.db, tenant.id)))) return null
  const within = withinTenant(context, tenant)
  const origin = within.origins.find((candidate) => candidate.startsWith('http://')) ?? within.origin
  return createSetupTicket({ ...within, origin, issuer: `${origin}/` })
}
