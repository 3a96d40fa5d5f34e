import type { TenantContext } from '#platform/context/index.ts'
import { checkPasswordPolicy, storePasswordHash } from '#connections/passwords/index.ts'
import { liftBlocks } from '#connections/protection/index.ts'
import { record } from '#resources/logs/index.ts'
import { findUser, updateUser, type User } from '#resources/users/index.ts'
import type { DatabaseConnection } from './connection.ts'
import { endPresence } from './presence.store.ts'
import { dropOpenTickets, peekTicket, useTicket } from './tickets.ts'

/**
 * Gives a user a new password: checks the policy, stores it, signs the person out everywhere, lifts blocks of their names, voids open reset links and records `scp`.
 * Throws `PasswordRefused`. All or nothing.
 */
export async function setPassword(ctx: TenantContext, connection: DatabaseConnection, user: User, password: string): Promise<void> {
  await checkPasswordPolicy(ctx, connection, password, { person: user, userId: user.user_id })
  const hash = await ctx.hasher.hash(password)
  await ctx.db.transaction((tx) => store({ ...ctx, db: tx }, connection, user, hash, {}))
}

export type ResetOutcome = { user: User } | { failure: 'ticket' }

/**
 * Uses a `change-password` ticket: as `setPassword`, and the address the link went to counts as confirmed, unless the ticket says otherwise.
 * A refused password (`PasswordRefused`) leaves the ticket open.
 */
export async function resetPassword(ctx: TenantContext, connection: DatabaseConnection, ticket: string, password: string): Promise<ResetOutcome> {
  const holder = await ticketHolder(ctx, ticket)
  if (!holder) return { failure: 'ticket' }
  const { user } = holder
  await checkPasswordPolicy(ctx, connection, password, { person: user, userId: user.user_id })
  const hash = await ctx.hasher.hash(password)
  const won = await ctx.db.transaction(async (tx) => {
    const within = { ...ctx, db: tx }
    if (!(await useTicket(within, 'change-password', ticket))) return false
    await store(within, connection, user, hash, user.email === null || holder.data.marks_verified === false ? {} : { email_verified: true })
    return true
  })
  return won ? { user } : { failure: 'ticket' }
}

/** Who an open reset link is for; undefined when it is used or void, or the user's address is another one by now. */
export async function ticketHolder(ctx: TenantContext, value: string): Promise<{ user: User; data: { connection?: string | undefined; client_id?: string | undefined; result_url?: string | undefined; marks_verified?: boolean | undefined } } | undefined> {
  const ticket = await peekTicket(ctx, 'change-password', value)
  if (!ticket || ticket.used || ticket.userId === undefined) return undefined
  const user = await findUser(ctx, ticket.userId)
  if (!user || (ticket.data.email !== undefined && ticket.data.email !== user.email)) return undefined
  return { user, data: ticket.data }
}

async function store(ctx: TenantContext, connection: DatabaseConnection, user: User, hash: string, also: { email_verified?: boolean }): Promise<void> {
  await storePasswordHash(ctx, connection, user.user_id, hash)
  await updateUser(ctx, user.user_id, { ...also, last_password_reset: ctx.clock.now() })
  await endPresence(ctx, user.user_id, ctx.clock.now())
  await liftBlocks(ctx, [user])
  await dropOpenTickets(ctx, 'change-password', user.user_id)
  await record(ctx, {
    type: 'scp', description: 'The password was changed.', connection: connection.name, connection_id: connection.id,
    strategy: connection.strategy, strategy_type: 'database', user_id: user.user_id, user_name: user.email ?? user.username ?? undefined,
  })
}
