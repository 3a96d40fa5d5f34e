/** RFC 6749 section 4.4: an application's own tokens, within what a client grant allows it on that API. */
import { OAuthError } from '#kernel/problem.ts'
import { findClientGrant } from '#resources/client-grants/index.ts'
import { carriesPermissions, findAudience, joinScope, namedAudience, splitScope } from '../../policy/index.ts'
import type { Grant } from '../grant.ts'

const denied = (sentence: string) => new OAuthError(403, 'access_denied', sentence)

export const clientCredentials: Grant = {
  type: 'client_credentials',
  events: { success: 'seccft', failure: 'feccft' },
  about: 'Client Credentials for Access Token',
  async prove(ctx, { client, authenticated, parameters }) {
    // Section 4.4: confidential clients only.
    if (!authenticated) throw new OAuthError(401, 'access_denied', 'Unauthorized', { detail: 'client_credentials without client authentication' })
    const named = namedAudience(ctx, parameters.get)
    const audience = await findAudience(ctx, named)
    if (audience === 'none') throw new OAuthError(400, 'invalid_request', 'Missing required parameter: audience')
    if (audience === 'unknown') throw denied(`Service not enabled within domain: ${named}`)
    const grant = await findClientGrant(ctx, client.client_id, audience.api.identifier)
    if (!grant || audience.api.subject_type_authorization?.client?.policy === 'deny_all') {
      throw denied(
        `Client is not authorized to access "${named ?? audience.identifier}". You need to create a "client-grant" associated to this API. See: https://auth0.com/docs/api/v2#!/Client_Grants/post_client_grants`,
      )
    }
    const held = new Set(grant.scope)
    const asked = splitScope(parameters.get('scope'))
    const beyond = asked.filter((scope) => !held.has(scope))
    if (beyond.length > 0) throw denied(`Client has not been granted scopes: ${joinScope(beyond).replaceAll(' ', ', ')}`)
    const scopes = asked.length > 0 ? asked : [...grant.scope]
    return { for: 'client', audience, scopes, permissions: carriesPermissions(audience.api) ? scopes : undefined, gty: 'client-credentials' }
  },
}
