/** The same person as the Management API and as OpenID Connect tell it. */
import type { Identity, User } from './user.ts'

/** Management API shape: absent where nothing is known, identities in order, never a password. */
export function presentUser(user: User, identities: readonly Identity[]): Record<string, unknown> {
  return dropUnknown({
    ...user.profile,
    user_id: user.user_id,
    email: user.email,
    email_verified: user.email === null ? null : user.email_verified,
    username: user.username,
    phone_number: user.phone_number,
    phone_verified: user.phone_number === null ? null : user.phone_verified,
    name: user.name,
    nickname: user.nickname,
    given_name: user.given_name,
    family_name: user.family_name,
    picture: user.picture,
    blocked: user.blocked,
    user_metadata: isEmpty(user.user_metadata) ? null : user.user_metadata,
    app_metadata: isEmpty(user.app_metadata) ? null : user.app_metadata,
    identities: identities.map(presentIdentity),
    created_at: user.created_at.toISOString(),
    updated_at: user.updated_at.toISOString(),
    last_login: user.last_login?.toISOString(),
    last_ip: user.last_ip,
    logins_count: user.logins_count === 0 && user.last_login === null ? null : user.logins_count,
    last_password_reset: user.last_password_reset?.toISOString(),
  })
}

export function presentIdentity(identity: Identity) {
  return {
    connection: identity.connection,
    user_id: identity.identity_id,
    provider: identity.provider,
    isSocial: identity.is_social,
    ...(identity.position > 0 && { profileData: identity.profile }),
  }
}

/** What a linked account said of itself: `profileData`. */
export function accountProfile(user: User): Record<string, unknown> {
  const { email, email_verified, username, phone_number, phone_verified, name, nickname, given_name, family_name, picture } = user
  return dropUnknown({
    ...user.profile,
    email, email_verified: email === null ? null : email_verified, username,
    phone_number, phone_verified: phone_number === null ? null : phone_verified,
    name, nickname, given_name, family_name, picture,
  })
}

/** OpenID Connect Core section 5.1. `updated_at` is ISO text, as Auth0-compatible clients expect. */
const standardClaims = ['middle_name', 'profile', 'preferred_username', 'website', 'gender', 'birthdate', 'zoneinfo', 'locale', 'address'] as const

export type UserClaims = Record<string, unknown> & { updated_at: string }

/** Everything that the scopes profile, email and phone may release; which of them is the caller's question. */
export function userClaims(user: User): UserClaims {
  const stored = Object.fromEntries(standardClaims.map((name) => [name, user.profile[name]]))
  return dropUnknown({
    ...stored,
    name: user.name,
    nickname: user.nickname,
    given_name: user.given_name,
    family_name: user.family_name,
    picture: user.picture,
    updated_at: user.updated_at.toISOString(),
    email: user.email,
    email_verified: user.email === null ? null : user.email_verified,
    phone_number: user.phone_number,
    phone_number_verified: user.phone_number === null ? null : user.phone_verified,
  }) as UserClaims
}

const isEmpty = (bag: Record<string, unknown>): boolean => Object.keys(bag).length === 0

function dropUnknown(object: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null && value !== undefined))
}
