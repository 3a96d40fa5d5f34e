import type { TenantContext } from '#platform/context/index.ts'
import * as store from './grants.store.ts'
import type { ConsentKey } from './grants.store.ts'

/** What the person allowed this application on this API; undefined when never asked. */
export const findConsent = (ctx: TenantContext, key: ConsentKey): Promise<string[] | undefined> => store.consentedScopes(ctx.db, ctx.tenant.id, key)

/** Remembers a consent beside those given before. */
export async function giveConsent(ctx: TenantContext, key: ConsentKey, scopes: readonly string[]): Promise<void> {
  await store.addConsent(ctx.db, ctx.tenant.id, ctx.random.hex(24), key, scopes, ctx.clock.now())
}
