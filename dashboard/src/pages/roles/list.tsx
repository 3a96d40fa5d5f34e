import { Group, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { IconUsersGroup } from '@tabler/icons-react'
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
import { SearchField } from '../../lists/search-field.tsx'
import { pathTo } from '../../paths.ts'
import { Page } from '../../shell/page.tsx'

export default function Roles() {
  const { api, name: tenant } = useTenant()
  const list = useListState<'q'>()
  const q = list.get('q')
  const roles = useRead(['roles', list.page, q], () => listed(api.GET('/api/v2/roles', { params: { query: { ...pageOf(list.page), ...(q ? { name_filter: q } : {}) } } }), 'roles'), { placeholderData: keepPreviousData })
  return (
    <Page title="Roles" about="Named sets of permissions that users are given." actions={<CreateRole />}>
      <Stack gap="sm">
        <Group><SearchField label="Find a role by name" value={q} onSearch={(text) => list.set({ q: text })} /></Group>
        <DataTable
          label="Roles" query={roles} page={list.page} pageSize={25} onPage={list.setPage} rowKey={({ id }) => id}
          columns={[
            { title: 'Role', cell: ({ id, name }) => <Link className="row-link" to={pathTo('role', { tenant, id })}>{name}</Link> },
            { title: 'Description', cell: ({ description }) => <Text size="sm" c="dimmed">{description}</Text> },
          ]}
          empty={q ? <Empty title="No role has this in its name." /> : <Empty icon={IconUsersGroup} title="No roles yet" action={<CreateRole />}>Create one, give it permissions of your APIs, and give it to users.</Empty>}
        />
      </Stack>
    </Page>
  )
}

function CreateRole() {
  const { api, name: tenant } = useTenant()
  const may = useMay()
  const navigate = useNavigate()
  const create = useAct({ act: ({ name, description }: { name: string; description: string }) => api.POST('/api/v2/roles', { body: { name: name.trim(), ...(description ? { description } : {}) } }), done: 'The role was created.', refresh: [['roles']], onDone: ({ id }) => void navigate(pathTo('role', { tenant, id })) })
  return (
    <ModalForm label="Create role" act={create} initial={{ name: '', description: '' }} validate={{ name: filled }} disabledBecause={may('create:roles')}>
      {(form) => (
        <>
          <TextInput label="Name" required data-autofocus maxLength={255} {...form.getInputProps('name')} />
          <Textarea label="Description" autosize maxLength={1000} {...form.getInputProps('description')} />
        </>
      )}
    </ModalForm>
  )
}
