/** RFC 6749 section 4.1.3 with PKCE (RFC 7636 section 4.6). The code is consumed first, so whatever fails afterwards it is worth nothing. */
import { createHash } from 'node:crypto'
import { OAuthError } from '#kernel/problem.ts'
import { sameSecret } from '#platform/crypto/index.ts'
import type { CallingClient } from '../../client-authentication/index.ts'
import { redeemCode, type CodeData } from '../../codes/index.ts'
import { findAudience } from '../../policy/index.ts'
import type { Grant } from '../grant.ts'

const invalid = (description: string, detail?: string) => new OAuthError(403, 'invalid_grant', description, detail === undefined ? {} : { detail })

export const authorizationCode: Grant = {
  type: 'authorization_code',
  events: { success: 'seacft', failure: 'feacft' },
  about: 'Authorization Code for Access Token',
  async prove(ctx, { client, authenticated, parameters, possession }) {
    const code = parameters.need('code')
    const redeemed = await redeemCode(ctx, code, client.client_id)
    if (!redeemed) throw invalid('Invalid authorization code')
    const { data, user } = redeemed
    checkVerifier(data, { client, authenticated }, parameters.get('code_verifier'))
    // RFC 9449 section 10.
    if (data.jkt !== undefined && data.jkt !== possession.jkt) throw new OAuthError(400, 'invalid_dpop_proof', 'The code is bound to another DPoP key.')
    checkRedirect(data, parameters.get('redirect_uri'))
    const audience = await findAudience(ctx, data.audience)
    if (!user || audience === 'unknown') throw invalid('Invalid authorization code', 'the user or the API is gone')
    return {
      for: 'person',
      user,
      connection: data.connection,
      // No audience was meant when none was stored, whatever the tenant's default has become since.
      audience: data.audience === undefined || audience === 'none' ? undefined : audience,
      asked: data.scopes,
      granted: { scopes: data.scopes, permissions: data.permissions },
      gty: undefined,
      nonce: data.nonce,
      authTime: data.authTime,
      sessionId: redeemed.session_id ?? undefined,
      amr: data.amr,
      authorizationDetails: data.details,
      refresh: { kind: 'begin', familyId: redeemed.family_id, codeHash: redeemed.hash },
    }
  },
}

/** A challenge needs its verifier; a verifier without challenge is a downgrade (RFC 9700 section 4.8.2); a public client needs one of its own. */
function checkVerifier({ challenge }: CodeData, caller: CallingClient, verifier: string | undefined): void {
  if (!challenge) {
    if (verifier !== undefined || !caller.authenticated) throw invalid('Failed to verify code verifier', 'the authorization request had no code_challenge')
    return
  }
  if (verifier === undefined) throw invalid('Failed to verify code verifier', 'code_verifier is missing')
  const computed = challenge.method === 'S256' ? createHash('sha256').update(verifier).digest('base64url') : verifier
  if (!sameSecret(computed, challenge.value)) throw invalid('Failed to verify code verifier')
}

/** Required and equal when the authorization request carried one (RFC 6749 section 4.1.3); some clients leave it out with PKCE, as OAuth 2.1 does. */
function checkRedirect(data: CodeData, sent: string | undefined): void {
  if (sent === undefined && (data.redirectUri === undefined || data.challenge)) return
  if (sent !== data.redirectUri) throw invalid('The redirect URI is wrong. You sent a different one, or none, from that of the authorization request.')
}
