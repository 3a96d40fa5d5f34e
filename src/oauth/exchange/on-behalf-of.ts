/**
 * An API that was called with an access token calls another API for the same person. The token must have been made for this very API, and a
 * client grant for people (`subject_type: user`) must say what the API may ask of the other one: what the person consented to was the first.
 */
import { OAuthError } from '#kernel/problem.ts'
import { findClientGrant } from '#resources/client-grants/index.ts'
import { TokenRefused, verifyOwnToken, type TokenClaims } from '#resources/keys/index.ts'
import { findUser } from '#resources/users/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import type { CallingClient } from '../client-authentication/index.ts'
import type { Exchanged } from './exchanged.ts'

/** APIs in a row; a longer chain is a circle. */
const longestChain = 5

const refused = (detail: string) => new OAuthError(403, 'invalid_grant', 'The subject token is invalid or has expired.', { detail: `subject token: ${detail}` })

export async function onBehalfOf(ctx: TenantContext, { client, authenticated }: CallingClient, subjectToken: string): Promise<Exchanged> {
  if (!authenticated) throw new OAuthError(401, 'access_denied', 'Unauthorized', { detail: 'token exchange without client authentication' })
  const allowed = client.token_exchange?.allow_any_profile_of_type ?? []
  if (!allowed.includes('on_behalf_of_token_exchange') || !client.resource_server_identifier) {
    throw new OAuthError(403, 'unauthorized_client', 'The client may not exchange access tokens: it must stand for an API and allow on_behalf_of_token_exchange.')
  }
  const claims = await read(ctx, subjectToken)
  if (![claims['aud']].flat().includes(client.resource_server_identifier)) throw refused('made for another API')
  const former = claims['act']
  if (depthOf(former) >= longestChain) throw refused('too many APIs in a row')
  const user = await findUser(ctx, claims.sub)
  if (!user || user.blocked) throw refused('stands for no person')
  return {
    user,
    connection: user.connection,
    actor: { sub: client.client_id, ...(former !== undefined && { act: former }) },
    notAfter: claims.exp,
    open: async (identifier) => (await findClientGrant(ctx, client.client_id, identifier, 'user'))?.scope,
    sessionId: typeof claims['sid'] === 'string' ? claims['sid'] : undefined,
  }
}

async function read(ctx: TenantContext, token: string): Promise<TokenClaims> {
  try {
    return await verifyOwnToken(ctx, token)
  } catch (error) {
    throw error instanceof TokenRefused ? refused(error.reason) : error
  }
}

function depthOf(actor: unknown): number {
  let depth = 0
  for (let each = actor; each !== null && typeof each === 'object' && depth <= longestChain; each = (each as { act?: unknown }).act) depth += 1
  return depth
}
