import { Badge, Group, Stack, Text, TextInput } from '@mantine/core'
import { IconApi } from '@tabler/icons-react'
import { keepPreviousData } from '@tanstack/react-query'
import { Link, useNavigate } from 'react-router'
import { useMay } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useRead, useTenant } from '../../api/hooks.ts'
import { listed, pageOf } from '../../api/listed.ts'
import { filled } from '../../forms/act-form.tsx'
import { ModalForm } from '../../forms/modal-form.tsx'
import { DataTable } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { useListState } from '../../lists/list-state.ts'
import { pathTo } from '../../paths.ts'
import { Page } from '../../shell/page.tsx'

export default function Apis() {
  const { api, name: tenant } = useTenant()
  const list = useListState()
  const apis = useRead(['resource-servers', list.page], () => listed(api.GET('/api/v2/resource-servers', { params: { query: pageOf(list.page) } }), 'resource_servers'), { placeholderData: keepPreviousData })
  return (
    <Page title="APIs" about="What access tokens are made for. An API is named by its audience and declares the permissions that tokens may carry." actions={<CreateApi />}>
      <Stack gap="sm">
        <DataTable label="APIs" query={apis} page={list.page} pageSize={25} onPage={list.setPage} rowKey={({ id }) => id} empty={<Empty icon={IconApi} title="No APIs yet" action={<CreateApi />} />} columns={[
          { title: 'Name', cell: ({ id, name, is_system: system }) => <Group gap="xs"><Link className="row-link" to={pathTo('api', { tenant, id })}>{name}</Link>{system && <Badge size="sm" variant="default">of the tenant</Badge>}</Group> },
          { title: 'Audience', cell: ({ identifier }) => <Text className="mono">{identifier}</Text> },
          { title: 'Permissions', align: 'right', from: 'sm', cell: ({ scopes }) => scopes?.length ?? 0 },
        ]} />
      </Stack>
    </Page>
  )
}

function CreateApi() {
  const { api, name: tenant } = useTenant()
  const may = useMay()
  const navigate = useNavigate()
  const create = useAct({ act: (body: { name: string; identifier: string }) => api.POST('/api/v2/resource-servers', { body: { ...body, signing_alg: 'RS256' } }), done: 'The API was created.', refresh: [['resource-servers']], onDone: ({ id }) => void navigate(pathTo('api', { tenant, id })) })
  return (
    <ModalForm label="Create API" act={create} initial={{ name: '', identifier: '' }} validate={{ name: filled, identifier: filled }} disabledBecause={may('create:resource_servers')}>
      {(form) => (
        <>
          <TextInput label="Name" required data-autofocus maxLength={200} {...form.getInputProps('name')} />
          <TextInput label="Audience" required maxLength={600} description="Usually the address of the API; it is never called. It cannot be changed later." placeholder="https://api.example.com" {...form.getInputProps('identifier')} />
        </>
      )}
    </ModalForm>
  )
}
