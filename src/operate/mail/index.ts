/**
 * The mail server as operators see it: whether it takes a message, tried with a real one. Owns nothing; sending is `platform/mail`.
 */
import { implement, resource, type Handlers } from '#kernel/operation.ts'
import { Problem } from '#kernel/problem.ts'
import { Closed, Type } from '#kernel/schema.ts'
import { letter, MailFailure, mailSettings } from '#platform/mail/index.ts'
import type { OperateContext } from '../context/index.ts'

export const mailContract = resource({
  name: 'mail',
  about: 'The mail server of the appliance.',
  operations: {
    test: {
      http: 'POST /mail/test', summary: 'Send a test message with the present settings', scope: 'update:settings', status: 200, row: 'configure', risk: 'routine',
      body: Closed({ to: Type.String({ pattern: '^[^@\\s<>,]+@[^@\\s<>,]+$', maxLength: 254 }) }),
      returns: Type.Object({ sentence: Type.String() }),
    },
  },
})

const handlers: Handlers<typeof mailContract, OperateContext> = {
  async test({ body }, ctx) {
    const { smtp } = mailSettings(ctx.settings)
    try {
      await ctx.mailer.send({
        to: body.to,
        ...letter({
          subject: 'Test message', heading: 'Test message', paragraphs: ['The mail server of this appliance is set up: this message came through it.'],
          small: 'Sent because somebody asked for a test.',
        }, {}, { sender: 'Bailiwick', locale: 'en' }),
      })
    } catch (error) {
      if (error instanceof MailFailure) throw new Problem(409, 'mail_refused', error.message)
      throw error
    }
    return { sentence: smtp ? `${smtp.host}:${smtp.port} took the message for ${body.to}.` : 'No mail server is set; the message was written to the outbox folder.' }
  },
}

export const mail = implement<OperateContext, typeof mailContract>(mailContract, handlers)

export { mailServerAnswers } from './measure.ts'
