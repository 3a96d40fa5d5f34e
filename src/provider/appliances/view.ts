import { Problem } from '#kernel/problem.ts'
import type { Console } from '../context/index.ts'
import { allAppliances, applianceById, itemNamed, itemRows, recentInstructions, type ApplianceRow, type InstructionRow, type ItemRow } from './appliances.store.ts'
import { ApplianceNotFound } from './connect.ts'

type Build = { build?: string; environment?: string; host?: string }
type Ticket = { state: string; clock?: { holder?: string; due?: string | null; state?: string } }
type Task = { state: string; next?: { holders?: { party: string }[] } }

export type ApplianceLine = ApplianceRow & {
  build: string | undefined
  environment: string | undefined
  host: string | undefined
  /** undefined: not reported. */
  well: boolean | undefined
  openTickets: number
  /** Tickets and tasks whose next step is the provider's. */
  waiting: number
  /** When the next answer is due. */
  due: string | undefined
}
export type ApplianceView = ApplianceLine & { items: Record<string, ItemRow[]>; instructions: InstructionRow[] }

export async function listAppliances(console: Console): Promise<ApplianceLine[]> {
  const rows = await allAppliances(console.office.db)
  return Promise.all(rows.map(async (row) => lineOf(row, await itemRows(console.office.db, row.id))))
}

export async function viewAppliance({ office }: Console, id: string): Promise<ApplianceView> {
  const row = await applianceById(office.db, id)
  if (!row || row.state === 'removed') throw ApplianceNotFound()
  const items = await itemRows(office.db, id)
  const kinds = Object.groupBy(items, ({ item }) => item.slice(0, item.indexOf(':'))) as Record<string, ItemRow[]>
  return { ...lineOf(row, items), items: kinds, instructions: await recentInstructions(office.db, id) }
}

export async function needItem({ office }: Console, appliance: string, item: string): Promise<ItemRow> {
  const found = await itemNamed(office.db, appliance, item)
  if (!found) throw new Problem(404, 'item_not_found', `The appliance has reported no ${item.replace(':', ' ')}.`)
  return found
}

const ours = (holders: { party: string }[] | undefined): boolean => holders?.some(({ party }) => party === 'provider') ?? false

function lineOf(row: ApplianceRow, items: readonly ItemRow[]): ApplianceLine {
  const of = <T>(kind: string) => items.filter(({ item }) => item.startsWith(`${kind}:`)).map(({ content }) => content as T)
  const [build] = of<Build>('build')
  const health = of<{ well?: boolean }>('health')
  const tickets = of<Ticket>('ticket').filter(({ state }) => state !== 'closed')
  const owed = tickets.filter(({ clock }) => clock?.holder === 'provider')
  const due = owed.flatMap(({ clock }) => (clock?.due ? [clock.due] : [])).sort()[0]
  return {
    ...row, build: build?.build, environment: build?.environment, host: build?.host, well: health.length === 0 ? undefined : health.every(({ well }) => well), openTickets: tickets.length,
    waiting: owed.length + of<Task>('task').filter(({ next }) => ours(next?.holders)).length, due,
  }
}
