import type { TenantContext } from '#platform/context/index.ts'
import { record } from '#resources/logs/index.ts'
import { findUserByLogin, type User } from '#resources/users/index.ts'
import { findAccount } from './authenticate.ts'
import { inEvenTime } from './background.ts'
import { resetAllowed, type AskingClient, type DatabaseConnection } from './connection.ts'
import { sendTemplate } from './emails/index.ts'
import { linkDefaults } from './link-defaults.ts'
import { linkOrigin } from './link-origin.ts'
import { issueTicket } from './tickets.ts'

export type ResetOptions = {
  clientId?: string | undefined
  resultUrl?: string | undefined
  /** Seconds the link lives; five days unless given. */
  seconds?: number | undefined
  /** Whether the address counts as confirmed once the link was used; true unless given: the link was mailed to it. */
  marksVerified?: boolean | undefined
}

/** @returns the link with which this user may choose a new password. Earlier ones are void from now on. */
export async function passwordResetLink(ctx: TenantContext, connection: DatabaseConnection, user: User, options: ResetOptions = {}): Promise<string> {
  const { resultUrl, seconds } = await linkDefaults(ctx, 'reset_email', user, options)
  const data = { email: user.email ?? undefined, connection: connection.name, client_id: options.clientId, result_url: resultUrl, marks_verified: options.marksVerified }
  const ticket = await issueTicket(ctx, 'change-password', { userId: user.user_id, data, seconds })
  return `${linkOrigin(ctx)}/u/reset-password?ticket=${ticket}`
}

/**
 * Sends a reset link to whoever `identifier` is, if anybody. Neither the result nor the time tells whether there is such a user:
 * the work is done beside an answer that always takes equally long. Records `scpr` or `fcpr`.
 */
export async function startPasswordReset(ctx: TenantContext, connection: DatabaseConnection, identifier: string, client?: AskingClient): Promise<void> {
  await inEvenTime(ctx, 'The message with the reset link', async () => {
    const name = identifier.trim().slice(0, 320)
    const user = (await findAccount(ctx, connection, name)) ?? (await findUserByLogin(ctx, connection.name, { username: name }))
    const about = {
      client_id: client?.client_id, client_name: client?.name, connection: connection.name, connection_id: connection.id,
      strategy: connection.strategy, strategy_type: 'database', user_id: user?.user_id, user_name: name,
    }
    const reason = !resetAllowed(connection) ? 'Passwords cannot be reset by their owners here.' : !user ? 'Nobody has this name.' : user.email === null ? 'The user has no e-mail address.' : undefined
    if (reason !== undefined || !user || user.email === null) {
      await record(ctx, { ...about, type: 'fcpr', description: reason })
      return
    }
    let outcome: 'sent' | 'kept'
    try {
      const url = await passwordResetLink(ctx, connection, user, { clientId: client?.client_id })
      outcome = await sendTemplate(ctx, 'reset_email', { ...user, email: user.email }, { url })
    } catch (error) {
      await record(ctx, { ...about, type: 'fcpr', description: 'The message could not be sent.' })
      throw error
    }
    if (outcome === 'kept') await record(ctx, { ...about, type: 'fcpr', description: 'The mail server did not take the message; it is tried again.' })
    else await record(ctx, { ...about, type: 'scpr', description: 'A message with a reset link was sent.' })
  })
}
