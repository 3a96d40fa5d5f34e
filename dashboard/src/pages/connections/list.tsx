import { Stack } from '@mantine/core'
import { IconPlugConnected } from '@tabler/icons-react'
import { keepPreviousData } from '@tanstack/react-query'
import { Link } from 'react-router'
import { useRead, useTenant } from '../../api/hooks.ts'
import { listed, pageOf } from '../../api/listed.ts'
import { DataTable } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { useListState } from '../../lists/list-state.ts'
import { pathTo } from '../../paths.ts'
import { Page } from '../../shell/page.tsx'
import { CreateConnection } from './create.tsx'
import { strategyOf } from './strategies.ts'

export default function Connections() {
  const { api, name: tenant } = useTenant()
  const list = useListState()
  const connections = useRead(['connections', list.page], () => listed(api.GET('/api/v2/connections', { params: { query: pageOf(list.page) } }), 'connections'), { placeholderData: keepPreviousData })
  return (
    <Page title="Connections" about="Where the users of this tenant come from." actions={<CreateConnection />}>
      <Stack gap="sm">
        <DataTable label="Connections" query={connections} page={list.page} pageSize={25} onPage={list.setPage} rowKey={({ id }) => id} empty={<Empty icon={IconPlugConnected} title="No connections yet" action={<CreateConnection />}>Without one nobody can sign in.</Empty>} columns={[
          { title: 'Name', cell: ({ id, name }) => <Link className="row-link" to={pathTo('connection', { tenant, id })}>{name}</Link> },
          { title: 'Kind', cell: ({ strategy }) => strategyOf(strategy) },
          { title: 'Applications', align: 'right', cell: ({ enabled_clients: enabled }) => enabled.length },
        ]} />
      </Stack>
    </Page>
  )
}
