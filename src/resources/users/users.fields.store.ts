/** What the field names of a user search and of `sort` stand for, in SQL. */
import type { SearchFields, Target } from '#resources/search/index.ts'

const folded = (column: string): Target => ({ kind: 'text', column: `users.${column}`, fold: true })
const exact = (column: string): Target => ({ kind: 'text', column: `users.${column}`, fold: false })

const root: Record<string, Target> = {
  user_id: exact('user_id'),
  email: folded('email'),
  username: folded('username'),
  phone_number: exact('phone_number'),
  name: folded('name'),
  nickname: folded('nickname'),
  given_name: folded('given_name'),
  family_name: folded('family_name'),
  picture: folded('picture'),
  last_ip: exact('last_ip'),
  blocked: { kind: 'flag', column: 'users.blocked', present: 'users.blocked' },
  email_verified: { kind: 'flag', column: 'users.email_verified', present: 'users.email IS NOT NULL' },
  phone_verified: { kind: 'flag', column: 'users.phone_verified', present: 'users.phone_number IS NOT NULL' },
  logins_count: { kind: 'number', column: 'users.logins_count', present: 'users.logins_count > 0' },
  last_login: { kind: 'date', column: 'users.last_login' },
  last_password_reset: { kind: 'date', column: 'users.last_password_reset' },
  created_at: { kind: 'date', column: 'users.created_at' },
  updated_at: { kind: 'date', column: 'users.updated_at' },
}

const identityFields: Record<string, Target> = {
  connection: { kind: 'text', column: 'identity.connection', fold: false },
  provider: { kind: 'text', column: 'identity.provider', fold: false },
  user_id: { kind: 'text', column: 'identity.identity_id', fold: false },
  isSocial: { kind: 'flag', column: 'identity.is_social' },
}

function identityField([name, ...rest]: readonly string[]): Target | undefined {
  const target: Target | undefined = name === 'profileData'
    ? { kind: 'json', column: 'identity.profile', path: rest }
    : rest.length === 0 && name !== undefined && Object.hasOwn(identityFields, name) ? identityFields[name] : undefined
  return target && {
    kind: 'related',
    target,
    exists: (condition) => `EXISTS (SELECT FROM user_identities AS identity
      WHERE identity.tenant_id = users.tenant_id AND identity.user_id = users.user_id AND ${condition})`,
  }
}

export const userSearchFields: SearchFields = {
  resolve([name = '', ...rest]) {
    if (name === 'user_metadata' || name === 'app_metadata') return { kind: 'json', column: `users.${name}`, path: rest }
    if (name === 'identities') return identityField(rest)
    if (rest.length === 0 && Object.hasOwn(root, name)) return root[name]
    return { kind: 'json', column: 'users.profile', path: [name, ...rest] }
  },
  bare: [
    ...(['email', 'username', 'nickname'] as const).map(folded),
    exact('user_id'),
    exact('phone_number'),
    ...(['name', 'given_name', 'family_name'] as const).map((name): Target => ({ kind: 'words', column: `users.${name}` })),
  ],
}

/** Ties are broken so that paging neither repeats nor skips anybody; `created_at` follows the index users_by_creation. */
const sortable: Record<string, string> = {
  ...Object.fromEntries(
    ['user_id', 'email_verified', 'phone_number', 'phone_verified', 'blocked', 'logins_count', 'last_ip', 'last_password_reset', 'updated_at']
      .map((name) => [name, `users.${name}`]),
  ),
  ...Object.fromEntries(['email', 'username', 'name', 'nickname', 'given_name', 'family_name'].map((name) => [name, `lower(users.${name})`])),
}

/** `field:1` or `field:-1` as ORDER BY; undefined when it is neither. Who lacks the field comes last. */
export function userOrder(sort: string | undefined): string | undefined {
  if (sort === undefined) return 'users.created_at ASC, users.user_id DESC'
  const [, field = '', sign] = /^(\w+):(-?1)$/.exec(sort) ?? []
  const direction = sign === '1' ? 'ASC' : 'DESC'
  if (field === 'created_at') return sign === '1' ? userOrder(undefined) : 'users.created_at DESC, users.user_id ASC'
  // The index has the day; within one the rest is sorted.
  if (field === 'last_login') return `users.last_login_day ${direction} NULLS LAST, users.last_login ${direction} NULLS LAST, users.user_id ASC`
  return Object.hasOwn(sortable, field) ? `${sortable[field]} ${direction} NULLS LAST, users.user_id ASC` : undefined
}
