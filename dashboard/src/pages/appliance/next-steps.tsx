/** Who holds what: everything that waits for somebody, the longest wait first, with its clock. */
import { Text } from '@mantine/core'
import { Link } from 'react-router'
import { reading, useAppliance, useReading } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'
import type { ApplianceAnswered, ApplianceApi } from '../../api/session.ts'
import { DataTable, type Column } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { Moment } from '../../lists/moment.tsx'
import { Status } from '../../lists/status.tsx'
import { pathTo } from '../../paths.ts'

type WaitingFor = ApplianceAnswered<'next-steps.list'>[number]

/** Where a subject such as `task:t_1` is shown. */
export function addressOfSubject(subject: string): string | undefined {
  const [kind, id = ''] = subject.split(/:(.*)/s)
  if (kind === 'task') return pathTo('task', { id })
  if (kind === 'ticket') return pathTo('ticket', { id })
  if (kind === 'window') return pathTo('accessWindows')
  if (kind === 'checklist') return pathTo('checklist', { id })
  return kind === 'handover' ? pathTo('handover') : undefined
}

const columns: readonly Column<WaitingFor>[] = [
  { title: 'What', least: 190, cell: ({ subject, title }) => {
    const to = addressOfSubject(subject)
    return to ? <Link className="row-link" to={to}>{title}</Link> : title
  } },
  { title: 'Next step', cell: ({ what }) => <Status tone="watch">{what}</Status> },
  { title: 'With', cell: ({ parties }) => (parties.length === 0 ? <Text size="sm" c="dimmed">nobody yet: the parties must agree</Text> : parties.join(' and ')) },
  { title: 'Since', cell: ({ since }) => <Moment at={since} /> },
  { title: 'Until', cell: ({ until }) => <Moment at={until} never="no date" /> },
]

export const nextStepsNow = (api: ApplianceApi) => reading(['next-steps'], async () => ({ rows: await read(api.GET('/api/appliance/v1/next-steps')) }))

export function NextSteps() {
  const query = useReading(nextStepsNow(useAppliance()), { refetchInterval: 15_000 })
  return <DataTable label="Who holds what" query={query} columns={columns} rowKey={({ subject, what }) => `${subject} ${what}`} empty={<Empty title="Nothing waits for anybody">Tasks, tickets, access windows, checklists and the handover stand here while somebody holds their next step.</Empty>} />
}
