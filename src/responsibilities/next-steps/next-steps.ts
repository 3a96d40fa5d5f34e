import type { Party } from '#kernel/mandate.ts'
import type { Page, PageRequest } from '#kernel/operation.ts'
import { listWindows, openReviews } from '../access-windows/index.ts'
import { checklistTitles, listChecklists } from '../checklists/index.ts'
import type { Office } from '../context/index.ts'
import { viewHandover } from '../engagement/index.ts'
import { listTasks, nextStep } from '../tasks/index.ts'
import { listTickets, viewTicket } from '../tickets/index.ts'

export type WaitingFor = {
  /** `task:…`, `ticket:…`, `window:…`, `checklist:…`, `handover` */
  subject: string
  title: string
  what: 'answer' | 'sign off' | 'run' | 'decide' | 'review' | 'accept' | 'complete' | 'sign' | 'confirm'
  /** Empty: nobody holds it yet, and the parties must agree. */
  parties: Party[]
  since: Date
  until: Date | undefined
}

const part = 200

/** To the last: whoever waits longest stands first, and would be the one that a bound leaves out. */
async function whole<T>(load: (page: PageRequest) => Promise<Page<T>>): Promise<T[]> {
  const found: T[] = []
  for (;;) {
    const { items } = await load({ offset: found.length, limit: part, includeTotals: false })
    found.push(...items)
    if (items.length < part) return found
  }
}

/** The longest wait first. */
export async function nextSteps(office: Office): Promise<WaitingFor[]> {
  const found: WaitingFor[] = []
  for (const task of await whole((page) => listTasks(office, page, ['proposed', 'consulted', 'approved']))) {
    const next = await nextStep(office, task)
    if (next) found.push({ subject: `task:${task.id}`, title: task.title, what: next.what, parties: [...new Set(next.holders.map(({ party }) => party))], since: next.since, until: next.until })
  }
  for (const state of ['open', 'pending', 'solved'] as const) {
    for (const { id, subject } of await whole((page) => listTickets(office, page, state))) {
      const { clock } = await viewTicket(office, id)
      if (clock.holder && clock.since) found.push({ subject: `ticket:${id}`, title: subject, what: state === 'solved' ? 'confirm' : 'answer', parties: [clock.holder], since: clock.since, until: clock.due })
    }
  }
  for (const window of await whole((page) => listWindows(office, page, 'requested'))) {
    found.push({ subject: `window:${window.id}`, title: window.reason, what: 'decide', parties: ['subscriber'], since: window.requested_at, until: window.ends_at })
  }
  for (const window of await openReviews(office)) found.push({ subject: `window:${window.id}`, title: window.reason, what: 'review', parties: ['subscriber'], since: window.opened_at!, until: undefined })
  for (const checklist of await listChecklists(office)) {
    if (checklist.state === 'accepted') continue
    const submitted = checklist.state === 'submitted'
    found.push({ subject: `checklist:${checklist.id}`, title: checklistTitles[checklist.kind], what: submitted ? 'accept' : 'complete', parties: [submitted ? 'provider' : 'subscriber'], since: (submitted ? checklist.submitted_at : checklist.settled_at) ?? checklist.created_at, until: undefined })
  }
  const { scheduled, missing } = await viewHandover(office)
  if (scheduled && missing.length === 0 && !(scheduled.provider_signed_at && scheduled.subscriber_signed_at)) {
    const parties: Party[] = [...(scheduled.provider_signed_at ? [] : ['provider' as const]), ...(scheduled.subscriber_signed_at ? [] : ['subscriber' as const])]
    found.push({ subject: 'handover', title: 'Handover of operations', what: 'sign', parties, since: scheduled.scheduled_at, until: undefined })
  }
  return found.sort((a, b) => a.since.getTime() - b.since.getTime())
}
