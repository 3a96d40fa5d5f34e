/**
 * The mail server as operators see it: whether it takes a message, tried with a real one. Owns nothing; sending is `platform/mail`.
 */
import { implement, resource, type Handlers } from '#kernel/operation.ts'
import { Problem } from '#kernel/problem.ts'
import { Closed, Nullable, OneOf, Timestamp, Type } from '#kernel/schema.ts'
import { delayed, letter, MailFailure, mailSettings } from '#platform/mail/index.ts'
import type { OperateContext } from '../context/index.ts'

const Delayed = Type.Object({
  id: Type.Integer(), tenant: Nullable(Type.String({ description: 'Null: a message of the appliance itself.' })), purpose: Type.String({ description: 'The name of the template.' }),
  domain: Type.String({ description: 'Where the mailbox is; whose it is, the tenant knows.' }), state: OneOf(['waiting', 'delivered', 'given_up']), attempts: Type.Integer(), last_error: Type.String(),
  created_at: Timestamp(), next_at: Timestamp(), until: Timestamp(), ended_at: Nullable(Timestamp()),
})

export const mailContract = resource({
  name: 'mail',
  about: 'The mail server of the appliance.',
  operations: {
    test: {
      http: 'POST /mail/test', summary: 'Send a test message with the present settings', scope: 'update:settings', status: 200, row: 'configure', risk: 'routine',
      body: Closed({ to: Type.String({ pattern: '^[^@\\s<>,]+@[^@\\s<>,]+$', maxLength: 254 }) }),
      returns: Type.Object({ sentence: Type.String() }),
    },
    delayed: {
      http: 'GET /mail/delayed', summary: 'List messages that the mail server did not take at once: those that wait first', scope: 'read:settings',
      returns: Delayed, paging: { style: 'offset', plural: 'messages', max: 100, default: 50 },
    },
  },
})

const handlers: Handlers<typeof mailContract, OperateContext> = {
  async delayed({ page }, { db }) {
    const rows = await delayed.delayedMails(db, page.offset, page.limit)
    const items = rows.map((row) => ({ ...row, created_at: row.created_at.toISOString(), next_at: row.next_at.toISOString(), until: row.until.toISOString(), ended_at: row.ended_at?.toISOString() ?? null }))
    return { items, total: await delayed.countDelayed(db) }
  },
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
