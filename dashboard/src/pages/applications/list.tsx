import { Group, Radio, Stack, TextInput } from '@mantine/core'
import { IconApps } from '@tabler/icons-react'
import { keepPreviousData } from '@tanstack/react-query'
import { Link, useNavigate } from 'react-router'
import { CopyValue } from '../../acts/copy-value.tsx'
import { useMay } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useRead, useTenant } from '../../api/hooks.ts'
import { listed, pageOf } from '../../api/listed.ts'
import { filled } from '../../forms/act-form.tsx'
import { ModalForm } from '../../forms/modal-form.tsx'
import { DataTable } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { useListState } from '../../lists/list-state.ts'
import { Moment } from '../../lists/moment.tsx'
import { SearchField } from '../../lists/search-field.tsx'
import { pathTo } from '../../paths.ts'
import { Page } from '../../shell/page.tsx'
import { kindOf, kinds, type Kind } from './kinds.ts'

export default function Applications() {
  const { api, name: tenant } = useTenant()
  const list = useListState<'q'>()
  const q = list.get('q')
  const clients = useRead(['clients', list.page, q], () => listed(api.GET('/api/v2/clients', { params: { query: { ...pageOf(list.page), is_global: false, ...(q ? { q } : {}) } } }), 'clients'), { placeholderData: keepPreviousData })
  return (
    <Page title="Applications" about="What asks this tenant to sign people in, or for tokens in its own name." actions={<CreateApplication />}>
      <Stack gap="sm">
        <Group><SearchField label="Find an application by name" value={q} onSearch={(text) => list.set({ q: text })} /></Group>
        <DataTable
          label="Applications" query={clients} page={list.page} pageSize={25} onPage={list.setPage} rowKey={({ client_id: id }) => id}
          columns={[
            { title: 'Name', cell: ({ client_id: id, name }) => <Link className="row-link" to={pathTo('application', { tenant, id })}>{name}</Link> },
            { title: 'Kind', cell: ({ app_type: type }) => kindOf(type) },
            { title: 'Client ID', from: 'sm', cell: ({ client_id: id, name }) => <CopyValue value={id} label={`client ID of ${name}`} /> },
            { title: 'Created', from: 'md', cell: ({ created_at: at }) => <Moment at={at} /> },
          ]}
          empty={q ? <Empty title="No application has this in its name." /> : <Empty icon={IconApps} title="No applications yet" action={<CreateApplication />}>Register the application whose users shall sign in here; then its quick start shows the code.</Empty>}
        />
      </Stack>
    </Page>
  )
}

export function CreateApplication() {
  const { api, name: tenant } = useTenant()
  const may = useMay()
  const navigate = useNavigate()
  const create = useAct({
    act: ({ name, kind }: { name: string; kind: Kind }) => api.POST('/api/v2/clients', { body: { name: name.trim(), app_type: kind, oidc_conformant: true, ...(kind === 'spa' || kind === 'native' ? { token_endpoint_auth_method: 'none' as const, grant_types: ['authorization_code', 'refresh_token'] } : {}), ...(kind === 'regular_web' ? { grant_types: ['authorization_code', 'refresh_token', 'client_credentials'] } : {}) } }),
    done: (client) => `${client.name} was created.`,
    refresh: [['clients']],
    onDone: ({ client_id: id }) => void navigate(pathTo('application', { tenant, id })),
  })
  return (
    <ModalForm label="Create application" act={create} initial={{ name: '', kind: 'spa' as Kind }} validate={{ name: filled }} disabledBecause={may('create:clients')} fieldOf={(name) => (name === 'app_type' ? 'kind' : name)}>
      {(form) => (
        <>
          <TextInput label="Name" description="As people see it on the login page." required data-autofocus maxLength={255} {...form.getInputProps('name')} />
          <Radio.Group label="Kind" {...form.getInputProps('kind')}>
            <Stack gap="xs" mt={6}>{kinds.map(({ value, label, about }) => <Radio key={value} value={value} label={label} description={about} />)}</Stack>
          </Radio.Group>
        </>
      )}
    </ModalForm>
  )
}
