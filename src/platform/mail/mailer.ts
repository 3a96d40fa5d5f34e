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
