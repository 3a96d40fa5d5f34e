/** OpenID CIBA section 10.1: an application asks whether its person has decided. */
import { OAuthError } from '#kernel/problem.ts'
import { findUser } from '#resources/users/index.ts'
import { cibaGrant, pollBackchannel, type PolledBackchannel } from '../../ciba/index.ts'
import { findAudience } from '../../policy/index.ts'
import type { Grant } from '../grant.ts'

const invalid = (detail?: string) => new OAuthError(403, 'invalid_grant', 'Invalid or expired auth_req_id', detail === undefined ? {} : { detail })

function refusal(polled: Extract<PolledBackchannel, string>): OAuthError {
  if (polled === 'pending') return new OAuthError(400, 'authorization_pending', 'The end-user authorization is pending')
  if (polled === 'too fast') return new OAuthError(429, 'slow_down', 'You are polling faster than allowed. Try again in 10 seconds.', { headers: { 'retry-after': '10' } })
  if (polled === 'over') return new OAuthError(403, 'access_denied', 'The end-user denied the authorization request or it has been expired')
  return invalid()
}

export const ciba: Grant = {
  type: cibaGrant,
  events: { success: 'ciba_exchange_succeeded', failure: 'ciba_exchange_failed' },
  about: 'Backchannel Authentication for Access Token',
  async prove(ctx, { client, authenticated, parameters }) {
    if (!authenticated) throw new OAuthError(401, 'access_denied', 'Unauthorized', { detail: 'CIBA without client authentication' })
    const polled = await pollBackchannel(ctx, parameters.need('auth_req_id'), client.client_id)
    if (typeof polled === 'string') throw refusal(polled)
    const { approved } = polled
    const [user, audience] = await Promise.all([findUser(ctx, approved.user_id), approved.audience === null ? ('none' as const) : findAudience(ctx, approved.audience)])
    if (!user || audience === 'unknown') throw invalid('the user or the API is gone')
    const { data } = approved
    return {
      for: 'person',
      user,
      connection: data.connection ?? '',
      audience: audience === 'none' ? undefined : audience,
      asked: data.scopes ?? [],
      granted: { scopes: data.scopes ?? [], permissions: data.permissions },
      gty: undefined,
      sessionId: approved.session_id ?? undefined,
      amr: data.amr,
      refresh: { kind: 'begin', familyId: ctx.random.token(18) },
    }
  },
}
