import type { TenantContext } from '#platform/context/index.ts'
import { findProfile } from '#resources/token-exchange-profiles/index.ts'
import type { CallingClient } from '../client-authentication/index.ts'
import { byProfile } from './by-profile.ts'
import type { Exchanged } from './exchanged.ts'
import { onBehalfOf } from './on-behalf-of.ts'

/** RFC 8693 section 3. */
export const tokenTypes = { accessToken: 'urn:ietf:params:oauth:token-type:access_token' } as const

export type Exchanger = {
  /** Log event codes. */
  events: { success: string; failure: string }
  /** @throws OAuthError when the token is not good for this application. */
  exchange(ctx: TenantContext, caller: CallingClient, subjectToken: string): Promise<Exchanged>
}

const builtIn = new Map<string, Exchanger>([
  [tokenTypes.accessToken, { events: { success: 'success_on_behalf_of_token_exchange', failure: 'failed_on_behalf_of_token_exchange' }, exchange: onBehalfOf }],
])

/** Built in, or a profile of the tenant's. */
export async function exchangerFor(ctx: TenantContext, subjectTokenType: string): Promise<Exchanger | undefined> {
  const known = builtIn.get(subjectTokenType)
  if (known) return known
  const profile = await findProfile(ctx, subjectTokenType)
  return profile && { events: { success: 'secte', failure: 'fecte' }, exchange: byProfile(profile) }
}
