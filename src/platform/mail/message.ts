import type { Mailbox, Message } from './mailer.ts'

/** The message could not be handed over. `message` is one sentence without the message's content. */
export class MailFailure extends Error {
  /** The same message may be taken later. */
  readonly temporary: boolean

  constructor(sentence: string, cause?: unknown, temporary = false) {
    super(sentence, { cause })
    this.temporary = temporary
    this.name = 'MailFailure'
  }
}

/**
 * What nodemailer composes. The recipient goes in as an object, because text would be parsed as a list:
 * `a@x.example, b@y.example` must not become two recipients.
 */
export function composable(message: Message, configured: string | undefined) {
  return {
    from: sender(message.from, configured),
    to: { name: '', address: recipient(message.to) },
    subject: message.subject.replace(/[\r\n]+/g, ' '),
    text: message.text,
    html: message.html,
    // No read access to files or URLs, whatever a template may contain.
    disableFileAccess: true,
    disableUrlAccess: true,
    headers: { 'Auto-Submitted': 'auto-generated' },
  }
}

function recipient(address: string): string {
  if (!/^[^\s@,;:<>"()[\]\\]{1,64}@[^\s@,;:<>"()[\]\\]{1,253}$/.test(address)) throw new MailFailure('The recipient is not one e-mail address.')
  return address
}

function sender(from: Mailbox | undefined, configured: string | undefined): { name: string; address: string } {
  return { name: (from?.name ?? '').replace(/[\r\n]+/g, ' '), address: configured ?? from?.address ?? 'no-reply@localhost' }
}
