import { otherParty, type Party } from '#kernel/mandate.ts'
import { Problem } from '#kernel/problem.ts'
import { say, type Message } from '../consultations/index.ts'
import { environmentOf, isSingle, nameOf, whoIs, within, type Office, type OperatorCaller } from '../context/index.ts'
import { appendEntry } from '../journal/index.ts'
import { inform } from '../notices/index.ts'
import { critical, severities, type CriticalIssue, type Questionnaire } from './questionnaire.ts'
import { supportPlan, targetOf } from './targets.ts'
import { beginStep, endStep, insertTicket, nextNumber, ticketById, updateTicket, type TicketRow } from './tickets.store.ts'

export type TicketInput = {
  subject: string
  kind: string
  severity: 1 | 2 | 3 | 4
  questionnaire: Questionnaire
  critical?: CriticalIssue | undefined
  /** A closed ticket that this one follows. */
  follows?: string | undefined
}

/** `system`: build and state of the nodes, as the appliance knows them. The acknowledgement, with the number, is mailed at once. */
export async function openTicket(office: Office, caller: OperatorCaller, input: TicketInput, system: Record<string, unknown> = {}): Promise<TicketRow> {
  const environment = environmentOf(office)
  if (input.severity === 1) critical(environment, input.questionnaire, input.critical)
  return within(office, async (inner) => {
    if (input.follows !== undefined) {
      const before = await needTicket(inner, input.follows)
      if (before.state !== 'closed') throw new Problem(409, 'ticket_not_closed', `${before.id} is still ${before.state}; write to it instead of following it.`)
    }
    const now = office.clock.now()
    const ticket = await insertTicket(inner.db, {
      id: `T-${await nextNumber(inner.db)}`, subject: input.subject, kind: input.kind, severity: input.severity, severity_raise: null, environment, state: 'open', plan: office.settings.get(supportPlan),
      questionnaire: { ...input.questionnaire, ...(input.critical ? { critical: input.critical } : {}) }, system: { build: office.appliance.build, ...system },
      opened_by: whoIs(caller), opened_at: now, acknowledged_at: now, first_answer_at: null, closed_by: null, closed_at: null, follows: input.follows ?? null,
    })
    await beginStep(inner.db, ticket.id, 'provider', now)
    await record(inner, caller, ticket, 'opened', { severity: ticket.severity, environment, follows: input.follows })
    const { minutes } = targetOf(ticket.plan, ticket.severity)
    const text = `${ticket.id}: ${ticket.subject}\n${severities[input.severity]} (${environment}). An answer is promised within ${minutes >= 120 ? `${minutes / 60} hours` : `${minutes} minutes`} of the plan's hours.`
    await tell(inner, undefined, ticket, 'subscriber', 'acknowledged', `Your ticket ${ticket.id} has arrived`, text)
    await tell(inner, caller, ticket, 'provider', 'opened', `New ticket ${ticket.id}`, text)
    return ticket
  })
}

/** Whoever writes gives the step to the other party, unless they say that they keep it. */
export async function commentTicket(office: Office, caller: OperatorCaller, id: string, text: string, keepsStep = false): Promise<Message> {
  return within(office, async (inner) => {
    const ticket = await needLiving(inner, id)
    const message = await say(inner, caller, `ticket:${id}`, text)
    const answered = caller.party === 'provider' && ticket.first_answer_at === null ? office.clock.now() : ticket.first_answer_at
    const holder = keepsStep ? caller.party : otherParty(caller.party)
    await turn(inner, { ...ticket, first_answer_at: answered, state: holder === 'provider' ? 'open' : 'pending' }, holder)
    await tell(inner, caller, ticket, otherParty(caller.party), 'commented', `${ticket.id}: ${ticket.subject}`, text)
    return message
  })
}

/** The provider says that it is solved; or whoever opened it. Only the subscriber closes. */
export async function resolveTicket(office: Office, caller: OperatorCaller, id: string, resolution: string): Promise<TicketRow> {
  return within(office, async (inner) => {
    const ticket = await needLiving(inner, id)
    await say(inner, caller, `ticket:${id}`, resolution)
    const solved = await turn(inner, { ...ticket, state: 'solved', first_answer_at: ticket.first_answer_at ?? office.clock.now() }, 'subscriber')
    await record(inner, caller, solved, 'solved')
    await tell(inner, caller, ticket, 'subscriber', 'solved', `${ticket.id}: please confirm`, `${nameOf(office, caller.party)} says that this is solved: ${resolution}\nIt is closed when you confirm.`)
    return solved
  })
}

