/** RFC 8693 section 2.1. Never a refresh or ID token: the application that the person uses has those. */
import { OAuthError } from '#kernel/problem.ts'
import { exchangerFor, tokenTypes } from '../../exchange/index.ts'
import { findAudience, joinScope, namedAudience, splitScope } from '../../policy/index.ts'
import type { Grant } from '../grant.ts'

const invalid = (sentence: string) => new OAuthError(400, 'invalid_request', sentence)
const type = 'urn:ietf:params:oauth:grant-type:token-exchange'

export const tokenExchange: Grant = {
  type,
  events: { success: 'success_on_behalf_of_token_exchange', failure: 'failed_on_behalf_of_token_exchange' },
  about: 'Subject Token for Access Token',
  async prove(ctx, { client, authenticated, parameters }) {
    if (!authenticated) throw new OAuthError(401, 'access_denied', 'Unauthorized', { detail: 'token exchange without client authentication' })
    const subjectToken = parameters.need('subject_token')
    const subjectType = parameters.need('subject_token_type')
    const wanted = parameters.get('requested_token_type') ?? tokenTypes.accessToken
    if (wanted !== tokenTypes.accessToken) throw invalid(`requested_token_type must be ${tokenTypes.accessToken}`)
    if (parameters.get('actor_token') !== undefined) throw invalid('This server does not support actor_token: the application itself is the actor.')
    const exchanger = exchangerFor(subjectType)
    if (!exchanger) throw invalid(`There is no token exchange profile for the subject_token_type ${subjectType.slice(0, 200)}`)
    const named = namedAudience(ctx, parameters.get)
    const audience = await findAudience(ctx, named)
    if (audience === 'none') throw invalid('Missing required parameter: audience')
    if (audience === 'unknown') throw new OAuthError(403, 'access_denied', `Service not found: ${named}`)
    const { user, actor, notAfter, open, sessionId } = await exchanger(ctx, client, subjectToken)
    const openScopes = await open(audience.api.identifier)
    if (!openScopes) throw new OAuthError(403, 'access_denied', `Client ${client.client_id} is not authorized to access resource server "${audience.identifier}" on behalf of users.`)
    const asked = splitScope(parameters.get('scope'))
    const beyond = asked.filter((scope) => !openScopes.includes(scope))
    if (beyond.length > 0) throw new OAuthError(403, 'access_denied', `Client has not been granted scopes: ${joinScope(beyond).replaceAll(' ', ', ')}`)
    return {
      for: 'person', user, connection: user.connection, audience, asked: asked.length > 0 ? asked : openScopes,
      gty: type, sessionId, refresh: { kind: 'keep' }, exchange: { actor, notAfter, issuedTokenType: tokenTypes.accessToken },
    }
  },
}
