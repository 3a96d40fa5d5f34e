import { rootCertificates } from 'node:tls'
import type { Logger } from '#platform/log/index.ts'
import type { Mailer, SmtpOptions } from './mailer.ts'
import { composable, MailFailure } from './message.ts'

/** A server that does not answer must not hold a request for minutes. */
const patience = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 }

/** Sends by SMTP (RFC 5321), AUTH PLAIN when a user is given. Certificates are always verified where TLS is used. */
export function smtpMailer(options: { smtp: SmtpOptions; from: string | undefined; log: Logger }): Mailer {
  const { smtp, log } = options
  let transport: ReturnType<typeof transportTo> | undefined
  return {
    async send(message) {
      try {
        await (await (transport ??= transportTo(smtp))).sendMail(composable(message, options.from))
      } catch (error) {
        if (error instanceof MailFailure) throw error
        throw new MailFailure(`The mail server ${smtp.host}:${smtp.port} did not take the message: ${reason(error)}`, error, mayPass(error))
      }
      log.info('A message was handed to the mail server.', { to: message.to, subject: message.subject })
    },
  }
}

/** Connects, secures and signs in as a message would, and sends none. @throws MailFailure with a sentence. */
export async function probeSmtp(smtp: SmtpOptions): Promise<void> {
  const transport = await transportTo(smtp)
  try {
    await transport.verify()
  } catch (error) {
    throw new MailFailure(`The mail server ${smtp.host}:${smtp.port} cannot be used: ${reason(error)}`, error)
  } finally {
    transport.close()
  }
}

/** The library is large and most processes send nothing: it is loaded with the first message. */
const transportTo = async (smtp: SmtpOptions) => {
  const { createTransport } = await import('nodemailer')
  return createTransport({
    host: smtp.host,
    port: smtp.port,
    secure: smtp.security === 'tls',
    requireTLS: smtp.security === 'starttls',
    ignoreTLS: smtp.security === 'none',
    ...(smtp.user === undefined ? {} : { auth: { user: smtp.user, pass: smtp.password ?? '' }, authMethod: 'PLAIN' }),
    ...(smtp.ca === undefined ? {} : { tls: { ca: [...rootCertificates, smtp.ca] } }),
    ...patience,
  })
}

function reason(error: unknown): string {
  const failure = error as { code?: string; response?: string; message?: string }
  return failure.response ?? failure.message ?? failure.code ?? 'no reason was given'
}

/** A refusal of this message or this recipient (5xx) is final; a server that is away, busy or wants another password is not: the operator mends it. */
function mayPass(error: unknown): boolean {
  const { code, responseCode = 0 } = error as { code?: string; responseCode?: number }
  return code === 'EAUTH' || responseCode < 500
}
