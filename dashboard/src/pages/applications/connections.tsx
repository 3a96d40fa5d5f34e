import { Text } from '@mantine/core'
import { IconPlugConnected } from '@tabler/icons-react'
import { Link } from 'react-router'
import { ActSwitch } from '../../acts/act-switch.tsx'
import { useMay } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useRead, useTenant } from '../../api/hooks.ts'
import { listed, whole } from '../../api/listed.ts'
import { DataTable } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { pathTo } from '../../paths.ts'
import { Problem } from '../../shell/problem.tsx'
import { Section } from '../../shell/section.tsx'
import { strategyOf } from '../connections/strategies.ts'
import type { Client } from './kinds.ts'

export function ApplicationConnections({ client }: { client: Client }) {
  const { api, name: tenant } = useTenant()
  const may = useMay()
  const connections = useRead(['connections', 'all'], () => whole((part) => listed(api.GET('/api/v2/connections', { params: { query: part } }), 'connections')))
  const enable = useAct({
    act: ({ id, status }: { id: string; status: boolean }) => api.PATCH('/api/v2/connections/{id}/clients', { params: { path: { id } }, body: [{ client_id: client.client_id, status }] }),
    refresh: [['connections']],
  })
  const closed = may('update:connections')
  return (
    <Section title="Connections" about={closed ?? 'Where the users of this application may come from.'}>
      {enable.problem && <Problem problem={enable.problem} />}
      <DataTable label="Connections" query={connections} rowKey={({ id }) => id} empty={<Empty icon={IconPlugConnected} title="This tenant has no connections.">Without one nobody can sign in.</Empty>} columns={[
        { title: 'Connection', cell: ({ id, name }) => <Link className="row-link" to={pathTo('connection', { tenant, id })}>{name}</Link> },
        { title: 'Kind', cell: ({ strategy }) => <Text size="sm">{strategyOf(strategy)}</Text> },
        { title: 'Enabled', align: 'right', cell: ({ id, name, enabled_clients: enabled }) => <ActSwitch aria-label={`${name} for ${client.name}`} checked={enabled.includes(client.client_id)} disabledBecause={closed} pending={enable.pending} onSwitch={(status) => void enable.run({ id, status })} style={{ display: 'inline-block' }} /> },
      ]} />
    </Section>
  )
}
