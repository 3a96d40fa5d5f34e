/** The documented fields of an API ("resource server"). */
import { patchProperties } from '#kernel/patch.ts'
import { Closed, Nullable, OneOf, secret, Type, type Static } from '#kernel/schema.ts'

const { Optional, Array: List } = Type

const Scope = Closed({
  value: Type.String({ minLength: 1, maxLength: 280, pattern: '^[^\\s"\\\\]+$' }),
  description: Optional(Type.String({ maxLength: 500 })),
})

const policy = (...names: string[]) => Optional(Type.Object({ policy: Optional(OneOf(names)) }))

/** What may be written and later removed by null. */
const plain = {
  name: Type.String({ maxLength: 200, pattern: '^[^<>]+$' }),
  scopes: List(Scope, { maxItems: 2000 }),
  signing_alg: OneOf(['HS256', 'RS256', 'RS512', 'PS256', 'ES256']),
  allow_offline_access: Type.Boolean(),
  allow_online_access: Type.Boolean(),
  allow_online_access_with_ephemeral_sessions: Type.Boolean(),
  token_lifetime: Type.Integer({ minimum: 0, maximum: 2592000, description: 'seconds' }),
  token_lifetime_for_web: Type.Integer({ minimum: 0, maximum: 2592000, description: 'seconds' }),
  token_dialect: OneOf(['access_token', 'access_token_authz', 'rfc9068_profile', 'rfc9068_profile_authz']),
  skip_consent_for_verifiable_first_party_clients: Type.Boolean(),
  enforce_policies: Type.Boolean(),
  token_encryption: Closed({
    format: OneOf(['compact-nested-jwe']),
    encryption_key: Closed({
      name: Optional(Type.String({ minLength: 1, maxLength: 128 })),
      alg: OneOf(['RSA-OAEP-256', 'RSA-OAEP-384', 'RSA-OAEP-512']),
      kid: Optional(Type.String({ minLength: 1, maxLength: 128 })),
      pem: Type.String({ minLength: 1, maxLength: 4096, description: 'an RSA public key of 2048 bits or more' }),
    }),
  }),
  consent_policy: OneOf(['transactional-authorization-with-mfa']),
  authorization_details: List(Type.Unknown()),
  proof_of_possession: Closed({
    mechanism: OneOf(['mtls', 'dpop']),
    required: Type.Boolean(),
    required_for: Optional(OneOf(['public_clients', 'all_clients'])),
  }),
  subject_type_authorization: Closed({
    user: policy('allow_all', 'deny_all', 'require_client_grant'),
    client: policy('deny_all', 'require_client_grant'),
    anonymous_user: policy('deny_all', 'require_client_grant'),
  }),
  authorization_policy: Closed({ policy_id: Type.String({ minLength: 1, maxLength: 1024 }) }),
  token_lifetime_for_anonymous_access_tokens: Type.Integer({ minimum: 0, maximum: 2592000 }),
}
const signingSecret = Type.String({ minLength: 16, maxLength: 4096 })
const identifier = Type.String({ minLength: 1, maxLength: 600, description: 'the audience of tokens for this API' })

type Optionals = { [K in keyof typeof plain]: ReturnType<typeof Type.Optional<(typeof plain)[K]>> }
const optionals = (removable: readonly string[]) =>
  Object.fromEntries(
    Object.entries(plain).map(([name, schema]) => [name, Optional(removable.includes(name) ? Nullable(schema) : schema)]),
  ) as unknown as Optionals

const nullAtCreation = ['token_encryption', 'consent_policy', 'authorization_details', 'proof_of_possession', 'authorization_policy', 'token_lifetime_for_anonymous_access_tokens']

export const ResourceServerCreate = Closed({ ...optionals(nullAtCreation), identifier, signing_secret: Optional(secret(signingSecret, [])) })
export const ResourceServerUpdate = Closed({ ...patchProperties(plain), signing_secret: Optional(secret(signingSecret, [])) })

export const ResourceServer = Type.Object({
  id: Type.String(),
  is_system: Type.Boolean(),
  identifier: Type.String(),
  ...optionals([]),
  // Whoever may change the secret may see it; with it, tokens can be made.
  signing_secret: Optional(secret(signingSecret, ['create:resource_servers', 'update:resource_servers'])),
})

/** An API as documented, signing secret included; never send it without the presenter. */
export type ResourceServer = Static<typeof ResourceServer>
