/** An application asks whether its person has decided elsewhere: the same for every kind of deferred request, but for the words. */
import { OAuthError } from '#kernel/problem.ts'
import { findUser } from '#resources/users/index.ts'
import { pollDeferred, type Deferral, type Polled } from '../../deferred/index.ts'
import { findAudience } from '../../policy/index.ts'
import type { Grant } from '../grant.ts'

export type DeferredGrant = Pick<Grant, 'type' | 'events' | 'about'> & {
  deferral: Deferral
  /** The parameter that names the request. */
  parameter: string
  /** Public applications may not use it. */
  confidential: boolean
  refusals: Record<Extract<Polled, string>, OAuthError>
}

export const deferredGrant = ({ deferral, parameter, confidential, refusals, ...grant }: DeferredGrant): Grant => ({
  ...grant,
  async prove(ctx, { client, authenticated, parameters }) {
    if (confidential && !authenticated) throw new OAuthError(401, 'access_denied', 'Unauthorized', { detail: `${grant.type} without client authentication` })
    const polled = await pollDeferred(ctx, deferral.kind, parameters.need(parameter), client.client_id)
    if (typeof polled === 'string') throw refusals[polled]
    const { approved } = polled
    const [user, audience] = await Promise.all([findUser(ctx, approved.user_id), approved.audience === null ? ('none' as const) : findAudience(ctx, approved.audience)])
    if (!user || audience === 'unknown') throw new OAuthError(refusals.unknown.status, refusals.unknown.error, refusals.unknown.description, { detail: 'the user or the API is gone' })
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
      authorizationDetails: data.details,
      refresh: { kind: 'begin', familyId: ctx.random.token(18) },
    }
  },
})
