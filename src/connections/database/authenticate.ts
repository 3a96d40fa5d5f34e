import type { TenantContext } from '#platform/context/index.ts'
import { verifyHash } from '#connections/passwords/index.ts'
import { approach, beginAttempt, refusedAddress, refusedIdentifier, refusedPace, type Approach, type Attempt } from '#connections/protection/index.ts'
import { record } from '#resources/logs/index.ts'
import { accountOf, findUserByLogin, type User } from '#resources/users/index.ts'
import { findCandidate, type Candidate } from './candidate.store.ts'
import { sendUnblockLink } from './unblock-link.ts'
import { usernamesUsed, type AskingClient, type DatabaseConnection } from './connection.ts'

/**
 * `unknown` and `wrong` must look the same to whoever asks. `blocked` is told only to who knew the password. `guessed` (too many wrong passwords
 * for this name) and `throttled` (too many from this address) are told to everybody, whether or not there is such a person: the password was not looked at.
 */
export type Authenticated = { user: User } | { failure: 'unknown' | 'wrong' | 'blocked' | 'guessed' | 'throttled' }

type Given = { identifier: string; password: string; client?: AskingClient | undefined }

/**
 * Verifies name and password. The identifier may be an e-mail address or, where the connection uses them, a user name.
 * Records the failure (`fu`, `fp`, `f`, `limit_wc`, `limit_mu`, `limit_sul`) itself, so that no caller can forget it; success is the caller's to record, once the login is complete.
 * An unknown user costs the time of a verification. The user returned is the account that stands for the person, also when linked.
 */
export async function authenticate(ctx: TenantContext, connection: DatabaseConnection, given: Given): Promise<Authenticated> {
  const coming = await approach(ctx, given.identifier.trim())
  try {
    return await authenticateCandidate(ctx, connection, given, { coming, candidate: undefined })
  } finally {
    coming.end()
  }
}

/** Somebody who has come, and who that may be where the caller's own statement has read it (`candidateBeside`). */
export type Coming = { coming: Approach; candidate: Candidate | undefined }

/** The same for a caller who has seen them come and will say that they have gone. */
export async function authenticateCandidate(ctx: TenantContext, connection: DatabaseConnection, given: Given, { coming, candidate: read }: Coming): Promise<Authenticated> {
  const candidate = read?.connection === connection.name ? read : await findCandidate(ctx, connection.name, coming)
  const known = candidate.by === 'username' && !usernamesUsed(connection) ? undefined : candidate.user
  const attempt = await beginAttempt(ctx, connection, coming, candidate.counters)
  return attempt.refused === undefined ? admitted(ctx, connection, given, known, known && candidate.hash, attempt) : refuse(ctx, connection, given, known, attempt.refused)
}

async function refuse(ctx: TenantContext, connection: DatabaseConnection, given: Given, known: User | undefined, refused: NonNullable<Attempt['refused']>): Promise<Authenticated> {
  const asking = { connection, client: given.client, identifier: given.identifier, userId: known?.user_id }
  if (refused === 'identifier') await refusedIdentifier(ctx, asking)
  else if (refused === 'pace') await refusedPace(ctx, asking)
  else await refusedAddress(ctx, 'pre-login', asking)
  return { failure: refused === 'identifier' ? 'guessed' : 'throttled' }
}

async function admitted(ctx: TenantContext, connection: DatabaseConnection, given: Given, known: User | undefined, hash: string | undefined, attempt: Attempt): Promise<Authenticated> {
  const right = await verifyHash(ctx, known?.user_id, hash, given.password)
  const account = known && (await accountOf(ctx, known))
  if (!right || !account) {
    const block = await attempt.failed()
    if (block) await refusedIdentifier(ctx, { connection, client: given.client, identifier: given.identifier, userId: known?.user_id })
    if (block?.unblock !== undefined && known) sendUnblockLink(ctx, known, block.unblock)
    return fail(ctx, connection, given, known ? 'wrong' : 'unknown', known)
  }
  await attempt.succeeded()
  // The door may be blocked as well as the house.
  if (account.blocked || known.blocked) return fail(ctx, connection, given, 'blocked', account)
  return { user: account }
}

/** By e-mail address first; a user name may contain an `@` too. */
export async function findAccount(ctx: TenantContext, connection: DatabaseConnection, identifier: string): Promise<User | undefined> {
  const byEmail = identifier.includes('@') ? await findUserByLogin(ctx, connection.name, { email: identifier }) : undefined
  if (byEmail || !usernamesUsed(connection)) return byEmail
  return findUserByLogin(ctx, connection.name, { username: identifier })
}

const events = {
  unknown: { type: 'fu', description: 'Wrong email or password.' },
  wrong: { type: 'fp', description: 'Wrong email or password.' },
  blocked: { type: 'f', description: 'user is blocked' },
} as const

async function fail(
  ctx: TenantContext,
  connection: DatabaseConnection,
  given: { identifier: string; client?: AskingClient | undefined },
  failure: keyof typeof events,
  user: User | undefined,
): Promise<Authenticated> {
  await record(ctx, {
    ...events[failure],
    client_id: given.client?.client_id,
    client_name: given.client?.name,
    connection: connection.name,
    connection_id: connection.id,
    strategy: connection.strategy,
    strategy_type: 'database',
    user_id: user?.user_id,
    user_name: given.identifier.slice(0, 320),
  })
  return { failure }
}
