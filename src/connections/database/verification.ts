import type { TenantContext } from '#platform/context/index.ts'
import { record } from '#resources/logs/index.ts'
import { findUser, updateUser, type User } from '#resources/users/index.ts'
import { inBackground } from './background.ts'
import { sendTemplate } from './emails/index.ts'
import { linkDefaults } from './link-defaults.ts'
import { linkOrigin } from './link-origin.ts'
import { issueTicket, peekTicket, useTicket } from './tickets.ts'

export type VerificationOptions = {
  clientId?: string | undefined
  /** Where the result page links to. */
  resultUrl?: string | undefined
  /** Seconds the link lives; five days unless given. */
  seconds?: number | undefined
  /** Whoever asks is told when the server is away, and tries again themselves. */
  now?: boolean
}

/** @returns the link that confirms the user's present address. */
export async function verificationLink(ctx: TenantContext, user: User & { email: string }, options: VerificationOptions = {}): Promise<string> {
  const { resultUrl, seconds } = await linkDefaults(ctx, 'verify_email', user, options)
  const data = { email: user.email, client_id: options.clientId, result_url: resultUrl }
  const ticket = await issueTicket(ctx, 'verify-email', { userId: user.user_id, data, seconds })
  return `${linkOrigin(ctx)}/u/email-verification?ticket=${ticket}`
}

/** Sends the message with the link. Does nothing for a user without an address. Rejects with `MailFailure`, after recording `fvr`. */
export async function sendVerification(ctx: TenantContext, user: User, options: VerificationOptions = {}): Promise<void> {
  if (user.email === null) return
  const about = { user_id: user.user_id, user_name: user.email, connection: user.connection, client_id: options.clientId }
  let outcome: 'sent' | 'kept'
  try {
    const url = await verificationLink(ctx, { ...user, email: user.email }, options)
    outcome = await sendTemplate(ctx, 'verify_email', { ...user, email: user.email }, { url }, { now: options.now === true })
  } catch (error) {
    await record(ctx, { ...about, type: 'fvr', description: 'The confirmation message could not be sent.' })
    throw error
  }
  if (outcome === 'kept') await record(ctx, { ...about, type: 'fvr', description: 'The mail server did not take the confirmation message; it is tried again.' })
  else await record(ctx, { ...about, type: 'svr', description: 'A confirmation message was sent.' })
}

export type Verified = { outcome: 'verified' | 'already'; user: User; resultUrl: string | undefined } | { outcome: 'void' }

/**
 * Uses the link: the address it was sent to is confirmed, if it is still the user's. Records `sv` or `fv`; the first confirmation brings the
 * welcome message.
 */
export async function verifyEmail(ctx: TenantContext, value: string): Promise<Verified> {
  const known = await peekTicket(ctx, 'verify-email', value)
  const user = known?.userId === undefined ? undefined : await findUser(ctx, known.userId)
  const resultUrl = known?.data.result_url
  if (!user || user.email === null || user.email !== known?.data.email) return refuse(ctx, 'The link is void.')
  const { email } = user
  const verified = await ctx.db.transaction(async (tx) => {
    const within = { ...ctx, db: tx }
    if (!(await useTicket(within, 'verify-email', value))) return undefined
    await record(within, { type: 'sv', description: 'The e-mail address was confirmed.', user_id: user.user_id, user_name: email, connection: user.connection })
    return updateUser(within, user.user_id, { email_verified: true })
  })
  if (!verified) return user.email_verified ? { outcome: 'already', user, resultUrl } : refuse(ctx, 'The link was used before.')
  if (!user.email_verified) inBackground(ctx, 'The welcome message', () => sendTemplate(ctx, 'welcome_email', { ...verified, email }, {}))
  return { outcome: 'verified', user: verified, resultUrl }
}

async function refuse(ctx: TenantContext, description: string): Promise<Verified> {
  await record(ctx, { type: 'fv', description })
  return { outcome: 'void' }
}
