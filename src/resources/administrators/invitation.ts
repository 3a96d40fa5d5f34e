/** Inviting an administrator: an account of the root tenant authority, made when there is none, and a letter with the way in. */
import type { Tenant } from '#kernel/tenant.ts'
import type { ApiContext } from '#platform/context/index.ts'
import { letter, mailSettings } from '#platform/mail/index.ts'
import { isDatabase, passwordResetLink } from '#connections/database/index.ts'
import { findConnection } from '#resources/connections/index.ts'
import { createUser, findUserByLogin } from '#resources/users/index.ts'

/** Where the people who run the appliance live. */
const connectionName = 'Initial-Connection'

const text = {
  subject: 'You are an administrator of {{ tenant }}',
  heading: 'You are an administrator of {{ tenant }}',
  paragraphs: ['{{ email }} may now administer the tenant {{ tenant }} in the dashboard of this appliance.'],
  button: 'Go to the dashboard',
  small: 'If you did not expect this letter, do nothing: without your password nobody can use the account.',
}

export type Invitation = { user_id: string; /** null for somebody who has an account and a password already. */ link: string | null; mailed: boolean }

/** `admit` is called with the account before the letter goes out. */
export async function inviteAdministrator(ctx: ApiContext, tenant: Tenant, address: string, admit: (userId: string) => Promise<void>): Promise<Invitation> {
  const email = address.trim().toLowerCase()
  const connection = await findConnection(ctx, connectionName)
  if (!connection || !isDatabase(connection)) throw new Error(`The root tenant authority has no database connection ${connectionName}.`)
  const known = await findUserByLogin(ctx, connection.name, { email })
  const user = known ?? (await createUser(ctx, connection.name, { email }))
  await admit(user.user_id)
  // Whoever never signed in may still lack a password.
  const link = user.logins_count > 0 ? null : await passwordResetLink(ctx, connection, user, { resultUrl: ctx.addresses.manageOrigin, marksVerified: true })
  const mailed = await send(ctx, tenant, email, link ?? ctx.addresses.manageOrigin)
  return { user_id: user.user_id, link, mailed }
}

async function send(ctx: ApiContext, tenant: Tenant, email: string, url: string): Promise<boolean> {
  try {
    await ctx.mailer.send({ to: email, ...letter(text, { tenant: tenant.name, email, url }, { sender: 'Bailiwick', locale: 'en' }) })
    // Without a mail server the letter stays in the outbox folder of the node, where the invited will not look.
    return mailSettings(ctx.settings).smtp !== undefined
  } catch (error) {
    ctx.log.warn('An invitation could not be mailed; its link has to be handed over by hand.', { tenant: tenant.name, error })
    return false
  }
}
