/** What is reported, kind by kind: each behind a consent of its own. */
import type { Page, PageRequest } from '#kernel/operation.ts'
import { listWindows } from '../access-windows/index.ts'
import { listChecklists, viewChecklist } from '../checklists/index.ts'
import { environmentOf, isSingle, nameOf, type Office } from '../context/index.ts'
import { attestationsOf } from '../environments/index.ts'
import { noticesTo } from '../notices/index.ts'
import { fingerprint } from '../seals/index.ts'
import { findTask, listTasks, presentTask } from '../tasks/index.ts'
import { attachmentOf, listTickets, viewTicket } from '../tickets/index.ts'

export const consentKinds = {
  build: 'Build, environment and names of the appliance',
  health: 'The last health sample of each node',
  tasks: 'Tasks with plan, gates, answers and thread',
  windows: 'Access windows',
  tickets: 'Support tickets with their threads',
  attachments: 'Files attached to tickets',
  attestations: 'Attestations of development and production',
  checklists: 'Checklists with their answers',
  notices: 'What the provider is told by the matrix',
} as const
export type ConsentKind = keyof typeof consentKinds

/** `version` stands for the content: when it changes, the item is sent again. Without `load` it is the content. */
export type Item = { item: string; version: unknown; load?: () => Promise<unknown> }
/** From elsewhere: whoever looks at the nodes. */
export type ReportSource = (office: Office) => Promise<Item[]>

const day = 86_400_000
const pageSize = 200

/** What fits of a list that begins with the newest, up to a page on which nothing does. */
async function fitting<T>(list: (page: PageRequest) => Promise<Page<T>>, fits: (item: T) => boolean): Promise<T[]> {
  const found: T[] = []
  for (let offset = 0; ; offset += pageSize) {
    const { items } = await list({ offset, limit: pageSize, includeTotals: false })
    const chosen = items.filter(fits)
    found.push(...chosen)
    if (items.length < pageSize || chosen.length === 0) return found
  }
}
const any = () => true

/** States in which something is still to be done, however long ago it began, and those in which it is over. */
const [unfinishedTasks, finishedTasks] = [['proposed', 'consulted', 'approved', 'running'], ['done', 'failed', 'undone', 'expired']] as const

export function sourcesWith(more: Partial<Record<ConsentKind, ReportSource>>): Record<ConsentKind, ReportSource> {
  return {
    build: async (office) => [{ item: 'build:appliance', version: { build: office.appliance.build, environment: environmentOf(office), host: new URL(office.appliance.manageOrigin).host, parties: isSingle(office) ? 'single' : 'two', provider: nameOf(office, 'provider'), subscriber: nameOf(office, 'subscriber') } }],
    health: async () => [],
    async tasks(office) {
      const recent = [
        ...(await fitting((page) => listTasks(office, page, unfinishedTasks), any)),
        ...(await fitting((page) => listTasks(office, page, finishedTasks), ({ state_since }) => isRecent(office, state_since, 14))),
      ]
      return Promise.all(recent.map(async ({ id }) => ({ item: `task:${id}`, version: await presentTask(office, await findTask(office, id)) })))
    },
    async windows(office) {
      const [open, requested, over] = await Promise.all([
        fitting((page) => listWindows(office, page, 'open'), any),
        fitting((page) => listWindows(office, page, 'requested'), any),
        fitting((page) => listWindows(office, page), ({ state, ends_at }) => state !== 'open' && state !== 'requested' && isRecent(office, ends_at, 14)),
      ])
      return [...open, ...requested, ...over].map((window) => ({ item: `window:${window.id}`, version: window }))
    },
    async tickets(office) {
      const tickets = await liveTickets(office)
      return Promise.all(tickets.map(async ({ id }) => {
        // Minutes that have passed change all the time; when the answer is due does not.
        const { clock: { usedMinutes: _used, due, ...clock }, ...ticket } = await viewTicket(office, id)
        return { item: `ticket:${id}`, version: { ...ticket, clock: { ...clock, due: due && new Date(Math.round(due.getTime() / 60_000) * 60_000) } } }
      }))
    },
    async attachments(office) {
      const tickets = await Promise.all((await liveTickets(office)).map(({ id }) => viewTicket(office, id)))
      return tickets.flatMap(({ id, attachments }) => attachments.map((attachment): Item => ({
        item: `attachment:${attachment.id}`, version: attachment,
        load: async () => ({ ...attachment, content: (await attachmentOf(office, id, attachment.id)).content.toString('base64') }),
      })))
    },
    attestations: async (office) => (await attestationsOf(office)).map(({ packet: _packet, ...attestation }) => ({ item: `attestation:${attestation.id}`, version: attestation })),
    checklists: async (office) => Promise.all((await listChecklists(office)).map(async ({ id }) => ({ item: `checklist:${id}`, version: await viewChecklist(office, id) }))),
    notices: async (office) => (await noticesTo(office, 'provider', new Date(office.clock.now().getTime() - 30 * day))).map((notice) => ({ item: `notice:${notice.id}`, version: notice })),
    ...more,
  }
}

const isRecent = ({ clock }: Office, at: Date, days: number): boolean => clock.now().getTime() - at.getTime() < days * day

/** Not closed, or closed within the month. */
async function liveTickets(office: Office) {
  const states = await Promise.all((['open', 'pending', 'solved'] as const).map((state) => fitting((page) => listTickets(office, page, state), any)))
  return [...states.flat(), ...(await fitting((page) => listTickets(office, page, 'closed'), ({ closed_at }) => closed_at !== null && isRecent(office, closed_at, 30)))]
}

/** One text for all that the console has confirmed: both sides compare it before anything is added. */
export const holdingOf = (items: readonly { item: string; fingerprint: string }[]): string =>
  fingerprint(items.map(({ item, fingerprint: print }) => `${item} ${print}`).sort().join('\n'))
