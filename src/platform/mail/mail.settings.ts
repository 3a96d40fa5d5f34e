/** How mail leaves. Without a server every message becomes a file in the outbox folder. */
import { OneOf, Type } from '#kernel/schema.ts'
import { setting, type Settings } from '#kernel/setting.ts'
import type { SmtpOptions } from './mailer.ts'

const common = { scope: 'appliance', takesEffect: 'at once' } as const

export const smtpHost = setting({
  ...common, id: 'mail.smtp-host', title: 'SMTP server', environment: 'BAILIWICK_SMTP_HOST',
  about: 'Name or address of the mail server; empty writes messages to the outbox folder instead.',
  schema: Type.String({ maxLength: 253 }), default: '',
})

export const smtpPort = setting({
  ...common, id: 'mail.smtp-port', title: 'SMTP port', environment: 'BAILIWICK_SMTP_PORT',
  about: '587 for submission with STARTTLS, 465 for TLS from the first byte, 25 between servers.',
  schema: Type.Integer({ minimum: 1, maximum: 65535 }), default: 587,
})

export const smtpSecurity = setting({
  ...common, id: 'mail.smtp-security', title: 'SMTP security', environment: 'BAILIWICK_SMTP_SECURITY',
  about: 'starttls refuses to go on without it; opportunistic uses it where offered; tls from the first byte; none is plain text.',
  schema: OneOf(['starttls', 'tls', 'opportunistic', 'none']), default: 'starttls',
})

export const smtpUser = setting({
  ...common, id: 'mail.smtp-user', title: 'SMTP user', environment: 'BAILIWICK_SMTP_USER',
  about: 'Given together with the password: AUTH PLAIN.', schema: Type.String({ maxLength: 253 }), default: '',
})

export const smtpPassword = setting({
  ...common, id: 'mail.smtp-password', title: 'SMTP password', environment: 'BAILIWICK_SMTP_PASSWORD',
  about: 'Never shown again after it was set.', schema: Type.String({ maxLength: 1000 }), default: '', secret: true,
})

export const mailFrom = setting({
  ...common, id: 'mail.from', title: 'Sender', environment: 'BAILIWICK_MAIL_FROM',
  about: 'Address in the From line of messages whose template names none.', schema: Type.String({ pattern: '^[^@\\s<>]+@[^@\\s<>]+$', description: 'an e-mail address', maxLength: 254 }), default: 'no-reply@localhost',
})

export const mailDeclarations = [smtpHost, smtpPort, smtpSecurity, smtpUser, smtpPassword, mailFrom]

/** The part of the mailer's options that settings decide. */
export function mailSettings(settings: Settings): { smtp: SmtpOptions | undefined; from: string } {
  const host = settings.get(smtpHost)
  const user = settings.get(smtpUser)
  const smtp: SmtpOptions = {
    host,
    port: settings.get(smtpPort),
    security: settings.get(smtpSecurity),
    ...(user === '' ? {} : { user, password: settings.get(smtpPassword) }),
  }
  return { smtp: host === '' ? undefined : smtp, from: settings.get(mailFrom) }
}
