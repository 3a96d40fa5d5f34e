import { Badge, Group, Select, Stack, Switch, Text, TextInput } from '@mantine/core'
import { IconUsers } from '@tabler/icons-react'
import { keepPreviousData } from '@tanstack/react-query'
import { Link, useNavigate } from 'react-router'
import { ActButton } from '../../acts/act-button.tsx'
import { because, useMay } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { reading, useReading, useSession, useTenant } from '../../api/hooks.ts'
import { listed, pageOf, whole } from '../../api/listed.ts'
import type { TenantApi } from '../../api/session.ts'
import { filled } from '../../forms/act-form.tsx'
import { ModalForm } from '../../forms/modal-form.tsx'
import { PasswordField } from '../../forms/password-field.tsx'
import { DataTable } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { pageIn, useListState } from '../../lists/list-state.ts'
import { Moment } from '../../lists/moment.tsx'
import { SearchField } from '../../lists/search-field.tsx'
import { pathTo } from '../../paths.ts'
import type { PageModule } from '../../sitemap.tsx'
import { Page } from '../../shell/page.tsx'
import { searchOf } from './search-text.ts'

const allConnections = (api: TenantApi) => reading(['connections', 'all'], () => whole((part) => listed(api.GET('/api/v2/connections', { params: { query: part } }), 'connections')), 'read:connections')

export const useConnections = () => useReading(allConnections(useTenant().api))

type Wanted = { page: number; q: string; connection: string; sort: string }

const found = (api: TenantApi, { page, q, connection, sort }: Wanted) => {
  const search = [searchOf(q), connection && `identities.connection:"${connection}"`].filter(Boolean).map((part) => `(${part})`).join(' AND ')
  return reading(['users', page, search, sort], () => listed(api.GET('/api/v2/users', { params: { query: { ...pageOf(page), ...(search ? { q: search } : {}), ...(sort ? { sort } : {}) } } }), 'users'))
}

export const ahead: PageModule['ahead'] = ({ session, tenant, query }) => {
  const [api, text] = [session.tenant(tenant), (name: string) => query.get(name) ?? '']
  return [found(api, { page: pageIn(query), q: text('q'), connection: text('connection'), sort: text('sort') }), allConnections(api)]
}

export default function Users() {
  const { api, name: tenant } = useTenant()
  const list = useListState<'q' | 'connection' | 'sort'>()
  const [q, connection, sort] = [list.get('q'), list.get('connection'), list.get('sort')]
  const connections = useConnections()
  const users = useReading(found(api, { page: list.page, q, connection, sort }), { placeholderData: keepPreviousData })
  const wrong = q && users.error?.status === 400 ? users.error.sentence : undefined
  return (
    <Page title="Users" about="Who signs in to the applications of this tenant." actions={<><ExportUsers /><CreateUser /></>}>
      <Stack gap="sm">
        <Group gap="sm" align="flex-start">
          <SearchField label="Find users by name or address" placeholder="Name, address, or a search like logins_count:>5" value={q} onSearch={(text) => list.set({ q: text })} error={wrong} />
          <Select aria-label="Connection" placeholder="Every connection" clearable data={(connections.data?.rows ?? []).map(({ name }) => name)} value={connection || null} onChange={(value) => list.set({ connection: value ?? '' })} w={220} />
          <Select aria-label="Order" data={[{ value: '', label: 'As found' }, { value: 'created_at:-1', label: 'Newest first' }, { value: 'last_login:-1', label: 'Last sign-in first' }, { value: 'email:1', label: 'By address' }]} allowDeselect={false} value={sort} onChange={(value) => list.set({ sort: value ?? '' })} w={170} />
        </Group>
        <DataTable
          label="Users" query={users} page={list.page} pageSize={25} onPage={list.setPage} reachable={40} rowKey={({ user_id: id }) => id}
          columns={[
            { title: 'User', cell: ({ user_id: id, email, name, username, phone_number: phone, blocked }) => (
              <Group gap="xs"><Link className="row-link" to={pathTo('user', { tenant, id })}>{email ?? username ?? phone ?? name ?? id}</Link>{blocked && <Badge size="sm" color="red.8" variant="outline" className="danger">blocked</Badge>}</Group>
            ) },
            { title: 'Name', from: 'sm', cell: ({ name, email }) => (name === email ? <Text size="sm" c="dimmed">–</Text> : name) },
            { title: 'Connection', from: 'md', cell: ({ identities }) => identities.map(({ connection: each }) => each).join(', ') },
            { title: 'Sign-ins', align: 'right', from: 'sm', cell: ({ logins_count: count }) => (count ?? 0).toLocaleString() },
            { title: 'Last sign-in', cell: ({ last_login: at }) => <Moment at={at} /> },
          ]}
          empty={q || connection ? <Empty title="Nobody fits this search." /> : <Empty icon={IconUsers} title="No users yet" action={<CreateUser />}>People appear here when they sign up on the login page, or when you create them.</Empty>}
        />
      </Stack>
    </Page>
  )
}

/** It holds the users of every tenant: its page is with those who configure the appliance. */
function ExportUsers() {
  const { access } = useSession()
  const navigate = useNavigate()
  return <ActButton variant="default" size="sm" onClick={() => void navigate(pathTo('userExport'))} disabledBecause={access.scopes.includes('read:user_export') ? undefined : 'An export holds the users of every tenant. Ask somebody who configures this appliance.'}>Export users</ActButton>
}

export function CreateUser() {
  const { api, name: tenant } = useTenant()
  const may = useMay()
  const navigate = useNavigate()
  const connections = useConnections()
  const databases = (connections.data?.rows ?? []).filter(({ strategy }) => strategy === 'auth0')
  const create = useAct({
    act: ({ verified, name, ...values }: { connection: string; email: string; password: string; name: string; verified: boolean }) => api.POST('/api/v2/users', { body: { ...values, ...(name.trim() ? { name: name.trim() } : {}), email_verified: verified, verify_email: false } }),
    done: 'The user was created.', refresh: [['users']], onDone: ({ user_id: id }) => void navigate(pathTo('user', { tenant, id })),
  })
  return (
    <ModalForm
      label="Create user" act={create} initial={{ connection: databases[0]?.name ?? '', email: '', password: '', name: '', verified: false }} validate={{ email: filled, password: filled, connection: filled }}
      disabledBecause={because(may('create:users'), connections.data !== undefined && databases.length === 0 && 'This tenant has no database connection to create users in.')}
    >
      {(form) => (
        <>
          {databases.length > 1 && <Select label="Connection" data={databases.map(({ name }) => name)} allowDeselect={false} {...form.getInputProps('connection')} />}
          <TextInput label="E-mail address" type="email" required data-autofocus maxLength={320} {...form.getInputProps('email')} />
          <TextInput label="Name" maxLength={300} {...form.getInputProps('name')} />
          <PasswordField label="Password" required autoComplete="new-password" description="As strong as the connection asks. The person can change it." {...form.getInputProps('password')} />
          <Switch label="The address is confirmed" {...form.getInputProps('verified', { type: 'checkbox' })} />
        </>
      )}
    </ModalForm>
  )
}
