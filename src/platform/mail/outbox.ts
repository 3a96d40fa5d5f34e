import { randomUUID } from 'node:crypto'
import { link, mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '#platform/clock/index.ts'
import type { Logger } from '#platform/log/index.ts'
import type { Mailer } from './mailer.ts'
import { composable, MailFailure } from './message.ts'

/**
 * Writes `<folder>/<time>-<to>.eml`, mode 0600. A file is whole or absent: it is written under another name and linked into place.
 * The log line names the file and not the link in it: whoever may read the log need not be allowed to reset passwords.
 */
export function outboxMailer(options: { folder: string; from: string | undefined; log: Logger; clock: Clock }): Mailer {
  return {
    async send(message) {
      const { createTransport } = await import('nodemailer')
      const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' })
      const composed = await composer.sendMail({ ...composable(message, options.from), date: options.clock.now() })
      const time = options.clock.now().toISOString().replaceAll(':', '').replaceAll('-', '')
      const name = `${time}-${message.to.replace(/[^A-Za-z0-9@._+-]/g, '_').slice(0, 120)}`
      const draft = join(options.folder, `.${randomUUID()}.draft`)
      try {
        await mkdir(options.folder, { recursive: true, mode: 0o700 })
        const file = await open(draft, 'wx', 0o600)
        await file.writeFile(composed.message as Buffer)
        await file.sync()
        await file.close()
        const placed = await place(draft, options.folder, name)
        options.log.info('No SMTP server is configured, so a message was put into the outbox.', { file: placed, to: message.to, subject: message.subject })
      } catch (error) {
        throw new MailFailure('The message could not be written to the outbox.', error)
      } finally {
        await rm(draft, { force: true })
      }
    },
  }
}

/** Links the draft under the first free name: two messages of one millisecond to one address are two files. */
async function place(draft: string, folder: string, name: string): Promise<string> {
  for (let copy = 1; ; copy += 1) {
    const path = join(folder, copy === 1 ? `${name}.eml` : `${name}-${copy}.eml`)
    try {
      await link(draft, path)
      return path
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || copy > 1000) throw error
    }
  }
}
