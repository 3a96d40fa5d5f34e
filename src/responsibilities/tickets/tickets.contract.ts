/** Operations on support tickets. */
import { resource } from '#kernel/operation.ts'
import { Bag, Closed, Nullable, OneOf, Timestamp, Type } from '#kernel/schema.ts'
import { MessageShown } from '../consultations/index.ts'
import { changeScope, PartyShown, readScope, reasons, Shown } from '../context/index.ts'
import { CriticalIssue, Questionnaire, ticketKinds } from './questionnaire.ts'
import type { TicketFile } from './ticket-file.ts'

const severity = Type.Union([Type.Literal(1), Type.Literal(2), Type.Literal(3), Type.Literal(4)], { description: '1 urgent, 2 high, 3 normal, 4 low' })
const text = Type.String({ minLength: 1, maxLength: 20_000 })
const attachment = { id: Type.String(), ticket_id: Type.String(), name: Type.String(), type: Type.String(), sha256: Type.String(), size: Type.Integer({ description: 'bytes' }), added_by: Type.String(), added_at: Timestamp() }
const states = OneOf(['open', 'pending', 'solved', 'closed'])
const facts = {
  id: Type.String({ description: 'T-17' }), subject: Type.String(), kind: Type.String(), severity: Type.Integer({ minimum: 1, maximum: 4, description: '1 urgent, 2 high, 3 normal, 4 low' }), severity_raise: Nullable(Type.Integer()),
  environment: OneOf(['development', 'production']), state: states, plan: Type.String(), questionnaire: Closed({ ...Questionnaire.properties, critical: Type.Optional(CriticalIssue) }), system: Bag({ description: 'what was known of the appliance when the ticket was opened' }),
  opened_by: Type.String(), opened_at: Timestamp(), acknowledged_at: Timestamp(), first_answer_at: Nullable(Timestamp()), closed_by: Nullable(Type.String()), closed_at: Nullable(Timestamp()), follows: Nullable(Type.String()),
}
const clock = Closed({
  holder: Type.Optional(PartyShown), since: Type.Optional(Timestamp()), targetMinutes: Type.Number({ description: 'minutes of the plan\'s hours until the first answer' }), usedMinutes: Type.Number(), due: Type.Optional(Timestamp()), state: OneOf(['running', 'stopped', 'kept', 'missed']),
})
const ticket = Closed({ ...facts, clock, thread: Type.Array(MessageShown), attachments: Type.Array(Closed(attachment)) })
const changing = { scope: changeScope, risk: 'routine', status: 200, returns: ticket } as const

export const ticketsContract = resource({
  name: 'tickets',
  about: 'Support tickets between subscriber and provider.',
  operations: {
    list: {
      http: 'GET /tickets', summary: 'List tickets, newest first', scope: readScope, row: reasons.reading, query: Closed({ state: Type.Optional(states) }),
      returns: Closed(facts), paging: { style: 'offset', plural: 'tickets', max: 100, default: 50, wrapped: true },
    },
    get: { http: 'GET /tickets/:id', summary: 'Show a ticket with its clock and thread', scope: readScope, row: reasons.reading, returns: ticket },
    open: {
      http: 'POST /tickets', summary: 'Open a ticket', scope: changeScope, row: 'support-tickets', risk: 'routine', returns: ticket,
      body: Closed({ subject: Type.String({ minLength: 1, maxLength: 300 }), kind: OneOf(ticketKinds), severity, questionnaire: Questionnaire, critical: Type.Optional(CriticalIssue), follows: Type.Optional(Type.String({ maxLength: 40 })) }),
    },
    comment: { http: 'POST /tickets/:id/comments', summary: 'Write to the other party', row: reasons.talking, ...changing, body: Closed({ text, keep_step: Type.Optional(Type.Boolean({ description: 'true: the next step stays with whoever writes' })) }) },
    resolve: { http: 'POST /tickets/:id/resolve', summary: 'Say that it is solved', row: 'issue-resolution', ...changing, body: Closed({ resolution: text }) },
    close: { http: 'POST /tickets/:id/close', summary: 'Confirm, and close', row: 'support-tickets', ...changing },
    raiseSeverity: { http: 'POST /tickets/:id/severity', summary: 'Propose a higher severity', row: reasons.otherParty, ...changing, body: Closed({ severity, reason: text }) },
    settleSeverity: { http: 'POST /tickets/:id/severity/consent', summary: 'Consent to the higher severity, or not', row: 'support-tickets', ...changing, body: Closed({ consent: Type.Boolean() }) },
    attach: {
      http: 'POST /tickets/:id/attachments', summary: 'Attach a file', scope: changeScope, row: reasons.talking, risk: 'routine', returns: Closed(attachment),
      body: Closed({ name: Type.String({ minLength: 1, maxLength: 300 }), type: Type.String({ maxLength: 100 }), content: Type.String({ maxLength: 28_000_000, description: 'base64' }) }),
    },
    attachment: { http: 'GET /tickets/:id/attachments/:attachment', summary: 'Fetch an attachment', scope: readScope, row: reasons.talking, returns: Closed({ ...attachment, content: Type.String({ description: 'base64' }) }) },
    export: { http: 'GET /tickets/:id/file', summary: 'Write a ticket as a signed file', scope: readScope, row: reasons.talking, returns: Shown<TicketFile>({ purpose: Type.String(), signature: Type.String() }) },
    import: {
      http: 'POST /tickets/files', summary: 'Take in the provider\'s answer from a signed file', scope: changeScope, row: 'support-tickets', risk: 'routine', status: 200,
      body: Shown<TicketFile>({ purpose: Type.String(), signature: Type.String(), ticket: Type.Object({}, { additionalProperties: true }), messages: Type.Array(Type.Object({}, { additionalProperties: true })), attachments: Type.Array(Type.Object({}, { additionalProperties: true })) }),
      returns: Closed({ messages: Type.Integer(), attachments: Type.Integer() }),
    },
  },
})
