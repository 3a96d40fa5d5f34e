/** What of a report is news for the provider's people: a ticket, a word on one, a task or a question that waits for them. */
import type { Office } from '#responsibilities/context/index.ts'
import { inform } from '#responsibilities/notices/index.ts'
import { itemNamed, type ApplianceRow } from './appliances.store.ts'

type Ticket = { id: string; subject: string; severity: number; environment: string; clock?: { holder?: string }; thread?: { id: string; party: string; body: string }[] }
type Task = { id: string; title: string; operation: string; state: string; next?: { what: string; holders?: { party: string }[] } }
type Window = { id: string; state: string; matrix_rows: string[]; ends_at: string }

/** Compares with what was there before; called before the item is replaced. */
export async function tellNews(office: Office, appliance: ApplianceRow, item: string, content: unknown): Promise<void> {
  const [kind, id] = [item.slice(0, item.indexOf(':')), item.slice(item.indexOf(':') + 1)]
  if (kind !== 'ticket' && kind !== 'task' && kind !== 'window') return
  const before = (await itemNamed(office.db, appliance.id, item))?.content
  const found = kind === 'ticket' ? ofTicket(content as Ticket, before as Ticket | undefined) : kind === 'task' ? ofTask(content as Task, before as Task | undefined) : ofWindow(content as Window, before as Window | undefined)
  if (!found) return
  await inform(office, undefined, {
    to: { party: 'provider' }, kind: `console.${kind}`, title: `${appliance.subscriber}: ${found.title}`, text: found.text, subject: `${appliance.id}/${item}`,
    path: kind === 'ticket' ? `/appliances/${appliance.id}/tickets/${id}` : kind === 'task' ? `/appliances/${appliance.id}/tasks/${id}` : `/appliances/${appliance.id}`,
  })
}

function ofTicket(ticket: Ticket, before: Ticket | undefined): { title: string; text: string } | undefined {
  if (!before) return { title: `new ticket ${ticket.id}`, text: `Severity ${ticket.severity}, ${ticket.environment}: ${ticket.subject}` }
  const known = new Set(before.thread?.map((message) => message.id))
  const said = ticket.thread?.filter((message) => message.party === 'subscriber' && !known.has(message.id)) ?? []
  return said.length === 0 ? undefined : { title: `${ticket.id}: ${ticket.subject}`, text: said.map(({ body }) => body).join('\n\n') }
}

const waitsForUs = ({ next }: Task): string | undefined => (next?.holders?.some(({ party }) => party === 'provider') ? next.what : undefined)

function ofTask(task: Task, before: Task | undefined): { title: string; text: string } | undefined {
  const wanted = waitsForUs(task)
  if (wanted !== undefined && wanted !== (before && waitsForUs(before))) return { title: `a task waits for you to ${wanted}`, text: `${task.title} (${task.operation})` }
  const over = ['done', 'failed', 'expired', 'undone'].includes(task.state)
  return over && before !== undefined && before.state !== task.state ? { title: `${task.state}: ${task.title}`, text: `${task.title} (${task.operation}) is ${task.state}.` } : undefined
}

function ofWindow(window: Window, before: Window | undefined): { title: string; text: string } | undefined {
  if (window.state === before?.state || window.state === 'requested') return undefined
  return { title: `access window ${window.state}`, text: `For ${window.matrix_rows.join(', ')}, until ${window.ends_at}.` }
}
