/** Users as the Management API takes and shows them. */
import { Bag, Closed, Nullable, OneOf, secret, Timestamp, Type } from '#kernel/schema.ts'
import { identityProviders } from './identity-providers.ts'

const optional = Type.Optional
const providerToken = () => optional(secret(Type.String(), ['read:user_idp_tokens']))

export const UserIdentity = Type.Object({
  connection: Type.String(),
  user_id: Type.String(),
  provider: Type.String(),
  isSocial: Type.Boolean(),
  access_token: providerToken(),
  access_token_secret: providerToken(),
  refresh_token: providerToken(),
  profileData: optional(Bag()),
})

export const UserShown = Type.Object(
  {
    user_id: Type.String(),
    email: optional(Type.String()),
    email_verified: optional(Type.Boolean()),
    username: optional(Type.String()),
    phone_number: optional(Type.String()),
    phone_verified: optional(Type.Boolean()),
    created_at: Timestamp(),
    updated_at: Timestamp(),
    identities: Type.Array(UserIdentity),
    app_metadata: optional(Bag()),
    user_metadata: optional(Bag()),
    picture: optional(Type.String()),
    name: optional(Type.String()),
    nickname: optional(Type.String()),
    given_name: optional(Type.String()),
    family_name: optional(Type.String()),
    multifactor: optional(Type.Array(Type.String())),
    last_ip: optional(Type.String()),
    last_login: optional(Timestamp()),
    last_password_reset: optional(Timestamp()),
    logins_count: optional(Type.Integer()),
    blocked: optional(Type.Boolean()),
  },
  { additionalProperties: true },
)

const text = (maxLength: number) => Type.String({ minLength: 1, maxLength })
const Email = Type.String({ format: 'email', maxLength: 320 })
const Phone = Type.String({ pattern: '^\\+[0-9]{1,15}$' })
const Picture = Type.String({ format: 'uri', maxLength: 4096 })
const Password = (schema = Type.String({ minLength: 1 })) => secret(schema, [])

export const UserCreate = Closed({
  connection: Type.String({ minLength: 1 }),
  user_id: optional(Type.String({ maxLength: 255, pattern: '^\\S*$' })),
  email: optional(Email),
  phone_number: optional(Phone),
  username: optional(text(128)),
  password: optional(Password()),
  user_metadata: optional(Bag()),
  app_metadata: optional(Bag()),
  blocked: optional(Type.Boolean()),
  email_verified: optional(Type.Boolean()),
  phone_verified: optional(Type.Boolean()),
  verify_email: optional(Type.Boolean()),
  given_name: optional(text(150)),
  family_name: optional(text(150)),
  name: optional(text(300)),
  nickname: optional(text(300)),
  picture: optional(Picture),
})

export const UserUpdate = Closed({
  connection: optional(Type.String({ minLength: 1 })),
  client_id: optional(Type.String({ minLength: 1 })),
  email: optional(Nullable(Email)),
  phone_number: optional(Nullable(Phone)),
  username: optional(Nullable(text(128))),
  password: optional(Nullable(Password())),
  user_metadata: optional(Bag()),
  app_metadata: optional(Bag()),
  blocked: optional(Type.Boolean()),
  email_verified: optional(Type.Boolean()),
  phone_verified: optional(Type.Boolean()),
  verify_email: optional(Type.Boolean()),
  verify_phone_number: optional(Type.Boolean()),
  given_name: optional(Nullable(text(150))),
  family_name: optional(Nullable(text(150))),
  name: optional(Nullable(text(300))),
  nickname: optional(Nullable(text(300))),
  picture: optional(Nullable(Picture)),
})

export const IdentityLink = Closed(
  {
    provider: optional(OneOf(identityProviders)),
    connection_id: optional(Type.String({ pattern: '^con_[A-Za-z0-9]{16}$' })),
    user_id: optional(Type.Union([Type.String({ minLength: 1 }), Type.Integer()])),
    link_with: optional(secret(Type.String(), [])),
  },
  { minProperties: 1 },
)
