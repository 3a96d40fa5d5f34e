/** Authorization server metadata (RFC 8414; OpenID Connect Discovery section 3): what is on for this tenant, and no more. */
import { tenantSettings } from '#resources/tenants/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { asymmetricAlgorithms } from '../jws/index.ts'
import { pushedRequestsOn } from '../pushed/index.ts'
import { requestObjectAlgorithms } from '../request-object/index.ts'
import { grantTypes } from '../token/index.ts'
import { dpopAlgorithms } from '../possession/index.ts'
import { registrationOn } from '../registration/index.ts'
import { claimScopes } from '../policy/index.ts'

export function metadata(ctx: TenantContext): Record<string, unknown> {
  const at = (path: string) => `${ctx.origin}${path}`
  const settings = tenantSettings(ctx)
  // RFC 8705 section 5: where the appliance asks for certificates, and for tenants that want it said.
  const certificateOrigin = settings.mtls?.enable_endpoint_aliases === true ? ctx.addresses.certificateOriginFor(ctx.origin) : undefined
  const mtls = certificateOrigin !== undefined
  const document: Record<string, unknown> = {
    issuer: ctx.issuer,
    authorization_endpoint: at('/authorize'),
    token_endpoint: at('/oauth/token'),
    device_authorization_endpoint: at('/oauth/device/code'),
    backchannel_authentication_endpoint: at('/bc-authorize'),
    backchannel_token_delivery_modes_supported: ['poll'],
    backchannel_user_code_parameter_supported: false,
    userinfo_endpoint: at('/userinfo'),
    jwks_uri: at('/.well-known/jwks.json'),
    revocation_endpoint: at('/oauth/revoke'),
    ...(registrationOn(ctx) && { registration_endpoint: at('/oidc/register') }),
    ...(pushedRequestsOn(ctx) && { pushed_authorization_request_endpoint: at('/oauth/par') }),
    ...(settings.oidc_logout?.rp_logout_end_session_endpoint_discovery !== false && { end_session_endpoint: at('/oidc/logout') }),
    scopes_supported: ['openid', 'profile', 'offline_access', ...claimScopes.filter((scope) => scope !== 'created_at' && scope !== 'identities'), 'email', 'address', 'phone'],
    response_types_supported: ['code', 'token', 'id_token', 'code token', 'code id_token', 'token id_token', 'code token id_token', 'none'],
    response_modes_supported: ['query', 'fragment', 'form_post', 'jwt', 'query.jwt', 'fragment.jwt', 'form_post.jwt'],
    authorization_signing_alg_values_supported: ['PS256', 'RS256', 'RS512'],
    prompt_values_supported: ['none', 'login', 'consent', 'select_account', 'create'],
    grant_types_supported: ['implicit', ...grantTypes],
    code_challenge_methods_supported: ['S256', 'plain'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['HS256', 'PS256', 'RS256', 'RS512'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'client_secret_jwt', 'private_key_jwt', ...(mtls ? ['tls_client_auth', 'self_signed_tls_client_auth'] : []), 'none'],
    token_endpoint_auth_signing_alg_values_supported: [...asymmetricAlgorithms, 'HS256'],
    dpop_signing_alg_values_supported: dpopAlgorithms,
    ...(mtls && { tls_client_certificate_bound_access_tokens: true }),
    claims_supported: ['aud', 'auth_time', 'email', 'email_verified', 'exp', 'family_name', 'given_name', 'iat', 'iss', 'name', 'nickname', 'phone_number', 'picture', 'sub'],
    request_uri_parameter_supported: false,
    request_parameter_supported: true,
    request_object_signing_alg_values_supported: requestObjectAlgorithms,
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
    authorization_response_iss_parameter_supported: sendsIssuer(ctx),
  }
  return mtls ? { ...document, mtls_endpoint_aliases: aliases(document, ctx.origin, certificateOrigin) } : document
}

/** Called by applications themselves; the others are for browsers, which are not asked for certificates. */
const calledDirectly = [
  'token_endpoint', 'revocation_endpoint', 'userinfo_endpoint', 'device_authorization_endpoint', 'pushed_authorization_request_endpoint', 'backchannel_authentication_endpoint',
]

const aliases = (document: Record<string, unknown>, origin: string, certificateOrigin: string): Record<string, string> =>
  Object.fromEntries(calledDirectly.flatMap((name) => {
    const url = document[name]
    return typeof url === 'string' ? [[name, `${certificateOrigin}${url.slice(origin.length)}`]] : []
  }))

/**
 * Whether authorization responses carry `iss` (RFC 9207), the defence against mix-up that RFC 9700 section 4.4.2 asks for.
 * On unless the tenant turned it off by name.
 */
export const sendsIssuer = (ctx: TenantContext): boolean => ctx.tenant.settings['authorization_response_iss_parameter_supported'] !== false
