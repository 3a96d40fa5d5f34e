/** What somebody was told of, and a test of the ways by which people are told. */
import { Group, Stack, Switch, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { ActButton } from '../../acts/act-button.tsx'
import { useMayConfigure } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useAppliance, useRead } from '../../api/hooks.ts'
import { listed, pageOf, type RowOf } from '../../api/listed.ts'
import type { ApplianceAnswered } from '../../api/session.ts'
import { DataTable, type Column } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { useListState } from '../../lists/list-state.ts'
import { Moment } from '../../lists/moment.tsx'
import { Status } from '../../lists/status.tsx'

type Alert = RowOf<ApplianceAnswered<'alerts.list'>, 'alerts'>
type Tested = ApplianceAnswered<'alerts.test'>

const columns: readonly Column<Alert>[] = [
  { title: 'Severity', cell: ({ severity }) => <Status tone={severity === 'normal' ? 'watch' : 'bad'}>{severity}</Status> },
  { title: 'What', least: 240, cell: ({ sentence, remedy, closed_at: over }) => <><Text size="sm">{sentence}</Text>{over === undefined && <Text size="sm" c="dimmed">{remedy}</Text>}</> },
  { title: 'Check', cell: ({ check }) => <span className="mono">{check}</span>, from: 'sm' },
  { title: 'Node', cell: ({ hostname, node }) => hostname ?? node, from: 'sm' },
  { title: 'Since', cell: ({ opened_at: at }) => <Moment at={at} /> },
  { title: 'Well again', cell: ({ closed_at: at }) => <Moment at={at} never="not yet" /> },
]

export function Alerts() {
  const api = useAppliance()
  const may = useMayConfigure()
  const state = useListState<'open'>()
  const open = state.get('open') === 'only'
  const query = useRead(['alerts', open, state.page], () => listed(api.GET('/api/appliance/v1/alerts', { params: { query: { ...pageOf(state.page), ...(open ? { open } : {}) } } }), 'alerts'), { refetchInterval: 30_000 })
  const test = useAct<void, Tested>({
    act: (_, headers) => api.POST('/api/appliance/v1/alerts/test', { headers }),
    onDone: ({ ways }) => {
      if (ways.length === 0) notifications.show({ color: 'yellow', message: 'No way is set. Name addresses or a webhook under Settings, Alerts.' })
      for (const { way, arrived, sentence } of ways) notifications.show({ color: arrived ? 'green' : 'red', title: way, message: sentence, autoClose: 12_000 })
    },
  })
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Switch label="Only what is not well now" checked={open} onChange={(event) => state.set({ open: event.currentTarget.checked ? 'only' : '' })} />
        <ActButton size="sm" variant="default" loading={test.pending} onClick={() => void test.run()} disabledBecause={may('update:health')}>Send a test alert</ActButton>
      </Group>
      <DataTable label="Alerts" query={query} columns={columns} rowKey={({ id }) => id} page={state.page} pageSize={25} onPage={state.setPage} empty={<Empty title="No alerts">When a check stays not well, people are told by mail and webhook, and it stands here.</Empty>} />
    </Stack>
  )
}
