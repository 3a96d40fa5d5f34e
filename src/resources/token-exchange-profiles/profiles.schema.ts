/** The documented fields of a profile, and `trusted_issuer`, which is this product's own. */
import { Bag, Closed, OneOf, Timestamp, Type, type Static } from '#kernel/schema.ts'

const { Optional } = Type

export const TrustedIssuer = Closed({
  issuer: Type.String({ minLength: 1, maxLength: 2048, description: 'the `iss` of the subject tokens, letter for letter' }),
  jwks_uri: Optional(Type.String({ minLength: 8, maxLength: 2048, description: 'https address of its public keys; this or jwks' })),
  jwks: Optional(Closed({ keys: Type.Array(Bag(), { minItems: 1, maxItems: 20 }) })),
  audience: Optional(Type.String({ minLength: 1, maxLength: 600, description: 'the `aud` that the subject tokens must have; the tenant\'s issuer unless given' })),
  user_by: OneOf(['id', 'connection'], { description: 'id: `sub` is a user_id of this tenant; connection: it is an identity of the connection' }),
  connection: Optional(Type.String({ minLength: 1, maxLength: 128, description: 'name; needed where user_by is connection' })),
  creation_behavior: Optional(OneOf(['none', 'create_if_not_exists'])),
  update_behavior: Optional(OneOf(['none', 'replace'])),
})
export type TrustedIssuer = Static<typeof TrustedIssuer>

export const profileName = Type.String({ minLength: 3, maxLength: 50 })
export const subjectTokenType = Type.String({ minLength: 8, maxLength: 100 })

export const TokenExchangeProfile = Type.Object({
  id: Type.String(),
  name: profileName,
  subject_token_type: subjectTokenType,
  type: OneOf(['custom_authentication']),
  trusted_issuer: TrustedIssuer,
  created_at: Timestamp(),
  updated_at: Timestamp(),
})
export type TokenExchangeProfile = Static<typeof TokenExchangeProfile>
