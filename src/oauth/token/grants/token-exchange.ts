/** RFC 8693 section 2.1. On behalf of a person there is never a refresh or ID token: the application that the person uses has those. */
import { OAuthError } from '#kernel/problem.ts'
import { exchangerFor, tokenTypes, type Exchanged } from '../../exchange/index.ts'
import { findAudience, joinScope, namedAudience, splitScope, type Audience } from '../../policy/index.ts'
import type { Grant, PersonProof, TokenRequest } from '../grant.ts'
import type { TenantContext } from '#platform/context/index.ts'

const invalid = (sentence: string) => new OAuthError(400, 'invalid_request', sentence)
const type = 'urn:ietf:params:oauth:grant-type:token-exchange'

export const tokenExchange: Grant = {
  type,
  allows: (client) => (client.token_exchange?.allow_any_profile_of_type ?? []).length > 0,
  events: { success: 'success_on_behalf_of_token_exchange', failure: 'failed_on_behalf_of_token_exchange' },
  about: 'Subject Token for Access Token',
  async prove(ctx, request) {
    const { parameters } = request
    const subjectType = parameters.need('subject_token_type')
    const exchanger = await exchangerFor(ctx, subjectType)
    if (!exchanger) throw invalid(`There is no token exchange profile for the subject_token_type ${subjectType.slice(0, 200)}`)
    try {
      const wanted = parameters.get('requested_token_type') ?? tokenTypes.accessToken
      if (wanted !== tokenTypes.accessToken) throw invalid(`requested_token_type must be ${tokenTypes.accessToken}`)
      if (parameters.get('actor_token') !== undefined) throw invalid('This server does not support actor_token.')
      const named = namedAudience(ctx, parameters.get)
      const audience = await findAudience(ctx, named)
      if (audience === 'unknown') throw new OAuthError(403, 'access_denied', `Service not found: ${named}`)
      const exchanged = await exchanger.exchange(ctx, request, parameters.need('subject_token'))
      return { ...(await proofOf(ctx, request, exchanged, audience === 'none' ? undefined : audience)), event: exchanger.events.success }
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error
      throw new OAuthError(error.status, error.error, error.description, { ...error.options, extra: { ...error.options.extra, event: exchanger.events.failure } })
    }
  },
}

async function proofOf(ctx: TenantContext, { client, parameters }: TokenRequest, exchanged: Exchanged, audience: Audience | undefined): Promise<PersonProof> {
  const { user, connection, actor, notAfter, open, sessionId } = exchanged
  const asked = splitScope(parameters.get('scope'))
  const proof = { for: 'person', user, connection, audience, gty: type, sessionId, exchange: { actor, notAfter, issuedTokenType: tokenTypes.accessToken } } as const
  if (!open) return { ...proof, asked, refresh: { kind: 'begin', familyId: ctx.random.token(18) } }
  if (!audience) throw invalid('Missing required parameter: audience')
  const openScopes = await open(audience.api.identifier)
  if (!openScopes) throw new OAuthError(403, 'access_denied', `Client ${client.client_id} is not authorized to access resource server "${audience.identifier}" on behalf of users.`)
  const beyond = asked.filter((scope) => !openScopes.includes(scope))
  if (beyond.length > 0) throw new OAuthError(403, 'access_denied', `Client has not been granted scopes: ${joinScope(beyond).replaceAll(' ', ', ')}`)
  return { ...proof, asked: asked.length > 0 ? asked : openScopes, refresh: { kind: 'keep' } }
}
