/** The documented fields of an application, what each may hold and who may read it. */
import { Bag, Closed, Nullable, OneOf, secret, Timestamp, Type, type Static, type TSchema } from '#kernel/schema.ts'
import { patchProperties, type PatchProperties } from '#kernel/patch.ts'
import { AuthenticationMethods, NewAuthenticationMethods, NewSignedRequestObject, SignedRequestObject } from './credentials.schema.ts'
import { CallbackUrl, HttpsUriOrEmpty, UrlWithPlaceholders, WebUriOrEmpty } from './urls.ts'

const { Optional, Array: List } = Type
const flag = Optional(Type.Boolean())
const word = Type.String({ minLength: 1, maxLength: 1024 })
const words = Optional(List(word, { maxItems: 1000 }))
const open = { additionalProperties: true }

const JwtConfiguration = Type.Object({
  lifetime_in_seconds: Optional(Type.Integer({ minimum: 1, maximum: 2592000 })),
  secret_encoded: flag,
  scopes: Optional(Bag()),
  alg: Optional(OneOf(['HS256', 'RS256', 'RS512', 'PS256'])),
}, open)

export const RefreshTokenSettings = Closed({
  rotation_type: OneOf(['rotating', 'non-rotating']),
  expiration_type: OneOf(['expiring', 'non-expiring']),
  leeway: Optional(Type.Integer({ minimum: 0, maximum: 157788000 })),
  token_lifetime: Optional(Type.Integer({ minimum: 1, maximum: 157788000 })),
  infinite_token_lifetime: flag,
  idle_token_lifetime: Optional(Type.Integer({ minimum: 1, maximum: 157788000 })),
  infinite_idle_token_lifetime: flag,
  policies: Optional(Nullable(List(Closed({
    audience: Type.String({ minLength: 1, maxLength: 600 }),
    scope: List(Type.String({ minLength: 1, maxLength: 280 })),
  }), { minItems: 1 }))),
})

const LogoutInitiators = Type.Object({
  mode: Optional(OneOf(['custom', 'all'])),
  selected_initiators: Optional(List(OneOf([
    'rp-logout', 'idp-logout', 'password-changed', 'session-expired', 'session-revoked', 'account-deleted',
    'email-identifier-changed', 'mfa-phone-unenrolled', 'account-deactivated',
  ]))),
}, open)

const OidcLogout = Type.Object({
  backchannel_logout_urls: Optional(List(HttpsUriOrEmpty, { maxItems: 100 })),
  backchannel_logout_initiators: Optional(LogoutInitiators),
  backchannel_logout_session_metadata: Optional(Nullable(Type.Object({ include: flag }, open))),
}, open)

const SessionTransfer = Closed({
  can_create_session_transfer_token: flag,
  enforce_cascade_revocation: flag,
  allowed_authentication_methods: Optional(Nullable(List(OneOf(['cookie', 'query'])))),
  enforce_device_binding: Optional(OneOf(['ip', 'asn', 'none'])),
  allow_refresh_token: flag,
  enforce_online_refresh_tokens: flag,
  delegation: Optional(Nullable(Closed({ allow_delegated_access: flag, enforce_device_binding: Optional(OneOf(['ip', 'asn'])) }))),
})

const addonNames = [
  'aws', 'azure_blob', 'azure_sb', 'rms', 'mscrm', 'slack', 'sentry', 'box', 'cloudbees', 'concur', 'dropbox', 'echosign', 'egnyte',
  'firebase', 'newrelic', 'office365', 'salesforce', 'salesforce_api', 'salesforce_sandbox_api', 'samlp', 'layer', 'sap_api',
  'sharepoint', 'springcm', 'wams', 'wsfed', 'zendesk', 'zoom', 'sso_integration', 'oag',
] as const
/** Some hold keys of other services, so the whole object counts as secret in logs and rests sealed. */
const Addons = Closed(Object.fromEntries(addonNames.map((name) => [name, Optional(Nullable(Bag()))])) as Record<string, TSchema>)

const social = Optional(Closed({ enabled: flag }))
const appTypes = [
  'native', 'spa', 'regular_web', 'non_interactive', 'resource_server', 'express_configuration', 'rms', 'box', 'cloudbees', 'concur',
  'dropbox', 'mscrm', 'echosign', 'egnyte', 'newrelic', 'office365', 'salesforce', 'sentry', 'sharepoint', 'slack', 'springcm', 'zendesk',
  'zoom', 'sso_integration', 'oag',
] as const

