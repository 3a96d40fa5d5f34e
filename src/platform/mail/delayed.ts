/** A message that the mail server does not take now is kept and tried again, so that whoever caused it need not. */
import type { SecretBox } from '#platform/crypto/index.ts'
import type { Database } from '#platform/postgres/index.ts'
import { keepMail } from './delayed.store.ts'
import type { Mailer, Message } from './mailer.ts'
import { MailFailure } from './message.ts'

/** Seconds until a message is given up. */
const patience = 86_400
const firstPause = 15

export type About = { tenantId: number | null; /** The name of the template, or what it is for. */ purpose: string }

/** `kept`: the server is away, and a job tries again for a day. Rejects with `MailFailure` where that would not help: the message itself was refused. */
export async function sendOrKeep(ctx: { db: Database; secrets: SecretBox }, mailer: Mailer, message: Message, about: About): Promise<'sent' | 'kept'> {
  try {
    await mailer.send(message)
    return 'sent'
  } catch (error) {
    if (!(error instanceof MailFailure) || !error.temporary) throw error
    await keepMail(ctx.db, { ...about, domain: message.to.split('@').at(-1) ?? '', sealed: ctx.secrets.seal(JSON.stringify(message)), error: error.message, seconds: firstPause, patience })
    return 'kept'
  }
}
