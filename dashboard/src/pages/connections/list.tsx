import { Stack, TextInput } from '@mantine/core'
import { IconPlugConnected } from '@tabler/icons-react'
import { keepPreviousData } from '@tanstack/react-query'
import { Link, useNavigate } from 'react-router'
import { useMay } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useRead, useTenant } from '../../api/hooks.ts'
import { listed, pageOf } from '../../api/listed.ts'
import { ModalForm } from '../../forms/modal-form.tsx'
import { DataTable } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { useListState } from '../../lists/list-state.ts'
import { pathTo } from '../../paths.ts'
import { Page } from '../../shell/page.tsx'
import { strategyOf } from './strategies.ts'

export default function Connections() {
  const { api, name: tenant } = useTenant()
  const list = useListState()
  const connections = useRead(['connections', list.page], () => listed(api.GET('/api/v2/connections', { params: { query: pageOf(list.page) } }), 'connections'), { placeholderData: keepPreviousData })
  return (
    <Page title="Connections" about="Where the users of this tenant come from." actions={<CreateDatabase />}>
      <Stack gap="sm">
        <DataTable label="Connections" query={connections} page={list.page} pageSize={25} onPage={list.setPage} rowKey={({ id }) => id} empty={<Empty icon={IconPlugConnected} title="No connections yet" action={<CreateDatabase />}>Without one nobody can sign in.</Empty>} columns={[
          { title: 'Name', cell: ({ id, name }) => <Link className="row-link" to={pathTo('connection', { tenant, id })}>{name}</Link> },
          { title: 'Kind', cell: ({ strategy }) => strategyOf(strategy) },
          { title: 'Applications', align: 'right', cell: ({ enabled_clients: enabled }) => enabled.length },
        ]} />
      </Stack>
    </Page>
  )
}

function CreateDatabase() {
  const { api, name: tenant } = useTenant()
  const may = useMay()
  const navigate = useNavigate()
  const create = useAct({ act: ({ name }: { name: string }) => api.POST('/api/v2/connections', { body: { name: name.trim(), strategy: 'auth0' } }), done: 'The connection was created.', refresh: [['connections']], onDone: ({ id }) => void navigate(pathTo('connection', { tenant, id })) })
  return (
    <ModalForm label="Create database" act={create} initial={{ name: '' }} validate={{ name: (value) => (/^[a-zA-Z0-9](-[a-zA-Z0-9]|[a-zA-Z0-9])*$/.test(value.trim()) ? null : 'Letters, digits and single hyphens.') }} disabledBecause={may('create:connections')}>
      {(form) => <TextInput label="Name" required data-autofocus maxLength={128} description="A store of users and passwords of this tenant. The name cannot be changed later." placeholder="Customers" {...form.getInputProps('name')} />}
    </ModalForm>
  )
}