const quota = Closed({
  client_credentials: Closed({
    enforce: flag,
    per_day: Optional(Type.Integer({ minimum: 1, maximum: 2147483647 })),
    per_hour: Optional(Type.Integer({ minimum: 1, maximum: 2147483647 })),
  }),
})

/** Readable with any scope that reads applications at all (`read:client_summary`). */
const summary = {
  name: Type.String({ minLength: 1, maxLength: 255, pattern: '^[^<>]+$', description: 'the name of the application' }),
  description: Type.String({ maxLength: 140, description: 'free text' }),
  app_type: OneOf(appTypes),
}

/** Readable with `read:clients` or `read:client_keys`. */
const ordinary = {
  logo_uri: WebUriOrEmpty,
  callbacks: List(CallbackUrl, { maxItems: 1000, description: 'URLs that a code or token may be sent to' }),
  oidc_logout: OidcLogout,
  session_transfer: SessionTransfer,
  allowed_origins: List(UrlWithPlaceholders, { maxItems: 1000 }),
  web_origins: List(UrlWithPlaceholders, { maxItems: 1000 }),
  client_aliases: List(word, { maxItems: 100 }),
  allowed_clients: List(word, { maxItems: 1000 }),
  allowed_logout_urls: List(UrlWithPlaceholders, { maxItems: 1000 }),
  grant_types: List(word, { maxItems: 100 }),
  token_endpoint_auth_method: OneOf(['none', 'client_secret_post', 'client_secret_basic', 'client_secret_jwt']),
  is_token_endpoint_ip_header_trusted: Type.Boolean(),
  is_first_party: Type.Boolean(),
  oidc_conformant: Type.Boolean(),
  jwt_configuration: JwtConfiguration,
  sso: Type.Boolean(),
  sso_disabled: Type.Boolean(),
  cross_origin_authentication: Type.Boolean(),
  cross_origin_loc: WebUriOrEmpty,
  custom_login_page_on: Type.Boolean(),
  custom_login_page: Type.String({ maxLength: 200_000 }),
  custom_login_page_preview: Type.String({ maxLength: 200_000 }),
  form_template: Type.String({ maxLength: 200_000 }),
  client_metadata: Type.Record(Type.String(), Nullable(Type.String({ maxLength: 255 })), { maxProperties: 10 }),
  mobile: Type.Object({
    android: Optional(Type.Object({ app_package_name: Optional(Type.String()), sha256_cert_fingerprints: words }, open)),
    ios: Optional(Type.Object({ team_id: Optional(Type.String()), app_bundle_identifier: Optional(Type.String()) }, open)),
  }, open),
  initiate_login_uri: HttpsUriOrEmpty,
  native_social_login: Closed({ apple: social, facebook: social, google: social }),
  fedcm_login: Closed({ google: Optional(Closed({ is_enabled: flag })) }),
  refresh_token: RefreshTokenSettings,
  default_organization: Closed({ organization_id: word, flows: List(OneOf(['client_credentials'])) }),
  organization_usage: OneOf(['deny', 'allow', 'require']),
  organization_require_behavior: OneOf(['no_prompt', 'pre_login_prompt', 'post_login_prompt']),
  organization_discovery_methods: List(OneOf(['email', 'organization_name']), { minItems: 1 }),
  require_pushed_authorization_requests: Type.Boolean(),
  require_proof_of_possession: Type.Boolean(),
  allow_plain_code_challenge: Type.Boolean({ description: 'PKCE with the method plain; off unless set' }),
  signed_request_object: SignedRequestObject,
  compliance_level: OneOf(['none', 'fapi1_adv_pkj_par', 'fapi1_adv_mtls_par', 'fapi2_sp_pkj_mtls', 'fapi2_sp_mtls_mtls']),
  skip_non_verifiable_callback_uri_confirmation_prompt: Type.Boolean(),
  token_exchange: Closed({
    allow_any_profile_of_type: Optional(List(OneOf(['custom_authentication', 'on_behalf_of_token_exchange']))),
  }),
  par_request_expiry: Type.Integer({ minimum: 10, maximum: 600 }),
  token_quota: quota,
  third_party_security_mode: OneOf(['strict', 'permissive']),
  redirection_policy: OneOf(['allow_always', 'open_redirect_protection']),
  express_configuration: Bag(),
  my_organization_configuration: Bag(),
  async_approval_notification_channels: List(OneOf(['guardian-push', 'email']), { minItems: 1 }),
  identity_assertion_authorization_grant: Type.Object({ active: Type.Boolean() }),
  anonymous_sessions: Type.Object({ active: Type.Boolean() }),
  b2b_integration_configuration: Bag(),
  resource_server_identifier: Type.String({ minLength: 1, maxLength: 600 }),
}

