/**
 * What an application is when its creator says nothing: the documented defaults, made visible by storing them.
 * One differs on purpose: ID tokens are signed RS256, not HS256, because every current SDK refuses the latter (RFC 8725 section 3.2).
 */
import type { Client } from './clients.schema.ts'

type Sent = Partial<Client>

const day = 86_400

export function clientDefaults(sent: Sent): Sent {
  const isPublic = sent.app_type === 'native' || sent.app_type === 'spa'
  const registered = sent.client_authentication_methods !== undefined
  const method = registered ? undefined : (sent.token_endpoint_auth_method ?? (isPublic ? 'none' : 'client_secret_post'))
  return {
    ...(method === undefined ? {} : { token_endpoint_auth_method: method }),
    grant_types: grantTypes(sent.app_type, method),
    is_first_party: true,
    is_token_endpoint_ip_header_trusted: false,
    oidc_conformant: false,
    sso_disabled: false,
    cross_origin_authentication: false,
    custom_login_page_on: true,
    callbacks: [],
    allowed_clients: [],
    allowed_logout_urls: [],
    allowed_origins: [],
    web_origins: [],
    client_aliases: [],
    native_social_login: { apple: { enabled: false }, facebook: { enabled: false } },
  }
}

function grantTypes(appType: Client['app_type'], method: string | undefined): string[] {
  if (appType === 'non_interactive') return ['client_credentials']
  const interactive = ['authorization_code', 'implicit', 'refresh_token']
  return method === 'none' ? interactive : [...interactive, 'client_credentials']
}

export const jwtConfiguration = (sent: Sent['jwt_configuration'] = {}): NonNullable<Client['jwt_configuration']> => ({
  alg: 'RS256',
  lifetime_in_seconds: 36_000,
  secret_encoded: false,
  ...sent,
})

/** Lifetimes in seconds. */
export function refreshTokenSettings(sent: Sent['refresh_token']): NonNullable<Client['refresh_token']> {
  const ends = sent?.expiration_type === 'expiring'
  return {
    rotation_type: 'non-rotating',
    expiration_type: 'non-expiring',
    leeway: 0,
    token_lifetime: 30 * day,
    infinite_token_lifetime: !ends,
    idle_token_lifetime: 15 * day,
    infinite_idle_token_lifetime: !ends,
    ...sent,
  }
}
