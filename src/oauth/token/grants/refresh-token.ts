/** RFC 6749 section 6, with rotation and reuse detection (RFC 9700 section 4.14.2). */
import { OAuthError } from '#kernel/problem.ts'
import type { Client } from '#resources/clients/index.ts'
import { possessionInsisted } from '#resources/resource-servers/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { findAudience, splitScope } from '../../policy/index.ts'
import { bindingFor, type Possession } from '../../possession/index.ts'
import { peekFamily, useRefreshToken, type Family } from '../../refresh/index.ts'
import { otherApi } from '../other-api.ts'
import type { Grant } from '../grant.ts'

/** The words that client libraries look for. */
const invalid = (detail: string, event?: string) =>
  new OAuthError(403, 'invalid_grant', 'Unknown or invalid refresh token.', { detail, ...(event !== undefined && { extra: { event } }) })

export const refreshToken: Grant = {
  type: 'refresh_token',
  events: { success: 'sertft', failure: 'fertft' },
  about: 'Refresh Token for Access Token',
  async prove(ctx, { client, parameters, possession }) {
    const elsewhere = await otherApi(ctx, client, parameters, possession)
    if (!elsewhere) await checkBeforeSpending(ctx, client, parameters.need('refresh_token'), possession)
    const used = await useRefreshToken(ctx, client, parameters.need('refresh_token'), possession.jkt)
    if ('refused' in used) {
      if (used.refused === 'reused') {
        ctx.log.warn('A refresh token was used again after it had been replaced; its family is revoked.', { tenant: ctx.tenant.name, client_id: client.client_id, user_id: used.family?.user_id, request: ctx.request.id })
        throw invalid('reused; family revoked', 'ferrt')
      }
      throw invalid(used.refused)
    }
    const { family, user, nextToken } = used
    const audience = family.audience === null ? undefined : await findAudience(ctx, family.audience)
    if (!user || audience === 'unknown') throw invalid('the user or the API is gone')
    return {
      for: 'person',
      user,
      connection: family.data.connection,
      audience: elsewhere?.audience ?? (audience === 'none' ? undefined : audience),
      asked: elsewhere?.asked(family) ?? narrowed(family, parameters.get('scope')),
      gty: family.data.gty === undefined ? 'refresh_token' : ['refresh_token', family.data.gty],
      authTime: family.data.authTime,
      sessionId: family.session_id ?? undefined,
      amr: family.data.amr,
      // Agreed to in the terms of one API: another gets none.
      authorizationDetails: elsewhere ? undefined : family.data.details,
      refresh: nextToken === undefined ? { kind: 'keep' } : { kind: 'rotated', token: nextToken },
      details: { family: family.id },
    }
  },
}

/** A token must not be spent by a request that lacks the proof its API insists on: the application could not simply ask again. */
async function checkBeforeSpending(ctx: TenantContext, client: Client, token: string, possession: Possession): Promise<void> {
  bindingFor(client, undefined, possession)
  if (!(await possessionInsisted(ctx))) return
  const family = await peekFamily(ctx, client, token)
  const named = family?.audience ?? undefined
  const audience = named === undefined ? undefined : await findAudience(ctx, named)
  if (audience !== undefined && typeof audience !== 'string') bindingFor(client, audience.api, possession)
}

/** A subset of what was granted. What goes beyond is left out, as Auth0 does: its libraries send the application's whole wish list each time. */
function narrowed(family: Family, asked: string | undefined): readonly string[] {
  if (asked === undefined) return family.scope
  const wanted = new Set(splitScope(asked))
  const kept = family.scope.filter((scope) => wanted.has(scope))
  return kept.length > 0 ? kept : family.scope
}
