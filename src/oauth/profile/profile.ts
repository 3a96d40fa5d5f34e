import type { Client } from '#resources/clients/index.ts'
import { isSigningAlgorithm, type SigningAlgorithm } from '#resources/keys/index.ts'
import { methodOf, type Method } from '../client-authentication/index.ts'

export type Profile = { name: string; authentication: readonly Method[] }

const profiles: Partial<Record<string, Profile>> = {
  fapi2_sp_pkj_mtls: { name: 'fapi2_sp_pkj_mtls', authentication: ['private_key_jwt'] },
  fapi2_sp_mtls_mtls: { name: 'fapi2_sp_mtls_mtls', authentication: ['tls_client_auth', 'self_signed_tls_client_auth'] },
}

/** The profile that an application is held to; undefined for most. */
export const profileOf = (client: Client): Profile | undefined => profiles[client.compliance_level ?? 'none']

type Asked = { responseType: string | undefined; challengeMethod: string | undefined; redirectUri: string | undefined; nonce: string | undefined }

/** Sections 5.3.2.2 and 5.3.3 of the profile. @returns the first fault of an authorization request, for its developers; undefined when it is kept. */
export function profileFault(client: Client, asked: Asked): { error: string; sentence: string } | undefined {
  const profile = profileOf(client)
  if (!profile) return undefined
  const fault = (sentence: string, error = 'invalid_request') => ({ error, sentence: `${sentence} (${profile.name})` })
  if (!profile.authentication.includes(methodOf(client))) {
    return fault(`The compliance level requires the application to authenticate by ${profile.authentication.join(' or ')}.`, 'unauthorized_client')
  }
  if (asked.responseType !== 'code') return fault('The compliance level allows only the response type code.', 'unsupported_response_type')
  if (asked.challengeMethod !== 'S256') return fault('The compliance level requires a code_challenge with the method S256.')
  if (asked.redirectUri === undefined) return fault('The compliance level requires a redirect_uri.')
  if (asked.redirectUri.startsWith('http:')) return fault('The compliance level requires a redirect_uri over https.')
  if ((asked.nonce?.length ?? 0) > 64) return fault('The compliance level allows a nonce of up to 64 characters.')
  return undefined
}

/** Section 5.3.2.2: no resource owner password credentials; nothing that would pass a person's credentials through the application. */
export const grantFitsProfile = (client: Client, grantType: string): boolean =>
  profileOf(client) === undefined || ['authorization_code', 'refresh_token', 'client_credentials', 'urn:openid:params:grant-type:ciba'].includes(grantType)

/** Of ID tokens and signed answers; RS256 is not among those that the profile allows (section 5.4.1). */
export function signingAlgorithmOf(client: Client): SigningAlgorithm | 'HS256' {
  if (profileOf(client)) return 'PS256'
  const alg = client.jwt_configuration?.alg
  return alg === 'HS256' ? 'HS256' : isSigningAlgorithm(alg) ? alg : 'RS256'
}
