/** Policy, then signing: the same for every grant. What is to be written is left to the endpoint, which writes it with the event. */
import { OAuthError } from '#kernel/problem.ts'
import type { Client } from '#resources/clients/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { isPublic } from '../client-authentication/index.ts'
import { bindingFor, type Binding, type Possession } from '../possession/index.ts'
import { joinScope, refusesPeople, scopesForPerson, type GrantedScopes } from '../policy/index.ts'
import { newFamily, type NewFamily } from '../refresh/index.ts'
import { accessToken, idToken } from '../tokens/index.ts'
import type { ClientProof, PersonProof, Proof } from './grant.ts'

/** Section 5.1: what is not there is absent, never null. */
export type TokenAnswer = {
  access_token: string
  refresh_token?: string
  id_token?: string
  scope?: string
  expires_in: number
  token_type: 'Bearer' | 'DPoP'
  /** RFC 9396 section 7. */
  authorization_details?: readonly Record<string, unknown>[]
  /** Of a token exchange (RFC 8693 section 2.2.1). */
  issued_token_type?: string
}

/** `family`: to be written before the answer goes out. */
export type Issued = { answer: TokenAnswer; family: NewFamily | undefined }

export const issue = (ctx: TenantContext, client: Client, proof: Proof, possession: Possession): Promise<Issued> =>
  proof.for === 'client' ? issueToClient(ctx, client, proof, possession) : issueForPerson(ctx, client, proof, possession)

/** RFC 9449 section 5; a token bound to a certificate is still called Bearer (RFC 8705 section 3). */
const typeOf = (binding: Binding | undefined) => (binding && 'jkt' in binding ? 'DPoP' : 'Bearer')

async function issueToClient(ctx: TenantContext, client: Client, proof: ClientProof, possession: Possession): Promise<Issued> {
  const { audience, scopes, permissions, gty } = proof
  const binding = bindingFor(client, audience.api, possession)
  const access = await accessToken(ctx, { client, subject: `${client.client_id}@clients`, audience, scopes, permissions, gty, binding })
  const answer: TokenAnswer = { access_token: access.token, ...(scopes.length > 0 && { scope: joinScope(scopes) }), expires_in: access.expiresIn, token_type: typeOf(binding) }
  return { answer, family: undefined }
}

async function issueForPerson(ctx: TenantContext, client: Client, proof: PersonProof, possession: Possession): Promise<Issued> {
  const { user, audience } = proof
  if (user.blocked) throw new OAuthError(403, 'unauthorized', 'user is blocked')
  const refusal = (await ctx.refusesPerson?.(user.user_id)) ?? (await refusesPeople(ctx, client, audience))
  if (refusal !== undefined) throw new OAuthError(403, 'access_denied', refusal)
  const binding = bindingFor(client, audience?.api, possession)
  const { scopes, permissions }: GrantedScopes = proof.granted ?? (await scopesForPerson(ctx, { client, userId: user.user_id, audience, asked: proof.asked }))
  const refresh = refreshFor(ctx, client, proof, scopes, possession)
  const [access, id] = await Promise.all([
    accessToken(ctx, { client, subject: user.user_id, audience, scopes, permissions, gty: proof.gty, sessionId: proof.sessionId, binding, actor: proof.exchange?.actor, notAfter: proof.exchange?.notAfter, details: proof.authorizationDetails }),
    scopes.includes('openid') ? idToken(ctx, { client, user, scopes, nonce: proof.nonce, authTime: proof.authTime, sessionId: proof.sessionId, amr: proof.amr }) : undefined,
  ])
  const answer: TokenAnswer = {
    access_token: access.token,
    ...(refresh.token !== undefined && { refresh_token: refresh.token }),
    ...(id !== undefined && { id_token: id }),
    ...(scopes.length > 0 && { scope: joinScope(scopes) }),
    expires_in: access.expiresIn,
    token_type: typeOf(binding),
    ...(proof.authorizationDetails && { authorization_details: proof.authorizationDetails }),
    ...(proof.exchange && { issued_token_type: proof.exchange.issuedTokenType }),
  }
  return { answer, family: refresh.family }
}

/**
 * A family begins with the first token that carries offline_access, or online_access for one that ends with the session; a rotation has been
 * written already.
 */
function refreshFor(ctx: TenantContext, client: Client, proof: PersonProof, scopes: readonly string[], possession: Possession): { token?: string; family?: NewFamily } {
  const { refresh, user, audience } = proof
  if (refresh.kind === 'rotated') return { token: refresh.token }
  const offline = scopes.includes('offline_access')
  const online = !offline && scopes.includes('online_access') && proof.sessionId !== undefined
  if (refresh.kind === 'keep' || !(offline || online)) return {}
  return newFamily(ctx, {
    client,
    familyId: refresh.familyId,
    codeHash: refresh.codeHash,
    userId: user.user_id,
    sessionId: proof.sessionId,
    audience: audience?.identifier,
    scopes,
    data: {
      connection: proof.connection,
      ...(typeof proof.gty === 'string' && { gty: proof.gty }),
      ...(proof.authTime !== undefined && { authTime: proof.authTime }),
      ...(proof.amr && { amr: [...proof.amr] }),
      ...(proof.authorizationDetails && { details: [...proof.authorizationDetails] }),
      ...(online && { online: audience?.api.allow_online_access_with_ephemeral_sessions === true ? ('any' as const) : ('persistent' as const) }),
      // A confidential client's token is bound to the client anyway (RFC 9449 section 5).
      ...(isPublic(client) && possession.jkt !== undefined && { jkt: possession.jkt }),
    },
  })
}
