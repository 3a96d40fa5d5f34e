/** Operations on token exchange profiles. */
import { listing, Nothing, resource } from '#kernel/operation.ts'
import { problem } from '#kernel/problem.ts'
import { Closed, OneOf, Type } from '#kernel/schema.ts'
import { profileName, subjectTokenType, TokenExchangeProfile, TrustedIssuer } from './profiles.schema.ts'

export const ProfileNotFound = problem(404, 'inexistent_token_exchange_profile', 'Token Exchange Profile not found.')
export const ProfileToChangeNotFound = problem(404, 'inexistent_token_exchange_profile', 'Token exchange profile not found.')
export const SubjectTypeTaken = problem(409, 'token_exchange_profile_conflict', 'subject_token_type already exists for tenant')
export const OtherSubjectTypeTaken = problem(409, 'token_exchange_profile_conflict', 'Token exchange profile with the same subject_token_type already exists')
export const TooManyProfiles = problem(403, 'too_many_entities', 'You reached the limit of entities of this type for this tenant.')
export const ActionNotFound = problem(400, 'invalid_body', 'Action not found')

const { Optional } = Type

export const profilesContract = resource({
  name: 'tokenExchangeProfiles',
  about: 'Which subject tokens may be exchanged for tokens of this tenant.',
  operations: {
    list: {
      http: 'GET /token-exchange-profiles',
      summary: 'List token exchange profiles',
      scope: 'read:token_exchange_profiles',
      ...listing(TokenExchangeProfile, 'token_exchange_profiles', { style: 'checkpoint' }),
    },
    get: {
      http: 'GET /token-exchange-profiles/:id',
      summary: 'Show a token exchange profile',
      scope: 'read:token_exchange_profiles',
      returns: TokenExchangeProfile,
      throws: [ProfileNotFound],
    },
    create: {
      http: 'POST /token-exchange-profiles',
      summary: 'Take subject tokens of a type',
      scope: 'create:token_exchange_profiles',
      body: Closed({
        name: profileName,
        subject_token_type: subjectTokenType,
        type: OneOf(['custom_authentication']),
        action_id: Optional(Type.String({ minLength: 1, maxLength: 36 })),
        trusted_issuer: Optional(TrustedIssuer),
      }),
      returns: TokenExchangeProfile,
      throws: [ActionNotFound, TooManyProfiles, SubjectTypeTaken],
    },
    update: {
      http: 'PATCH /token-exchange-profiles/:id',
      summary: 'Change a token exchange profile',
      scope: 'update:token_exchange_profiles',
      body: Closed({ name: Optional(profileName), subject_token_type: Optional(subjectTokenType), trusted_issuer: Optional(TrustedIssuer) }, { minProperties: 1 }),
      returns: TokenExchangeProfile,
      throws: [ProfileToChangeNotFound, OtherSubjectTypeTaken],
    },
    delete: {
      http: 'DELETE /token-exchange-profiles/:id',
      summary: 'Take no more subject tokens of a type',
      scope: 'delete:token_exchange_profiles',
      returns: Nothing,
    },
  },
})