/** Written by callers, kept sealed. */
const keys = {
  encryption_key: Type.Object({ pub: Optional(Type.String()), cert: Optional(Type.String()), subject: Optional(Type.String()) }, open),
  addons: Addons,
}

const methods = {
  client_authentication_methods: AuthenticationMethods,
  token_vault_privileged_access: Bag(),
}

const clientSecret = Type.String({ minLength: 1, maxLength: 512 })

/** What a caller may write, besides the name. */
const { name, ...described } = summary
const { resource_server_identifier, ...changeable } = ordinary
const written = {
  ...described,
  ...changeable,
  encryption_key: secret(keys.encryption_key, []),
  addons: secret(keys.addons, []),
  ...methods,
  // The deprecated name of oidc_logout.
  oidc_backchannel_logout: OidcLogout,
}

/** Only these may be null from the beginning; in a PATCH null removes any of them. */
const nullable = [
  'session_transfer', 'encryption_key', 'refresh_token', 'default_organization', 'compliance_level', 'par_request_expiry',
  'organization_usage', 'organization_require_behavior', 'organization_discovery_methods', 'client_authentication_methods',
  'signed_request_object', 'token_quota', 'token_exchange', 'skip_non_verifiable_callback_uri_confirmation_prompt',
  'async_approval_notification_channels', 'express_configuration', 'my_organization_configuration', 'token_vault_privileged_access',
]

export const ClientCreate = Closed({
  name,
  ...(Object.fromEntries(
    Object.entries(written).map(([field, schema]) => [field, Optional(nullable.includes(field) ? Nullable(schema) : schema)]),
  ) as unknown as PatchProperties<typeof written>),
  resource_server_identifier: Optional(resource_server_identifier),
  client_authentication_methods: Optional(Nullable(NewAuthenticationMethods)),
  signed_request_object: Optional(Nullable(NewSignedRequestObject)),
})

export const ClientUpdate = Closed({
  name: Optional(name),
  ...patchProperties(written),
  client_secret: Optional(secret(clientSecret, [])),
})

const given = {
  client_id: Type.String(),
  tenant: Type.String(),
  global: Type.Boolean(),
}

const visibleWith = <T extends TSchema>(schema: T, scopes: readonly string[]): T => ({ ...schema, 'x-visible-with': scopes }) as T
type Optionals<P extends Record<string, TSchema>> = { [K in keyof P]: ReturnType<typeof Type.Optional<P[K]>> }
const optional = <P extends Record<string, TSchema>>(properties: P, mark: <T extends TSchema>(schema: T) => T) =>
  Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, Optional(mark(schema))])) as Optionals<P>

/** @param readers scopes that show the ordinary fields; @param keepers scopes that show keys and secrets. */
function shown(readers: readonly string[], keepers: readonly string[]) {
  const { name, ...rest } = summary
  return Type.Object({
    ...given,
    name,
    ...optional(rest, (schema) => schema),
    ...optional(ordinary, (schema) => visibleWith(schema, readers)),
    created_at: Optional(visibleWith(Timestamp(), readers)),
    updated_at: Optional(visibleWith(Timestamp(), readers)),
    addons: Optional(secret(keys.addons, readers)),
    encryption_key: Optional(secret(keys.encryption_key, keepers)),
    client_secret: Optional(secret(clientSecret, keepers)),
    ...optional(methods, (schema) => visibleWith(schema, keepers)),
  })
}

export const Client = shown(
  ['read:clients', 'read:client_keys', 'update:clients', 'update:client_keys', 'create:clients'],
  ['read:client_keys', 'read:client_credentials', 'update:client_keys'],
)
/** Who creates an application is told its secret, once, whatever else they may read. */
export const CreatedClient = shown(['create:clients'], ['create:clients'])

/** An application as documented, secret included; never send it without the presenter. */
export type Client = Static<typeof Client>
