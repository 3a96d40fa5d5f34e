/**
 * Multi-resource refresh tokens: an application's refresh token policies name further APIs that its tokens are good for, with the scopes of each.
 * Judged before the token is spent, so that a wrong wish costs nothing.
 */
import { OAuthError } from '#kernel/problem.ts'
import type { Client } from '#resources/clients/index.ts'
import { findUser } from '#resources/users/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { consentToAsk } from '../consent/index.ts'
import { findAudience, identityScopes, refusesPeople, splitScope, type Audience } from '../policy/index.ts'
import { bindingFor, type Possession } from '../possession/index.ts'
import { peekFamily, type Family } from '../refresh/index.ts'
import type { Parameters } from '../parameters/index.ts'

export type OtherApi = { audience: Audience; asked: (family: Family) => readonly string[] }

/** undefined: the token's own API. Without policies a named audience is passed over, as Auth0 does. */
export async function otherApi(ctx: TenantContext, client: Client, parameters: Parameters, possession: Possession): Promise<OtherApi | undefined> {
  const named = parameters.get('audience')
  const policies = client.refresh_token?.policies ?? []
  if (named === undefined || policies.length === 0 || client.is_first_party === false) return undefined
  const family = await peekFamily(ctx, client, parameters.need('refresh_token'))
  // Whoever has no such token is told so by its use.
  if (!family || named === family.audience) return undefined
  const policy = policies.find(({ audience }) => audience === named)
  const audience = policy && (await findAudience(ctx, named))
  if (!policy || audience === undefined || typeof audience === 'string') throw denied(`The refresh token is not good for the audience ${named.slice(0, 200)}.`)
  const refusal = await refusesPeople(ctx, client, audience)
  if (refusal !== undefined) throw denied(refusal)
  bindingFor(client, audience.api, possession)
  const user = await findUser(ctx, family.user_id)
  if (user && (await consentToAsk(ctx, { client, user, audience, insisted: false, verifiable: true }, policy.scope))) {
    throw new OAuthError(403, 'consent_required', 'Consent required', { detail: `for ${named}` })
  }
  return { audience, asked: (used) => narrowed(used, policy.scope, parameters.get('scope')) }
}

/** The policy's scopes and, of the token's own, those that mean the same everywhere; fewer when fewer are asked for. */
function narrowed(family: Family, open: readonly string[], asked: string | undefined): readonly string[] {
  const all = [...family.scope.filter((scope) => identityScopes.has(scope)), ...open]
  if (asked === undefined) return all
  const wanted = new Set(splitScope(asked))
  const kept = all.filter((scope) => wanted.has(scope))
  return kept.length > 0 ? kept : all
}

const denied = (sentence: string) => new OAuthError(403, 'access_denied', sentence)
