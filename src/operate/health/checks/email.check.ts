import { check } from '#kernel/check.ts'
import { mailSettings, probeSmtp } from '#platform/mail/index.ts'
import type { Surroundings } from '../surroundings.ts'

export const emailCheck = check<Surroundings>({
  id: 'email', title: 'E-mail', about: 'The mail server lets the appliance in with its present settings.', severity: 'normal',
  remedy: 'Check host, port, security and credentials of the mail server in the settings mail.*.',
  async look({ settings }) {
    const { smtp } = mailSettings(settings)
    if (!smtp) return { well: true, sentence: 'No mail server is set; messages are written to the outbox folder.' }
    await probeSmtp(smtp)
    return { well: true, sentence: `The mail server ${smtp.host}:${smtp.port} let us in.` }
  },
})
