/** The machines of the cluster: how they are, restart, removal. */
import { Badge, Group, Stack, Text } from '@mantine/core'
import { ActButton } from '../../acts/act-button.tsx'
import { DestroyButton } from '../../acts/destroy-button.tsx'
import { because, useMayConfigure } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { reading, useAppliance, useReading } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'
import type { ApplianceAnswered, ApplianceApi } from '../../api/session.ts'
import { AgreeForm } from '../../forms/words-form.tsx'
import { DataTable, type Column } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { Moment } from '../../lists/moment.tsx'
import { bytes, span } from '../../lists/quantities.ts'
import { Status } from '../../lists/status.tsx'
import { Who } from '../../lists/who.tsx'
import { Page } from '../../shell/page.tsx'

export type Node = ApplianceAnswered<'nodes.list'>[number]

export const nodeTones = { alive: 'good', late: 'watch', lost: 'bad' } as const

export const nodesNow = (api: ApplianceApi) => reading(['nodes'], async () => ({ rows: await read(api.GET('/api/appliance/v1/nodes')) }))

export const useNodes = () => useReading(nodesNow(useAppliance()), { refetchInterval: 5_000 })

/** A node by its host name; its id under the pointer, and where nobody knows it. */
export function NodeName({ id }: { id: string }) {
  const found = useNodes().data?.rows.find((node) => node.id === id)
  return found ? <span title={id}>{found.hostname}</span> : <span className="mono">{id}</span>
}

const columns: readonly Column<Node>[] = [
  { title: 'Host', least: 170, cell: ({ hostname, address, is_this: here }) => <><Group gap={6} wrap="nowrap"><Text size="sm" fw={500}>{hostname}</Text>{here && <Badge size="xs" variant="default">answers you</Badge>}</Group><Text size="xs" c="dimmed" className="mono">{address}</Text></> },
  { title: 'State', least: 190, cell: ({ state, heartbeat }) => <Status tone={nodeTones[state]}>{state}, heard {span(heartbeat)} ago</Status> },
  { title: 'Memory', cell: ({ memory }) => bytes(memory), align: 'right' },
  { title: 'CPUs', cell: ({ cpus }) => cpus, align: 'right', from: 'sm' },
  { title: 'Build', cell: ({ build }) => build },
  { title: 'App update', cell: ({ app_update: count }) => count, align: 'right', from: 'md' },
  { title: 'Setting update', cell: ({ setting_update: version }) => version, align: 'right', from: 'md' },
  { title: 'Uptime', cell: ({ uptime }) => span(uptime), from: 'sm' },
  { title: 'Roles', cell: ({ roles }) => roles.join(', '), from: 'md' },
  { title: 'Actions', cell: (node) => <Actions node={node} />, width: 250 },
]

export default function Nodes() {
  return (
    <Page wide title="Nodes" about="Every machine of this appliance. A node reports every five seconds; it is late after 15 and lost after 60.">
      <DataTable label="Nodes" query={useNodes()} columns={columns} rowKey={({ id }) => id} empty={<Empty title="No node has reported yet">A node appears here with its first heartbeat.</Empty>} />
    </Page>
  )
}

const rebooting = ({ reboot }: Node): boolean => reboot?.state === 'requested' || reboot?.state === 'running'

function Actions({ node }: { node: Node }) {
  const others = useNodes().data?.rows ?? []
  const api = useAppliance()
  const may = useMayConfigure()
  const path = { id: node.id }
  const restart = useAct<void>({
    act: (_, headers) => api.POST('/api/appliance/v1/nodes/{id}/restart', { params: { path }, headers }),
    done: `The web workers of ${node.hostname} are replaced one by one.`, refresh: [['nodes']],
  })
  const remove = useAct<void>({
    act: (_, headers) => api.DELETE('/api/appliance/v1/nodes/{id}', { params: { path }, headers }),
    done: `${node.hostname} is off the list.`, refresh: [['nodes']],
  })
  const reboot = useAct<void>({
    act: (_, headers) => api.POST('/api/appliance/v1/nodes/{id}/reboot', { params: { path }, headers }),
    done: `The machine of ${node.hostname} is told to reboot.`, refresh: [['nodes']],
  })
  const restarting = node.restart && ['requested', 'running'].includes(node.restart.state)
  return (
    <Stack gap={4} align="flex-start">
      <Group gap={6}>
        <ActButton size="xs" variant="default" onClick={() => void restart.run()} loading={restart.pending || Boolean(restarting)} disabledBecause={because(may('update:nodes'), node.state === 'lost' && 'The node does not answer: it cannot be told to restart.')}>Restart</ActButton>
        <AgreeForm label="Reboot" submit="Reboot it" buttonSize="xs" danger act={reboot} disabledBecause={because(may('update:nodes'), !node.can_reboot && 'The host does not allow it: no command was named when the node was started (BAILIWICK_REBOOT_COMMAND).', node.state === 'lost' && 'The node does not answer: it cannot be told to reboot.', others.some(rebooting) && 'A node is being rebooted; one follows the other.')}>The whole machine goes down and comes back, as its host does it. {others.length > 1 ? 'The other nodes serve meanwhile.' : 'It is the only node: nobody can sign in meanwhile.'}</AgreeForm>
        <DestroyButton label="Remove" size="xs" name={node.hostname} act={remove} disabledBecause={may('delete:nodes')}>The node leaves the list. If it still runs, it comes back with its next heartbeat.</DestroyButton>
      </Group>
      {node.restart?.outcome && <Text size="xs" c="dimmed">{node.restart.outcome}</Text>}
      {node.reboot && <Text size="xs" c="dimmed" aria-live="polite">Reboot {rebooting(node) ? 'under way' : node.reboot.state}, asked <Moment at={node.reboot.requested_at} /> by <Who by={node.reboot.requested_by} />.{node.reboot.outcome && ` ${node.reboot.outcome}`}</Text>}
    </Stack>
  )
}
