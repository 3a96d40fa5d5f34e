import { Text } from '@mantine/core'
import { useAppliance, useRead } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'
import type { ApplianceAnswered } from '../../api/session.ts'
import { DataTable, type Column } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { Moment } from '../../lists/moment.tsx'
import { span } from '../../lists/quantities.ts'
import { Status } from '../../lists/status.tsx'

type JobRun = ApplianceAnswered<'job-runs.list'>[number]

const tones = { none: 'quiet', running: 'watch', done: 'good', failed: 'bad' } as const
const columns: readonly Column<JobRun>[] = [
  { title: 'Job', least: 240, cell: ({ job, about }) => <><Text size="sm">{about}</Text><Text size="xs" c="dimmed" className="mono">{job}</Text></> },
  { title: 'Every', cell: ({ every }) => <span style={{ whiteSpace: 'nowrap' }}>{span(every)}</span> },
  { title: 'Last run', cell: ({ state, where, started_at: at }) => (state === 'none' ? <Text size="xs" c="dimmed">{where === 'each' ? 'on each node, in its log' : 'not yet'}</Text> : <><Status tone={tones[state]}>{state}</Status> <Moment at={at} /></>) },
  { title: 'It said', least: 200, cell: ({ outcome }) => outcome ?? '–' },
]

export function Jobs() {
  const api = useAppliance()
  const query = useRead(['job-runs'], async () => ({ rows: await read(api.GET('/api/appliance/v1/job-runs')) }), { refetchInterval: 10_000 })
  return <DataTable label="Jobs" query={query} columns={columns} rowKey={({ job }) => job} empty={<Empty title="No jobs" />} />
}
