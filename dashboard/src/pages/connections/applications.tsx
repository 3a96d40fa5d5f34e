import { Link } from 'react-router'
import { ActSwitch } from '../../acts/act-switch.tsx'
import { useMay } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useRead, useTenant } from '../../api/hooks.ts'
import { listed, pageOf } from '../../api/listed.ts'
import { DataTable } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { useListState } from '../../lists/list-state.ts'
import { pathTo } from '../../paths.ts'
import { Problem } from '../../shell/problem.tsx'
import { Section } from '../../shell/section.tsx'
import { kindOf } from '../applications/kinds.ts'
import type { Connection } from './detail.tsx'

export function ConnectionApplications({ connection }: { connection: Connection }) {
  const { api, name: tenant } = useTenant()
  const may = useMay()
  const list = useListState()
  const clients = useRead(['clients', list.page, ''], () => listed(api.GET('/api/v2/clients', { params: { query: { ...pageOf(list.page), is_global: false } } }), 'clients'))
  const enable = useAct({ act: (body: { client_id: string; status: boolean }) => api.PATCH('/api/v2/connections/{id}/clients', { params: { path: { id: connection.id } }, body: [body] }), refresh: [['connections']] })
  const closed = may('update:connections')
  const enabled = new Set(connection.enabled_clients)
  return (
    <Section title="Applications" about={closed ?? 'Whose users may come by this connection.'}>
      {enable.problem && <Problem problem={enable.problem} />}
      <DataTable label="Applications" query={clients} page={list.page} pageSize={25} onPage={list.setPage} rowKey={({ client_id: id }) => id} empty={<Empty title="No applications yet" />} columns={[
        { title: 'Application', cell: ({ client_id: id, name }) => <Link className="row-link" to={pathTo('application', { tenant, id })}>{name}</Link> },
        { title: 'Kind', from: 'sm', cell: ({ app_type: type }) => kindOf(type) },
        { title: 'Enabled', align: 'right', cell: ({ client_id: id, name }) => <ActSwitch aria-label={`${connection.name} for ${name}`} checked={enabled.has(id)} disabledBecause={closed} pending={enable.pending} onSwitch={(status) => void enable.run({ client_id: id, status })} style={{ display: 'inline-block' }} /> },
      ]} />
    </Section>
  )
}
