/** Finding, making and changing people, for every other part of the product; the Management API's own rules stand in `users.handlers.ts`. */
import type { ProblemKind } from '#kernel/problem.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { UniqueViolation } from '#platform/postgres/index.ts'
import { withDefaults } from './profile-defaults.ts'
import type { NewUser, User, UserChanges } from './user.ts'
import { EmailTaken, PhoneTaken, UserExists, UsernameTaken, UserNotFound } from './users.problems.ts'
import * as store from './users.store.ts'

/** The user, unless unknown or linked into another account. */
export function findUser(ctx: TenantContext, userId: string): Promise<User | undefined> {
  return store.selectUser(ctx.db, ctx.tenant.id, userId)
}

export type LoginName = { email?: string | undefined; username?: string | undefined; phone_number?: string | undefined }

/**
 * The account of a connection that answers to this name; letter case does not matter. The first name given counts.
 * It may have been linked into another account: its password is its own, but who logs in is `accountOf` it.
 */
export async function findUserByLogin(ctx: TenantContext, connection: string, login: LoginName): Promise<User | undefined> {
  for (const by of ['email', 'username', 'phone_number'] as const) {
    const value = login[by]
    // No address or name contains NUL, which Postgres would refuse with an error.
    if (value !== undefined) return value.includes('\u0000') ? undefined : store.selectUserByLogin(ctx.db, ctx.tenant.id, connection, by, value)
  }
  return undefined
}

/** The person who has this identity, their own or a linked one; `identityId` is without the provider prefix. */
export const findUserByIdentity = (ctx: TenantContext, identity: { connection: string; provider: string; identityId: string }): Promise<User | undefined> =>
  store.selectUserByIdentity(ctx.db, ctx.tenant.id, identity)

/** The person behind an account: itself, or the account it was linked into. */
export async function accountOf(ctx: TenantContext, user: User): Promise<User | undefined> {
  return user.linked_to === null ? user : store.selectUser(ctx.db, ctx.tenant.id, user.linked_to)
}

/** Makes the user and the primary identity. E-mail address and user name of a database connection are kept in lower case. Throws UserExists. */
export async function createUser(ctx: TenantContext, connection: string, input: NewUser): Promise<User> {
  const provider = input.provider ?? 'auth0'
  const identityId = input.user_id ?? ctx.random.hex(24)
  const attributes = {
    email: normal(provider, input.email) ?? null,
    username: normal(provider, input.username) ?? null,
    phone_number: input.phone_number ?? null,
    name: input.name ?? null,
    nickname: input.nickname ?? null,
    picture: input.picture ?? null,
  }
  return refusing({ users_email_once: UserExists, users_username_once: UserExists, users_phone_once: UserExists }, UserExists, () =>
    store.insertUser(ctx.db, ctx.tenant.id, {
      ...attributes,
      ...withDefaults(attributes),
      user_id: `${provider}|${identityId}`,
      connection,
      email_verified: input.email_verified ?? false,
      phone_verified: input.phone_verified ?? false,
      given_name: input.given_name ?? null,
      family_name: input.family_name ?? null,
      blocked: input.blocked ?? false,
      profile: input.profile ?? {},
      user_metadata: withoutNulls(input.user_metadata),
      app_metadata: withoutNulls(input.app_metadata),
      created_at: ctx.clock.now(),
      provider,
      identity_id: identityId,
      is_social: input.is_social ?? false,
    }),
  )
}

/** Changes what is given, of an account that stands for itself or, when said, is linked to that user. Throws UserNotFound, EmailTaken, UsernameTaken, PhoneTaken. */
export async function updateUser(ctx: TenantContext, userId: string, changes: UserChanges, options: { linkedTo?: string } = {}): Promise<User> {
  const provider = userId.slice(0, userId.indexOf('|'))
  const user = await refusing(
    { users_email_once: EmailTaken, users_username_once: UsernameTaken, users_phone_once: PhoneTaken },
    UserExists,
    () =>
      store.patchUser(
        ctx.db,
        ctx.tenant.id,
        userId,
        { ...changes, email: normal(provider, changes.email), username: normal(provider, changes.username) },
        ctx.clock.now(),
        options.linkedTo ?? null,
      ),
  )
  if (!user) throw UserNotFound()
  return user
}

/** Counts a finished login. Throws UserNotFound. */
export async function recordLogin(ctx: TenantContext, userId: string, ip: string): Promise<User> {
  const user = await store.countLogin(ctx.db, ctx.tenant.id, userId, ip, ctx.clock.now())
  if (!user) throw UserNotFound()
  return user
}

/** Only our own store folds case: other providers' spelling is theirs. */
function normal<T extends string | null | undefined>(provider: string, value: T): T | string {
  return typeof value === 'string' && provider === 'auth0' ? value.toLowerCase() : value
}

function withoutNulls(bag: Record<string, unknown> = {}): Record<string, unknown> {
  return Object.fromEntries(Object.entries(bag).filter(([, value]) => value !== null && value !== undefined))
}

async function refusing<T>(byConstraint: Record<string, ProblemKind>, otherwise: ProblemKind, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof UniqueViolation)) throw error
    const kind = byConstraint[error.constraint] ?? otherwise
    throw kind({ cause: error })
  }
}
