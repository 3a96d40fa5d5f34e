import type { TenantContext } from '#platform/context/index.ts'
import type { TokenExchangeProfile } from './profiles.schema.ts'
import { selectProfileFor, type ProfileRow } from './profiles.store.ts'

export const profileOf = ({ created_at, updated_at, ...row }: ProfileRow): TokenExchangeProfile => ({ ...row, created_at: created_at.toISOString(), updated_at: updated_at.toISOString() })

/** The profile that takes subject tokens of this type. */
export const findProfile = (ctx: TenantContext, subjectTokenType: string): Promise<TokenExchangeProfile | undefined> =>
  ctx.cache.keep(ctx.tenant.id, `token-exchange-profile:${subjectTokenType}`, async () => {
    const row = await selectProfileFor(ctx.db, ctx.tenant.id, subjectTokenType)
    return row && profileOf(row)
  })
