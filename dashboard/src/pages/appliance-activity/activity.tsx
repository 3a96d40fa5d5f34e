/** What is being done to the nodes and how far each is, and what the appliance does by itself. */
import { Anchor, Code, Group, List, Stack, Switch, Text } from '@mantine/core'
import { Link } from 'react-router'
import { useAppliance, useRead, useSession } from '../../api/hooks.ts'
import { listed, pageOf } from '../../api/listed.ts'
import type { ApplianceAnswered } from '../../api/session.ts'
import { DataTable, type Column } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { useListState } from '../../lists/list-state.ts'
import { Moment } from '../../lists/moment.tsx'
import { Status } from '../../lists/status.tsx'
import { Who } from '../../lists/who.tsx'
import { pathTo } from '../../paths.ts'
import { Page } from '../../shell/page.tsx'
import { Tabbed } from '../../shell/tabbed.tsx'
import { DelayedMail } from './delayed-mail.tsx'
import { Jobs } from './jobs.tsx'

type Activity = ApplianceAnswered<'activity.get'>

const tones = { running: 'watch', done: 'good', undone: 'bad', failed: 'bad', superseded: 'quiet' } as const
const nodeTones = { waiting: 'quiet', applying: 'watch', applied: 'good', unhealthy: 'bad', spared: 'quiet' } as const
const said: Partial<Record<Activity['state'], string>> = { undone: 'taken back' }
const size = 20

export default function ApplianceActivity() {
  const { access } = useSession()
  return (
    <Page wide title="Activity" about={<>Changes of the <Anchor component={Link} to={pathTo('applianceSettings')} inherit underline="always">settings</Anchor> as they reach each node, and the work that the appliance does by itself.</>}>
      <Tabbed label="Activity" tabs={[
        { name: 'changes', title: 'Changes', content: () => <Changes /> },
        { name: 'jobs', title: 'Jobs', content: () => <Jobs /> },
        access.scopes.includes('read:settings') && { name: 'mail', title: 'Delayed mail', content: () => <DelayedMail /> },
      ]} />
    </Page>
  )
}

function Changes() {
  const api = useAppliance()
  const list = useListState<'log'>()
  const logs = list.get('log') === 'yes'
  const query = useRead(['activity', list.page], () => listed(api.GET('/api/appliance/v1/activity', { params: { query: pageOf(list.page, size) } }), 'activities'), { refetchInterval: ({ state: { data } }) => (data?.rows.some(({ state }) => state === 'running') ? 1_500 : 15_000) })
  const columns: readonly Column<Activity>[] = [
    { title: 'What', least: 190, cell: ({ title, setting_version: version }) => <><Text size="sm" fw={500}>{title}</Text>{version !== null && <Text size="xs" c="dimmed">version {version}</Text>}</> },
    { title: 'State', cell: ({ state, outcome }) => <Stack gap={2}><Status tone={tones[state]}>{said[state] ?? state}</Status>{outcome && <Text size="xs" c="dimmed" maw={320}>{outcome}</Text>}</Stack> },
    { title: 'Nodes', cell: (activity) => <Nodes activity={activity} logs={logs} /> },
    { title: 'Begun', cell: ({ started_at: at, started_by: by, mode }) => <><Moment at={at} /><Text size="xs" c="dimmed">by <Who by={by} />{mode === 'sequential' ? ', one node after the other' : ''}</Text></>, from: 'sm' },
  ]
  return (
    <Stack gap="md">
      <Switch label="Show what each node logged" checked={logs} onChange={(event) => list.set({ log: event.currentTarget.checked ? 'yes' : '' })} />
      <DataTable label="Changes" query={query} columns={columns} rowKey={({ id }) => String(id)} page={list.page} pageSize={size} onPage={list.setPage} empty={<Empty title="Nothing was changed yet">A change of the settings appears here, with how far each node is.</Empty>} />
    </Stack>
  )
}

const Nodes = ({ activity: { nodes }, logs }: { activity: Activity; logs: boolean }) => (
  <Stack gap={6}>
    {nodes.map(({ node, hostname, state, log }) => (
      <div key={node}>
        <Group gap={6}><Status tone={nodeTones[state]}>{state}</Status><Text size="sm">{hostname ?? node}</Text></Group>
        {logs && log.length > 0 && <List size="xs" mt={4} listStyleType="none">{log.map(({ at, sentence }) => <List.Item key={`${at}${sentence}`}><Code>{at.slice(11, 19)}</Code> {sentence}</List.Item>)}</List>}
      </div>
    ))}
  </Stack>
)
