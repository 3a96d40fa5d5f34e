/** The documented fields of a connection. Options depend on the strategy; those of databases are checked, the others' kept as sent. */
import { patchProperties } from '#kernel/patch.ts'
import { Bag, Closed, Nullable, OneOf, secret, Type, type Static, type TSchema } from '#kernel/schema.ts'

const { Optional, Array: List } = Type

export const strategies = [
  'ad', 'adfs', 'amazon', 'apple', 'asana', 'atlassian', 'auth0', 'auth0-adldap', 'auth0-oidc', 'baidu', 'bitbucket', 'bitly', 'box',
  'cloudflare-mcp', 'custom', 'daccount', 'dropbox', 'dwolla', 'email', 'evernote', 'evernote-sandbox', 'exact', 'facebook', 'fitbit',
  'github', 'gitlab', 'google-apps', 'google-oauth2', 'hubspot-mcp', 'instagram', 'ip', 'line', 'linear-mcp', 'linkedin', 'notion-mcp',
  'oauth1', 'oauth2', 'office365', 'oidc', 'okta', 'paypal', 'paypal-sandbox', 'pingfederate', 'planningcenter', 'salesforce',
  'salesforce-community', 'salesforce-sandbox', 'samlp', 'sentry-mcp', 'sharepoint', 'shop', 'shopify', 'slack', 'sms', 'soundcloud',
  'thirtysevensignals', 'twitter', 'untappd', 'vkontakte', 'waad', 'weibo', 'windowslive', 'wordpress', 'yahoo', 'yandex',
] as const

/** Who may change a secret may see it; others see that the option is absent. */
const keepers = ['create:connections', 'update:connections']
const hidden = <T extends TSchema>(schema: T) => Optional(secret(schema, keepers))
const switched = Optional(Nullable(Closed({ enable: Type.Boolean() })))
const enabled = Optional(Type.Object({ enabled: Optional(Type.Boolean()) }))

/** Options that rest sealed, whatever the strategy. */
const secretOptions = {
  client_secret: hidden(Type.String()),
  app_secret: hidden(Type.String()),
  twilio_token: hidden(Type.String()),
  signing_key: hidden(Type.String()),
  decryptionKey: hidden(Type.Unknown()),
  bindCredentials: hidden(Type.String()),
  password: hidden(Type.String()),
  admin_access_token: hidden(Type.String()),
  admin_refresh_token: hidden(Type.String()),
  ext_access_token: hidden(Type.String()),
  ext_refresh_token: hidden(Type.String()),
  gateway_authentication: hidden(Nullable(Bag())),
  configuration: hidden(Nullable(Type.Record(Type.String(), Nullable(Type.String())))),
}
export const sealedOptions = Object.keys(secretOptions)

const Options = Type.Object(
  {
    ...secretOptions,
    passwordPolicy: Optional(Nullable(OneOf(['none', 'low', 'fair', 'good', 'excellent']))),
    password_complexity_options: Optional(Nullable(Closed({ min_length: Optional(Type.Integer({ minimum: 1, maximum: 128 })) }))),
    password_history: Optional(Nullable(Closed({ enable: Type.Boolean(), size: Optional(Type.Integer({ minimum: 0, maximum: 24 })) }))),
    password_no_personal_info: switched,
    password_dictionary: Optional(Nullable(Closed({
      enable: Type.Boolean(),
      dictionary: Optional(List(Type.String({ maxLength: 50 }), { maxItems: 2000 })),
    }))),
    requires_username: Optional(Type.Boolean()),
    disable_signup: Optional(Type.Boolean()),
    disable_self_service_change_password: Optional(Type.Boolean()),
    brute_force_protection: Optional(Type.Boolean()),
    import_mode: Optional(Type.Boolean()),
    enabledDatabaseCustomization: Optional(Type.Boolean()),
    validation: Optional(Nullable(Closed({
      username: Optional(Nullable(Closed({ min: Type.Integer({ minimum: 1 }), max: Type.Integer({ maximum: 128 }) }))),
    }))),
    authentication_methods: Optional(Nullable(Type.Object({ password: enabled, passkey: enabled, email_otp: enabled, phone_otp: enabled }))),
  },
  { additionalProperties: true },
)

const active = Closed({ active: Type.Boolean() })
const changeable = {
  display_name: Type.String({ maxLength: 128 }),
  options: Options,
  enabled_clients: List(Type.String({ minLength: 1, maxLength: 255 }), { maxItems: 1000 }),
  is_domain_connection: Type.Boolean(),
  show_as_button: Type.Boolean(),
  realms: List(Type.String({ minLength: 1, maxLength: 255 }), { maxItems: 100 }),
  metadata: Type.Record(Type.String(), Nullable(Type.String({ maxLength: 255 })), { maxProperties: 10 }),
  authentication: active,
  connected_accounts: Closed({ active: Type.Boolean(), cross_app_access: Optional(Type.Boolean()), allow_missing_user_id: Optional(Type.Boolean()) }),
  cross_app_access_requesting_app: active,
  cross_app_access_resource_app: Type.Object({ status: OneOf(['enabled', 'disabled']) }),
}
type Optionals = { [K in keyof typeof changeable]: ReturnType<typeof Type.Optional<(typeof changeable)[K]>> }
const optionals = Object.fromEntries(Object.entries(changeable).map(([name, schema]) => [name, Optional(schema)])) as unknown as Optionals

export const ConnectionCreate = Closed({
  ...optionals,
  name: Type.String({ maxLength: 128, pattern: '^[a-zA-Z0-9](-[a-zA-Z0-9]|[a-zA-Z0-9])*$', description: 'letters, digits and single hyphens' }),
  strategy: OneOf(strategies),
})
export const ConnectionUpdate = Closed(patchProperties(changeable))

export const Connection = Type.Object({
  ...optionals,
  id: Type.String(),
  name: Type.String(),
  strategy: Type.String(),
  options: Options,
  enabled_clients: List(Type.String()),
  realms: List(Type.String()),
})

/** A connection as documented, secret options included; never send it without the presenter. */
export type Connection = Static<typeof Connection>
