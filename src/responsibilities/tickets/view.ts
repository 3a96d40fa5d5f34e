import { pageOf, type Page, type PageRequest } from '#kernel/operation.ts'
import type { Party } from '#kernel/mandate.ts'
import { threadOf, type Message } from '../consultations/index.ts'
import { environmentOf, type Office } from '../context/index.ts'
import type { Measures } from '../gate/index.ts'
import { countedMinutes, dueAt, supportZone, targetOf } from './targets.ts'
import { needTicket } from './tickets.ts'
import { attachmentRows, stepRows, ticketRows, type AttachmentRow, type StepRow, type TicketRow, type TicketState } from './tickets.store.ts'

export type TicketClock = {
  /** Who holds the next step; undefined for a closed ticket. */
  holder: Party | undefined
  since: Date | undefined
  /** Minutes of the plan's hours: promised for the first answer, and used by the provider until then. */
  targetMinutes: number
  usedMinutes: number
  /** Until when the first answer is due, while the provider owes it. */
  due: Date | undefined
  state: 'running' | 'stopped' | 'kept' | 'missed'
}
export type TicketView = TicketRow & { clock: TicketClock; thread: Message[]; attachments: AttachmentRow[] }

export function clockOf(office: Office, ticket: TicketRow, steps: readonly StepRow[]): TicketClock {
  const { minutes, hours } = targetOf(ticket.plan, ticket.severity)
  const zone = office.settings.get(supportZone)
  const now = office.clock.now()
  const end = ticket.first_answer_at ?? ticket.closed_at ?? now
  const usedMinutes = steps
    .filter(({ holder, from_at }) => holder === 'provider' && from_at < end)
    .reduce((sum, { from_at, until_at }) => sum + countedMinutes(hours, zone, from_at, until_at === null || until_at > end ? end : until_at), 0)
  const current = steps.find(({ until_at }) => until_at === null)
  const owed = ticket.first_answer_at === null && ticket.state !== 'closed'
  const running = owed && current?.holder === 'provider'
  return {
    holder: current?.holder, since: current?.from_at, targetMinutes: minutes, usedMinutes: Math.round(usedMinutes * 10) / 10,
    due: running ? dueAt(hours, zone, now, Math.max(0, minutes - usedMinutes)) : undefined,
    state: usedMinutes > minutes ? 'missed' : !owed ? 'kept' : running ? 'running' : 'stopped',
  }
}

export async function viewTicket(office: Office, id: string): Promise<TicketView> {
  const ticket = await needTicket(office, id)
  const steps = await stepRows(office.db, id)
  return { ...ticket, clock: clockOf(office, ticket, steps), thread: await threadOf(office, `ticket:${id}`), attachments: await attachmentRows(office.db, id) }
}

/** Newest first. */
export async function listTickets({ db }: Pick<Office, 'db'>, page: PageRequest, state?: TicketState): Promise<Page<TicketRow>> {
  return pageOf(await ticketRows(db, state, page.offset, page.limit))
}

/** What the gates of the matrix learn from a ticket that is to be opened. */
export const ticketMeasures: Measures = {
  'urgent-only-production': async (office, { input }) => {
    const severity = (input as { body?: { severity?: unknown } } | undefined)?.body?.severity
    const met = severity !== 1 || environmentOf(office) === 'production'
    return { met, sentence: met ? 'The severity fits the environment.' : `This appliance is ${environmentOf(office)}.` }
  },
}
