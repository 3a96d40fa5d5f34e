/**
 * Mail that leaves the appliance: through an SMTP server when one is configured, otherwise as files in the outbox folder, so that a first
 * user can follow the links. Owns the form of a message (RFC 5322), the layout of letters and their way out. Owns the table
 * `delayed_mails`: a message that the server does not take now waits → is delivered or given up. Knows no texts, and not which tenant sends by which server.
 */
import type { Clock } from '#platform/clock/index.ts'
import type { Logger } from '#platform/log/index.ts'
import type { Mailer, SmtpOptions } from './mailer.ts'
import { outboxMailer } from './outbox.ts'
import { smtpMailer } from './smtp.ts'

export { letter, oneLine, type LetterText } from './letter.ts'
export { ownLetter, plainly, templateFault, type OwnValues } from './own-letter.ts'
export { sendOrKeep } from './delayed.ts'
export * as delayed from './delayed.store.ts'
export type { ShownDelay } from './delayed.store.ts'
export { MailFailure } from './message.ts'
export type { Mailbox, Mailer, Message, SmtpOptions } from './mailer.ts'
export { liveMailer } from './live.ts'
export { mailDeclarations, mailSettings } from './mail.settings.ts'
export { probeSmtp } from './smtp.ts'

export function createMailer(options: {
  outboxDir: string
  smtp?: SmtpOptions | undefined
  /** The address that every message comes from. */
  from?: string | undefined
  log: Logger
  clock: Clock
}): Mailer {
  const { from } = options
  return options.smtp
    ? smtpMailer({ smtp: options.smtp, from, log: options.log })
    : outboxMailer({ folder: options.outboxDir, from, log: options.log, clock: options.clock })
}