export async function closeTicket(office: Office, caller: OperatorCaller, id: string): Promise<TicketRow> {
  if (!isSingle(office) && caller.party !== 'subscriber') throw new Problem(403, 'wrong_party', `A ticket is closed only when ${nameOf(office, 'subscriber')} confirms; say that it is solved and wait.`)
  return within(office, async (inner) => {
    const ticket = await needLiving(inner, id)
    await endStep(inner.db, id, office.clock.now())
    const closed = await updateTicket(inner.db, { ...ticket, state: 'closed', severity_raise: null, closed_by: whoIs(caller), closed_at: office.clock.now() })
    await record(inner, caller, closed, 'closed')
    await tell(inner, caller, ticket, 'provider', 'closed', `${ticket.id} is closed`, 'The subscriber has confirmed.')
    return closed
  })
}

/** The one way in which a severity changes: proposed by the provider, upwards, and consented to by the subscriber. */
export async function raiseSeverity(office: Office, caller: OperatorCaller, id: string, severity: 1 | 2 | 3 | 4, reason: string): Promise<TicketRow> {
  if (!isSingle(office) && caller.party !== 'provider') throw new Problem(403, 'severity_fixed', 'The severity is fixed at creation. If it has become worse, open a new ticket that says so, or ask the provider to raise this one.')
  return within(office, async (inner) => {
    const ticket = await needLiving(inner, id)
    if (severity >= ticket.severity) throw new Problem(409, 'severity_not_higher', `This ticket has severity ${ticket.severity} already; it can only be raised.`)
    if (severity === 1 && ticket.environment !== 'production') throw new Problem(409, 'urgent_only_production', 'Urgent is said only of production.')
    const raised = await updateTicket(inner.db, { ...ticket, severity_raise: severity })
    await record(inner, caller, raised, 'severity-proposed', { from: ticket.severity, to: severity, reason })
    await tell(inner, caller, ticket, 'subscriber', 'severity-proposed', `${ticket.id}: your consent`, `The provider wants to raise the severity from ${ticket.severity} to ${severity}: ${reason}`)
    return raised
  })
}

export async function consentToSeverity(office: Office, caller: OperatorCaller, id: string, consent: boolean): Promise<TicketRow> {
  if (!isSingle(office) && caller.party !== 'subscriber') throw new Problem(403, 'wrong_party', 'The subscriber consents to another severity.')
  return within(office, async (inner) => {
    const ticket = await needLiving(inner, id)
    if (ticket.severity_raise === null) throw new Problem(409, 'no_severity_proposed', 'Nobody has proposed another severity.')
    const settled = await updateTicket(inner.db, { ...ticket, severity: consent ? ticket.severity_raise : ticket.severity, severity_raise: null })
    await record(inner, caller, settled, consent ? 'severity-raised' : 'severity-kept', { severity: settled.severity })
    await tell(inner, caller, ticket, 'provider', 'severity-settled', `${ticket.id}: severity ${settled.severity}`, consent ? 'The subscriber has consented.' : 'The subscriber has not consented.')
    return settled
  })
}

export async function needTicket({ db }: Pick<Office, 'db'>, id: string, lock = false): Promise<TicketRow> {
  const ticket = await ticketById(db, id, lock)
  if (!ticket) throw new Problem(404, 'ticket_not_found', 'There is no such ticket.')
  return ticket
}

async function needLiving(office: Office, id: string): Promise<TicketRow> {
  const ticket = await needTicket(office, id, true)
  if (ticket.state === 'closed') throw new Problem(409, 'ticket_closed', `${id} is closed and is not opened again; open a new ticket that follows it.`)
  return ticket
}

/** Gives the step to a party; the other party's clock stands still from now on. */
export async function turn(office: Office, ticket: TicketRow, holder: Party): Promise<TicketRow> {
  const now = office.clock.now()
  await endStep(office.db, ticket.id, now)
  await beginStep(office.db, ticket.id, holder, now)
  return updateTicket(office.db, ticket)
}

export const record = (office: Office, caller: OperatorCaller, ticket: TicketRow, what: string, data: Record<string, unknown> = {}): Promise<number> =>
  appendEntry(office, { kind: `ticket.${what}`, actor: whoIs(caller), subject: `ticket:${ticket.id}`, data })

const tell = (office: Office, by: OperatorCaller | undefined, ticket: TicketRow, to: Party, what: string, title: string, text: string): Promise<string> =>
  inform(office, by, { to: { party: to }, kind: `ticket.${what}`, title, text, path: `/tickets/${ticket.id}`, subject: `ticket:${ticket.id}`, row: 'support-tickets' })
