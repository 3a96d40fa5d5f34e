/** Support tickets between subscriber and provider. */
import { Select } from '@mantine/core'
import { Link } from 'react-router'
import { useAppliance, useRead } from '../../api/hooks.ts'
import { listed, pageOf } from '../../api/listed.ts'
import { DataTable, type Column } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { useListState } from '../../lists/list-state.ts'
import { Moment } from '../../lists/moment.tsx'
import { Status } from '../../lists/status.tsx'
import { pathTo } from '../../paths.ts'
import { Page } from '../../shell/page.tsx'
import { OpenTicket } from './open.tsx'
import { TakeInAnswer } from './take-in.tsx'
import type { RowOf } from '../../api/listed.ts'
import type { ApplianceAnswered } from '../../api/session.ts'
import { severityTone, severityWord, stateTones } from './ticket.types.ts'

type TicketLine = RowOf<ApplianceAnswered<'tickets.list'>, 'tickets'>

const columns: readonly Column<TicketLine>[] = [
  { title: 'Ticket', cell: ({ id }) => <Link className="row-link" to={pathTo('ticket', { id })}>{id}</Link>, width: 90 },
  { title: 'Subject', least: 170, cell: ({ subject }) => subject },
  { title: 'Severity', cell: ({ severity }) => <Status tone={severityTone(severity)}>{severityWord(severity)}</Status> },
  { title: 'State', cell: ({ state }) => <Status tone={stateTones[state]}>{state}</Status> },
  { title: 'Environment', cell: ({ environment }) => environment, from: 'sm' },
  { title: 'Opened', cell: ({ opened_at: at }) => <Moment at={at} /> },
]

export default function Tickets() {
  const api = useAppliance()
  const state = useListState<'state'>()
  const chosen = state.get('state') as TicketLine['state'] | ''
  const query = useRead(['tickets', chosen, state.page], () => listed(api.GET('/api/appliance/v1/tickets', { params: { query: { ...pageOf(state.page), ...(chosen ? { state: chosen } : {}) } } }), 'tickets'))
  return (
    <Page wide title="Support tickets" about="A clock runs against whoever holds the next step. Only the subscriber closes a ticket." actions={<><TakeInAnswer /><OpenTicket /></>}>
      <Select label="State" mb="md" w={200} clearable placeholder="all" value={chosen || null} onChange={(next) => state.set({ state: next ?? '' })} data={Object.keys(stateTones)} />
      <DataTable label="Support tickets" query={query} columns={columns} rowKey={({ id }) => id} page={state.page} pageSize={25} onPage={state.setPage} empty={<Empty title="No tickets">Open one when something does not do what is documented, or when you want to know something.</Empty>} />
    </Page>
  )
}
