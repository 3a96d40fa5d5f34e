/** RFC 8628 section 3.4: a device asks whether its person has decided. */
import { OAuthError } from '#kernel/problem.ts'
import { findUser } from '#resources/users/index.ts'
import { deviceGrant, pollDevice, pollInterval, type Polled } from '../../device/index.ts'
import { findAudience } from '../../policy/index.ts'
import type { Grant } from '../grant.ts'

const refusals: Record<Extract<Polled, string>, [status: number, error: string, description: string]> = {
  unknown: [403, 'invalid_grant', 'Invalid or expired device code.'],
  pending: [403, 'authorization_pending', 'User has yet to authorize device code.'],
  'too fast': [429, 'slow_down', `You are polling faster than the specified interval of ${pollInterval} seconds.`],
  expired: [403, 'expired_token', 'The device code has expired.'],
  denied: [403, 'access_denied', 'User cancelled the confirmation prompt.'],
}

const refusal = (polled: Extract<Polled, string>) => new OAuthError(...refusals[polled])

export const deviceCode: Grant = {
  type: deviceGrant,
  events: { success: 'sede', failure: 'fede' },
  about: 'Device Code for Access Token',
  async prove(ctx, { client, parameters }) {
    const polled = await pollDevice(ctx, parameters.need('device_code'), client.client_id)
    if (typeof polled === 'string') throw refusal(polled)
    const { approved } = polled
    const [user, audience] = await Promise.all([findUser(ctx, approved.user_id), approved.audience === null ? ('none' as const) : findAudience(ctx, approved.audience)])
    if (!user || audience === 'unknown') throw new OAuthError(403, 'invalid_grant', 'Invalid or expired device code.', { detail: 'the user or the API is gone' })
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
