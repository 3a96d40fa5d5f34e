/** Which build each node runs, and how all of them are renewed. This appliance fetches no updates by itself: the page says how one is installed. */
import { Alert, Anchor, List, Stack, Text } from '@mantine/core'
import { Link } from 'react-router'
import { DataTable, type Column } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { span } from '../../lists/quantities.ts'
import { Status } from '../../lists/status.tsx'
import { pathTo } from '../../paths.ts'
import { Page } from '../../shell/page.tsx'
import { Section } from '../../shell/section.tsx'
import { nodeTones, useNodes, type Node } from '../nodes/list.tsx'
import { ForcedUpdate, ForceUpdate } from './forced.tsx'

const restartTones = { requested: 'watch', running: 'watch', done: 'good', failed: 'bad' } as const

const columns: readonly Column<Node>[] = [
  { title: 'Node', cell: ({ hostname }) => <Text size="sm" fw={500}>{hostname}</Text> },
  { title: 'State', cell: ({ state }) => <Status tone={nodeTones[state]}>{state}</Status> },
  { title: 'Build', cell: ({ build }) => <span className="mono">{build}</span> },
  { title: 'Other builds found at a start', cell: ({ app_update: count }) => count, align: 'right', from: 'sm' },
  { title: 'Runs since', cell: ({ uptime }) => span(uptime), from: 'sm' },
  { title: 'Last renewal', cell: ({ restart }) => (restart ? <Stack gap={2}><Status tone={restartTones[restart.state]}>{restart.state}</Status>{restart.outcome && <Text size="xs" c="dimmed">{restart.outcome}</Text>}</Stack> : '–') },
]

export default function Updates() {
  const nodes = useNodes()
  const builds = [...new Set((nodes.data?.rows ?? []).filter(({ state }) => state !== 'lost').map(({ build }) => build))]
  return (
    <Page wide title="Updates" about={builds.length === 1 ? <>Every node runs build <strong>{builds[0]}</strong>.</> : undefined} actions={<ForceUpdate nodes={nodes.data?.rows ?? []} />}>
      <Stack gap="lg">
        {builds.length > 1 && <Alert color="yellow" title="The nodes run different builds">{builds.join(' and ')}. That is meant to last as long as an update takes; install the newer one on the others.</Alert>}
        <DataTable label="Builds of the nodes" query={nodes} columns={columns} rowKey={({ id }) => id} empty={<Empty title="No node has reported yet">A node appears here with its first heartbeat.</Empty>} />
        <ForcedUpdate nodes={nodes.data?.rows ?? []} />
        <Section title="Installing another build" about="This appliance looks for no updates and fetches none: a build comes as a package that you bring to the machine.">
          <List type="ordered" size="sm" spacing={4}>
            <List.Item><Anchor component={Link} to={pathTo('backups')} inherit underline="always">Make a backup</Anchor> and have it proven.</List.Item>
            <List.Item>Install the package on the development appliance first, and sign off its tests under <Anchor component={Link} to={pathTo('environments')} inherit underline="always">Environments</Anchor>.</List.Item>
            <List.Item>Install it on one node of this appliance after the other. A build serves the schema of the build before, so the nodes may differ meanwhile.</List.Item>
            <List.Item>Look at <Anchor component={Link} to={pathTo('health')} inherit underline="always">Health</Anchor> before you go on to the next node.</List.Item>
          </List>
          <Text size="sm" c="dimmed">Who does this and who is asked stands in the <Anchor component={Link} to={pathTo('matrix')} inherit underline="always">matrix</Anchor>, under Updates.</Text>
        </Section>
      </Stack>
    </Page>
  )
}
