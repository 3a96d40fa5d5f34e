/** One sample a minute and node for 29 days: choose the day, the hour and the node. */
import { Group, List, Select, Stack, Switch, Text, TextInput } from '@mantine/core'
import { useAppliance, useRead } from '../../api/hooks.ts'
import { listed, pageOf, type RowOf } from '../../api/listed.ts'
import type { ApplianceAnswered } from '../../api/session.ts'
import { DataTable, type Column } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { useListState } from '../../lists/list-state.ts'
import { exactly } from '../../lists/moment.tsx'
import { useNodes } from '../nodes/list.tsx'
import { Weather } from './health.tsx'

type Sample = RowOf<ApplianceAnswered<'health.history'>, 'samples'>

const percent = (value: number | undefined) => (value === undefined ? '–' : `${value} %`)
const columns: readonly Column<Sample>[] = [
  { title: 'State', cell: ({ well }) => <Weather well={well} />, width: 60 },
  { title: 'Time', cell: ({ at }) => <span style={{ whiteSpace: 'nowrap' }}>{exactly(at)}</span> },
  { title: 'Host', cell: ({ hostname, address }) => <>{hostname} <Text component="span" size="xs" c="dimmed" className="mono">{address}</Text></> },
  { title: 'Memory free', cell: ({ memory_free: value }) => percent(value), align: 'right' },
  { title: 'CPU', cell: ({ cpu_busy: value }) => percent(value), align: 'right' },
  { title: 'Disk used', cell: ({ disk_used: value }) => percent(value), align: 'right', from: 'sm' },
  { title: 'What was not well', cell: ({ unwell }) => (Object.keys(unwell).length === 0 ? <Text size="sm" c="dimmed">nothing</Text> : <List size="sm" listStyleType="none">{Object.entries(unwell).map(([check, sentence]) => <List.Item key={check}><strong>{check}</strong>: {sentence}</List.Item>)}</List>) },
]
const size = 60

export function HealthHistory() {
  const api = useAppliance()
  const state = useListState<'day' | 'hour' | 'node' | 'unwell'>()
  const nodes = useNodes()
  const [day, hour, node, unwell] = [state.get('day'), state.get('hour'), state.get('node'), state.get('unwell') === 'only']
  const span = spanOf(day, hour)
  const query = useRead(['health', 'history', day, hour, node, unwell, state.page], () => listed(api.GET('/api/appliance/v1/health/history', {
    params: { query: { ...pageOf(state.page, size), ...span, ...(node ? { node } : {}), ...(unwell ? { unwell_only: true } : {}) } },
  }), 'samples'), { refetchInterval: day ? false : 60_000 })
  return (
    <Stack gap="md">
      <Group align="flex-end" gap="sm">
        <TextInput type="date" label="Day" value={day} onChange={(event) => state.set({ day: event.currentTarget.value })} />
        <Select label="Hour" w={120} clearable placeholder="whole day" disabled={!day} value={hour || null} onChange={(next) => state.set({ hour: next ?? '' })} data={Array.from({ length: 24 }, (_, each) => ({ value: String(each), label: `${String(each).padStart(2, '0')}:00` }))} />
        <Select label="Node" w={200} clearable placeholder="all nodes" value={node || null} onChange={(next) => state.set({ node: next ?? '' })} data={(nodes.data?.rows ?? []).map(({ id, hostname }) => ({ value: id, label: hostname }))} />
        <Switch label="Only what was not well" checked={unwell} onChange={(event) => state.set({ unwell: event.currentTarget.checked ? 'only' : '' })} mb={8} />
      </Group>
      <DataTable label="Health samples" query={query} columns={columns} rowKey={({ at, node: of }) => `${at} ${of}`} page={state.page} pageSize={size} onPage={state.setPage}
        empty={<Empty title="No sample in this time">{day ? 'Samples are kept for 29 days.' : 'Each node writes one a minute; the first comes soon.'}</Empty>} />
    </Stack>
  )
}

/** Without a day: the past hour. The hours are those of the person who looks. */
function spanOf(day: string, hour: string): { from?: string; to?: string } {
  if (!day) return {}
  const from = new Date(`${day}T${hour === '' ? '00' : hour.padStart(2, '0')}:00`)
  return { from: from.toISOString(), to: new Date(from.getTime() + (hour === '' ? 24 : 1) * 3_600_000).toISOString() }
}
