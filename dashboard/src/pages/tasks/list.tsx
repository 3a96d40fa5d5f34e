/** Runs of operations that need more than a click. */
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
import { MatrixRowName } from '../matrix/row-name.tsx'
import { ProposeTask } from './propose.tsx'
import type { RowOf } from '../../api/listed.ts'
import type { ApplianceAnswered } from '../../api/session.ts'
import { acts, tones, type TaskState } from './task.types.ts'

type TaskLine = RowOf<ApplianceAnswered<'tasks.list'>, 'tasks'>

const columns: readonly Column<TaskLine>[] = [
  { title: 'Task', least: 190, cell: ({ id, title }) => <Link className="row-link" to={pathTo('task', { id })}>{title}</Link> },
  { title: 'Operation', cell: ({ operation }) => <span className="mono">{operation}</span>, from: 'md' },
  { title: 'Row', cell: ({ matrix_row: row }) => <MatrixRowName id={row} />, from: 'sm' },
  { title: 'Risk', cell: ({ risk }) => risk, from: 'sm' },
  { title: 'State', cell: ({ state }) => <Status tone={tones[state]}>{state}</Status> },
  { title: 'Next step', cell: ({ next }) => (next ? `${next.what}: ${next.text}` : '–') },
  { title: 'Since', cell: ({ state_since: at }) => <Moment at={at} /> },
]

export default function Tasks() {
  const api = useAppliance()
  const state = useListState<'state'>()
  const chosen = state.get('state') as TaskState | ''
  const query = useRead(['tasks', chosen, state.page], () => listed(api.GET('/api/appliance/v1/tasks', { params: { query: { ...pageOf(state.page), ...(chosen ? { state: chosen } : {}) } } }), 'tasks'), { refetchInterval: 10_000 })
  return (
    <Page wide title="Tasks" about="A task is one run of an operation that others have to sign off, answer or do. Each keeps its plan, conditions, answers and outcome." actions={<ProposeTask />}>
      <Select label="State" mb="md" w={200} clearable placeholder="all" value={chosen || null} onChange={(next) => state.set({ state: next ?? '' })} data={Object.keys(acts)} />
      <DataTable label="Tasks" query={query} columns={columns} rowKey={({ id }) => id} page={state.page} pageSize={25} onPage={state.setPage} empty={<Empty title="No tasks">What waits for a sign-off, an answer or another party becomes a task, from any page; or propose one here.</Empty>} />
    </Page>
  )
}
