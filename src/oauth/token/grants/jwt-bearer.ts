/** RFC 7523 section 2.1, with identity assertions (ID-JAG) as the one kind of assertion. An access token for an API, no more: for the next the provider is asked again. */
import { OAuthError } from '#kernel/problem.ts'
import { jwtBearerGrant, readIdentityAssertion } from '../../identity-assertion/index.ts'
import { findAudience, identityScopes, namedAudience, splitScope } from '../../policy/index.ts'
import type { Grant } from '../grant.ts'

export const jwtBearer: Grant = {
  type: jwtBearerGrant,
  allows: (client) => client.identity_assertion_authorization_grant?.active === true,
  events: { success: 'idjag_exchange_succeeded', failure: 'idjag_exchange_failed' },
  about: 'Identity Assertion for Access Token',
  async prove(ctx, { client, authenticated, parameters }) {
    if (!authenticated) throw new OAuthError(401, 'access_denied', 'Unauthorized', { detail: 'identity assertion without client authentication' })
    if (client.identity_assertion_authorization_grant?.active !== true) throw new OAuthError(403, 'unauthorized_client', 'The client may not use identity assertions: identity_assertion_authorization_grant is not active.')
    const { user, connection, scopes, resource } = await readIdentityAssertion(ctx, client, parameters.need('assertion'))
    const named = namedAudience(ctx, parameters.get)
    if (named !== undefined && resource !== undefined && named !== resource) throw new OAuthError(403, 'access_denied', 'The assertion is for another resource than the audience that was asked for.')
    const audience = await findAudience(ctx, named ?? resource)
    if (audience === 'none') throw new OAuthError(400, 'invalid_request', 'Missing required parameter: audience')
    if (audience === 'unknown') throw new OAuthError(403, 'access_denied', `Service not found: ${named ?? resource}`)
    const wanted = splitScope(parameters.get('scope'))
    const open = scopes ?? wanted
    const asked = (wanted.length > 0 ? wanted.filter((scope) => open.includes(scope)) : open).filter((scope) => !identityScopes.has(scope) && scope !== 'offline_access' && scope !== 'online_access')
    return { for: 'person', user, connection, audience, asked, gty: jwtBearerGrant, refresh: { kind: 'keep' } }
  },
}
