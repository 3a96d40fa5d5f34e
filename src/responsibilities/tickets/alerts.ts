/** From monitoring to support: an alert that opens a ticket by itself, where the subscriber wants that. */
import { OneOf } from '#kernel/schema.ts'
import { setting } from '#kernel/setting.ts'
import type { Severity } from '#kernel/check.ts'
import { environmentOf, type Office, type OperatorCaller } from '../context/index.ts'
import { openTicket } from './tickets.ts'
import { ticketRows, type TicketRow } from './tickets.store.ts'

export const ticketOnAlert = setting({
  scope: 'appliance', takesEffect: 'at once', id: 'support.ticket-on-alert', title: 'Tickets from alerts',
  about: 'Which alerts open a support ticket by themselves: none, urgent ones, those from high on, or all. One check has one open ticket at a time.',
  schema: OneOf(['none', 'urgent', 'high', 'all']), default: 'none',
})

export type RaisedAlert = { id: string; check: string; title: string; severity: Severity; sentence: string; remedy: string; node: string; opened_at: string }

const ranks = { urgent: ['urgent'], high: ['urgent', 'high'], all: ['urgent', 'high', 'normal'], none: [] } as const satisfies Record<string, readonly Severity[]>
/** Monitoring speaks for the subscriber, who monitors. */
const monitoring: OperatorCaller = { party: 'subscriber', roles: [], local: 'monitoring' }

/** Undefined: not wanted, or there is a ticket about this check already. */
export async function ticketOfAlert(office: Office, alert: RaisedAlert, system: Record<string, unknown> = {}): Promise<TicketRow | undefined> {
  if (!(ranks[office.settings.get(ticketOnAlert)] as readonly Severity[]).includes(alert.severity)) return undefined
  const subject = `Alert: ${alert.title}`
  const living = await ticketRows(office.db, undefined, 0, 200)
  if (living.some((ticket) => ticket.subject === subject && ticket.state !== 'closed' && ticket.opened_by === 'local:monitoring')) return undefined
  return openTicket(office, monitoring, {
    subject, kind: 'incident', severity: alert.severity === 'urgent' && environmentOf(office) === 'production' ? 2 : 3,
    questionnaire: { description: `${alert.sentence}\n\nRemedy: ${alert.remedy}`, first_noticed: alert.opened_at, failed_at: `check "${alert.check}" on ${alert.node}` },
  }, { ...system, alert: alert.id })
}
