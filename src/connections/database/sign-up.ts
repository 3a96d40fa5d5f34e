import type { TenantContext } from '#platform/context/index.ts'
import { Problem, problem } from '#kernel/problem.ts'
import { checkPasswordPolicy, PasswordRefused, storePasswordHash } from '#connections/passwords/index.ts'
import { admitSignUp } from '#connections/protection/index.ts'
import { record } from '#resources/logs/index.ts'
import { createUser, findUserByLogin, type User } from '#resources/users/index.ts'
import { signUpAllowed, usernamesUsed, type AskingClient, type DatabaseConnection } from './connection.ts'
import { inBackground } from './background.ts'
import { isEmail, isUsername } from './identifiers.ts'
import { sendVerification } from './verification.ts'

/** Somebody has this address or user name. Says no more than that the sign-up is not valid: it must not tell who has an account. */
export const InvalidSignUp = problem(400, 'invalid_signup', 'Invalid sign up')
export const SignUpDisabled = problem(400, 'public_signup_disabled', 'Public signup is disabled')
export const BadEmail = problem(400, 'invalid_email', 'The email address is not valid')
export const BadUsername = problem(400, 'invalid_username', 'The username is not valid')
export const UsernameTaken = problem(400, 'username_exists', 'The username provided is in use already.')
/** The address has had its share of sign-ups; nothing was looked at. */
export const SignUpThrottled = problem(429, 'too_many_attempts', 'We have detected suspicious signup behavior and further attempts will be blocked. Please contact the administrator.')

export type SignUpInput = {
  email: string
  password: string
  username?: string | undefined
  given_name?: string | undefined
  family_name?: string | undefined
  name?: string | undefined
  nickname?: string | undefined
  picture?: string | undefined
  user_metadata?: Record<string, unknown> | undefined
}

/**
 * Creates the user with the password, records `ss` or `fs`, and sends the confirmation message.
 * Throws SignUpThrottled, SignUpDisabled, BadEmail, BadUsername, UsernameTaken, InvalidSignUp (address taken) or `PasswordRefused`.
 * A taken address costs as much work as a free one.
 */
export async function signUp(ctx: TenantContext, connection: DatabaseConnection, input: SignUpInput, client?: AskingClient): Promise<User> {
  const email = input.email.trim().toLowerCase()
  const username = usernamesUsed(connection) ? input.username?.trim().toLowerCase() : undefined
  try {
    if (!(await admitSignUp(ctx, { connection, client, identifier: email }))) throw SignUpThrottled()
    if (!signUpAllowed(connection)) throw SignUpDisabled()
    if (!isEmail(email)) throw BadEmail()
    if (usernamesUsed(connection) && (username === undefined || !isUsername(connection, username))) throw BadUsername()
    const { password, username: _, ...rest } = input
    const profile = { ...rest, email, ...(username === undefined ? {} : { username }) }
    await checkPasswordPolicy(ctx, connection, password, { person: profile })
    const hash = await ctx.hasher.hash(password)
    if (username !== undefined && (await findUserByLogin(ctx, connection.name, { username }))) throw UsernameTaken()
    const user = await ctx.db.transaction(async (tx) => {
      const within = { ...ctx, db: tx }
      const made = await create(within, connection, profile)
      await storePasswordHash(within, connection, made.user_id, hash)
      await record(within, { ...about(connection, email, client), type: 'ss', user_id: made.user_id })
      return made
    })
    inBackground(ctx, 'The confirmation message', () => sendVerification(ctx, user, client === undefined ? {} : { clientId: client.client_id }))
    return user
  } catch (error) {
    if (error instanceof Problem && error.status !== SignUpThrottled.status) {
      const reason = error instanceof PasswordRefused ? error.sentence : error.message
      await record(ctx, { ...about(connection, email.slice(0, 320), client), type: 'fs', description: reason })
    }
    throw error
  }
}

async function create(ctx: TenantContext, connection: DatabaseConnection, profile: Omit<SignUpInput, 'password'>): Promise<User> {
  try {
    return await createUser(ctx, connection.name, { ...profile, email_verified: false })
  } catch (error) {
    if (error instanceof Problem && error.code === 'user_exists') throw InvalidSignUp({ cause: error })
    throw error
  }
}

const about = (connection: DatabaseConnection, email: string, client: AskingClient | undefined) => ({
  client_id: client?.client_id,
  client_name: client?.name,
  connection: connection.name,
  connection_id: connection.id,
  strategy: connection.strategy,
  strategy_type: 'database',
  user_name: email,
})
