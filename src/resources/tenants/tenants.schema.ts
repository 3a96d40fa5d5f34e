/** The documented settings of a tenant. Lifetimes of sessions are hours. */
import { patchProperties } from '#kernel/patch.ts'
import { Bag, Closed, Nullable, OneOf, Type, type Static, type TSchema } from '#kernel/schema.ts'
import { HttpsUriOrEmpty, UrlWithPlaceholders, WebUriOrEmpty } from '#resources/clients/index.ts'
import { flagNames } from './flags.ts'

const { Optional, Array: List } = Type
const flag = Optional(Type.Boolean())
const text = (maxLength: number) => Type.String({ maxLength })

export const locales = [
  'am', 'ar', 'ar-EG', 'ar-SA', 'az', 'bg', 'bn', 'bs', 'ca-ES', 'cnr', 'cs', 'cy', 'da', 'de', 'el', 'en', 'en-CA', 'es', 'es-419', 'es-AR',
  'es-MX', 'et', 'eu-ES', 'fa', 'fi', 'fr', 'fr-CA', 'fr-FR', 'gl-ES', 'gu', 'he', 'hi', 'hr', 'hu', 'hy', 'id', 'is', 'it', 'ja', 'ka', 'kk',
  'kn', 'ko', 'lt', 'lv', 'mk', 'ml', 'mn', 'mr', 'ms', 'my', 'nb', 'nl', 'nn', 'no', 'pa', 'pl', 'pt', 'pt-BR', 'pt-PT', 'ro', 'ru', 'sk', 'sl',
  'so', 'sq', 'sr', 'sv', 'sw', 'ta', 'te', 'th', 'tl', 'tr', 'uk', 'ur', 'vi', 'zgh', 'zh-CN', 'zh-HK', 'zh-MO', 'zh-TW',
] as const

const page = Closed({ enabled: flag, html: Optional(text(500_000)) })

/** At most 365 days, and 100 days without use. */
const longest = 8_760
const longestIdle = 2_400
const hours = (maximum: number) => Type.Integer({ minimum: 1, maximum, description: 'hours' })
const minutes = (maximumHours: number) => Type.Integer({ minimum: 1, maximum: maximumHours * 60, description: 'minutes' })

const EmailOrEmpty = Type.String({ maxLength: 320, pattern: '^$|^[^\\s@<>]+@[^\\s@<>]+$' })

const plain = {
  change_password: page,
  guardian_mfa_page: page,
  device_flow: Closed({ charset: Optional(OneOf(['base20', 'digits'])), mask: Optional(text(20)) }),
  default_audience: text(600),
  default_directory: text(128),
  error_page: Closed({ html: Optional(text(500_000)), show_log_link: flag, url: Optional(WebUriOrEmpty) }),
  default_token_quota: Bag(),
  flags: Closed(Object.fromEntries(flagNames.map((name) => [name, flag])) as Record<(typeof flagNames)[number], typeof flag>),
  friendly_name: text(255),
  picture_url: WebUriOrEmpty,
  support_email: EmailOrEmpty,
  support_url: WebUriOrEmpty,
  allowed_logout_urls: List(UrlWithPlaceholders, { maxItems: 1000 }),
  sandbox_version: text(8),
  legacy_sandbox_version: text(8),
  default_redirection_uri: HttpsUriOrEmpty,
  enabled_locales: List(OneOf(locales), { minItems: 1, uniqueItems: true }),
  security_headers: Bag(),
  session_cookie: Closed({ mode: OneOf(['persistent', 'non-persistent']) }),
  sessions: Closed({
    oidc_logout_prompt_enabled: flag,
    anonymous: Optional(Nullable(Type.Object({ lifetime_in_minutes: Optional(Type.Number({ minimum: 1 })), activate_cookie: flag }))),
  }),
  oidc_logout: Closed({ rp_logout_end_session_endpoint_discovery: flag }),
  customize_mfa_in_postlogin_action: Type.Boolean(),
  allow_organization_name_in_authentication_api: Type.Boolean(),
  acr_values_supported: List(Type.String({ minLength: 1, maxLength: 512 }), { maxItems: 100 }),
  mtls: Closed({ enable_endpoint_aliases: flag }),
  pushed_authorization_requests_supported: Type.Boolean(),
  authorization_response_iss_parameter_supported: Type.Boolean(),
  skip_non_verifiable_callback_uri_confirmation_prompt: Type.Boolean(),
  resource_parameter_profile: OneOf(['audience', 'compatibility']),
  client_id_metadata_document_supported: Type.Boolean(),
  enable_ai_guide: Type.Boolean(),
  phone_consolidated_experience: Type.Boolean(),
  include_session_metadata_in_tenant_logs: Type.Boolean(),
  dynamic_client_registration_security_mode: OneOf(['strict', 'permissive']),
  country_codes: Closed({ list: Optional(List(Type.String({ pattern: '^[A-Z]{2}$' }))), mode: Optional(OneOf(['allow', 'deny'])) }),
  universal_login: Closed({ colors: Optional(Closed({ primary: Optional(text(50)), page_background: Optional(Type.Union([text(50), Bag()])) })) }),
}

const lifetimes = {
  session_lifetime: hours(longest),
  idle_session_lifetime: hours(longestIdle),
  ephemeral_session_lifetime: hours(longest),
  idle_ephemeral_session_lifetime: hours(longestIdle),
}

export const SettingsUpdate = Closed({
  ...patchProperties(plain),
  ...patchProperties(lifetimes),
  ...patchProperties({
    session_lifetime_in_minutes: minutes(longest),
    idle_session_lifetime_in_minutes: minutes(longestIdle),
    ephemeral_session_lifetime_in_minutes: minutes(longest),
    idle_ephemeral_session_lifetime_in_minutes: minutes(longestIdle),
  }),
})

type Optionals<P extends Record<string, TSchema>> = { [K in keyof P]: ReturnType<typeof Type.Optional<P[K]>> }
const optional = <P extends Record<string, TSchema>>(properties: P) =>
  Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, Optional(schema)])) as unknown as Optionals<P>
const { flags, enabled_locales, ...rest } = plain

export const TenantSettings = Type.Object({
  ...optional(rest),
  flags,
  enabled_locales,
  // Set in minutes, a lifetime may be a fraction of an hour.
  session_lifetime: Type.Number(),
  idle_session_lifetime: Type.Number(),
  ephemeral_session_lifetime: Type.Number(),
  idle_ephemeral_session_lifetime: Type.Number(),
  sandbox_versions_available: List(Type.String()),
})

/** What applies to a tenant: the documented defaults, and over them what was set. */
export type TenantSettings = Static<typeof TenantSettings>
