/**
 * Mail that leaves the appliance: through an SMTP server when one is configured, otherwise as files in the outbox folder, so that a first
 * user can follow the links. Owns the form of a message (RFC 5322) and its way out. Knows no templates, no tenants and no retries:
 * a message that the server refuses is the caller's to report.
 */
import type { Clock } from '#platform/clock/index.ts'
import type { Logger } from '#platform/log/index.ts'
import { outboxMailer } from './outbox.ts'
import { smtpMailer } from './smtp.ts'

export type Mailbox = { name?: string; address: string }

export type Message = {
  /** One address. Anything that is not exactly one is refused, so that a crafted address cannot add recipients. */
  to: string
  /** The name is shown to the reader; the address is used only when no sender is configured, since mail servers refuse senders they do not know. */
  from?: Mailbox
  subject: string
  html: string
  text: string
}

export type Mailer = {
  /** Resolves when the message has been accepted or written; rejects with a `MailFailure`. */
  send(message: Message): Promise<void>
}

export type SmtpOptions = {
  host: string
  port: number
  /** `tls`: from the first byte (465). `starttls`: refuses to go on without it. `opportunistic`: STARTTLS where offered. `none`: plain text. */
  security: 'tls' | 'starttls' | 'opportunistic' | 'none'
  /** Given: AUTH PLAIN. */
  user?: string
  password?: string
  /** PEM certificates to trust beside the usual ones. */
  ca?: string
}

export { MailFailure } from './message.ts'
export { mailDeclarations, mailSettings } from './mail.settings.ts'

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
