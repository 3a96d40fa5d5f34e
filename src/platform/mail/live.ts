import type { Settings } from '#kernel/setting.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { Logger } from '#platform/log/index.ts'
import { mailSettings } from './mail.settings.ts'
import type { Mailer } from './mailer.ts'
import { outboxMailer } from './outbox.ts'
import { smtpMailer } from './smtp.ts'

/** A mailer that follows its settings: each message leaves by what they say at that moment. */
export function liveMailer(options: { outboxDir: string; settings: Settings; log: Logger; clock: Clock }): Mailer {
  let made: { by: string; mailer: Mailer } | undefined
  return {
    send(message) {
      const { smtp, from } = mailSettings(options.settings)
      const by = JSON.stringify({ smtp, from })
      if (made?.by !== by) {
        const { log, clock } = options
        made = { by, mailer: smtp ? smtpMailer({ smtp, from, log }) : outboxMailer({ folder: options.outboxDir, from, log, clock }) }
      }
      return made.mailer.send(message)
    },
  }
}
