import { Stack, Text, Textarea, TextInput } from '@mantine/core'
import { Link, useNavigate, useParams } from 'react-router'
import { ActButton } from '../../acts/act-button.tsx'
import { DestroyButton } from '../../acts/destroy-button.tsx'
import { because, useMay } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useRead, useTenant } from '../../api/hooks.ts'
import { listed, pageOf, whole } from '../../api/listed.ts'
import { read, RequestProblem } from '../../api/problem.ts'
import type { Answered } from '../../api/session.ts'
import { ActForm, filled } from '../../forms/act-form.tsx'
import { ModalForm } from '../../forms/modal-form.tsx'
import { DataTable } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { useListState } from '../../lists/list-state.ts'
import { pathTo } from '../../paths.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Page } from '../../shell/page.tsx'
import { Problem } from '../../shell/problem.tsx'
import { Section } from '../../shell/section.tsx'
import { Tabbed } from '../../shell/tabbed.tsx'
import { UserPicker } from '../users/user-picker.tsx'
import { PermissionPicker, permissionKey } from './permission-picker.tsx'

type Role = Answered<'roles.get'>

export default function RolePage() {
  const { id = '' } = useParams()
  const { api, name: tenant } = useTenant()
  const role = useRead(['roles', 'one', id], () => read(api.GET('/api/v2/roles/{id}', { params: { path: { id } } })))
  return (
    <Page title={role.data?.name ?? 'Role'} back={{ to: pathTo('roles', { tenant }), label: 'Roles' }}>
      <Loaded query={role}>
        {(found) => (
          <Tabbed label="Parts of this role" tabs={[
            { name: 'permissions', title: 'Permissions', content: () => <Permissions role={found} /> },
            { name: 'users', title: 'Users', content: () => <Members role={found} /> },
            { name: 'settings', title: 'Settings', content: () => <Settings role={found} /> },
          ]} />
        )}
      </Loaded>
    </Page>
  )
}

function Permissions({ role }: { role: Role }) {
  const { api } = useTenant()
  const may = useMay()
  const path = { path: { id: role.id } }
  const permissions = useRead(['roles', 'permissions', role.id], () => whole((part) => listed(api.GET('/api/v2/roles/{id}/permissions', { params: { ...path, query: part } }), 'permissions')))
  const add = useAct({ act: ({ chosen }: { chosen: string[] }) => api.POST('/api/v2/roles/{id}/permissions', { params: path, body: { permissions: chosen.map(permissionKey.parse) } }), done: 'The permissions were added.', refresh: [['roles']] })
  const remove = useAct({ act: (key: string) => api.DELETE('/api/v2/roles/{id}/permissions', { params: path, body: { permissions: [permissionKey.parse(key)] } }), done: 'The permission was removed.', refresh: [['roles']] })
  return (
    <Section title="Permissions" actions={
      <ModalForm label="Add permissions" submit="Add" size="lg" variant="default" act={add} initial={{ chosen: [] as string[] }} validate={{ chosen: (value) => (value.length === 0 ? 'Choose at least one.' : null) }} disabledBecause={may('update:roles')}>
        {(form) => <PermissionPicker except={(permissions.data?.rows ?? []).map(permissionKey.of)} {...form.getInputProps('chosen')} />}
      </ModalForm>
    }>
      {remove.problem && <Problem problem={remove.problem} />}
      <DataTable label="Permissions" query={permissions} rowKey={(row) => permissionKey.of(row)} empty={<Empty title="No permissions yet">Users with this role may do nothing more than before.</Empty>} columns={[
        { title: 'Permission', cell: ({ permission_name: name, description }) => <><Text className="mono">{name}</Text>{description && <Text size="xs" c="dimmed">{description}</Text>}</> },
        { title: 'API', cell: ({ resource_server_name: name, resource_server_identifier: identifier }) => name ?? identifier },
        { title: 'Actions', align: 'right', cell: (row) => <ActButton size="compact-xs" variant="default" aria-label={`Remove ${row.permission_name}`} disabledBecause={may('update:roles')} onClick={() => void remove.run(permissionKey.of(row))}>Remove</ActButton> },
      ]} />
    </Section>
  )
}

function Members({ role }: { role: Role }) {
  const { api, name: tenant } = useTenant()
  const may = useMay()
  const list = useListState()
  const users = useRead(['roles', 'users', role.id, list.page], () => listed(api.GET('/api/v2/roles/{id}/users', { params: { path: { id: role.id }, query: pageOf(list.page) } }), 'users'))
  const take = useAct({ act: (user: string) => api.DELETE('/api/v2/users/{id}/roles', { params: { path: { id: user } }, body: { roles: [role.id] } }), done: 'The role was taken.', refresh: [['roles'], ['users']] })
  const give = useAct({ act: async ({ user }: { user: string }) => {
    // The list knows the members of this page alone.
    const held = await whole((part) => listed(api.GET('/api/v2/users/{id}/roles', { params: { path: { id: user }, query: part } }), 'roles'))
    if (held.rows.some(({ id }) => id === role.id)) throw new RequestProblem(409, { message: 'This user has the role already.', setting: 'user' })
    return api.POST('/api/v2/roles/{id}/users', { params: { path: { id: role.id } }, body: { users: [user] } })
  }, done: 'The role was given.', refresh: [['roles'], ['users']] })
  return (
    <Section title="Users" about="Who has this role." actions={
      <ModalForm label="Give to a user" submit="Give" variant="default" act={give} initial={{ user: '' }} validate={{ user: (id) => (id ? null : 'Choose one of the users found.') }} fieldOf={() => 'user'} disabledBecause={because(may('create:role_members'), may('read:users'))}>
        {(form) => <UserPicker label="User" except={{ ids: (users.data?.rows ?? []).map(({ user_id: id }) => id), because: 'has the role' }} {...form.getInputProps('user')} />}
      </ModalForm>
    }>
      {take.problem && <Problem problem={take.problem} />}
      <DataTable label="Users" query={users} page={list.page} pageSize={25} onPage={list.setPage} rowKey={({ user_id: id }) => id} empty={<Empty title="Nobody has this role yet">Give it here, or on the page of a user.</Empty>} columns={[
        { title: 'User', cell: ({ user_id: id, email, name }) => <Link className="row-link" to={pathTo('user', { tenant, id })}>{email ?? name ?? id}</Link> },
        { title: 'Name', from: 'sm', cell: ({ name }) => name },
        { title: 'Actions', align: 'right', cell: ({ user_id: id, email }) => <ActButton size="compact-xs" variant="default" aria-label={`Take the role from ${email ?? id}`} disabledBecause={may('delete:role_members')} onClick={() => void take.run(id)}>Take</ActButton> },
      ]} />
    </Section>
  )
}

function Settings({ role }: { role: Role }) {
  const { api, name: tenant } = useTenant()
  const may = useMay()
  const navigate = useNavigate()
  const path = { params: { path: { id: role.id } } }
  const save = useAct({ act: (body: { name: string; description: string }) => api.PATCH('/api/v2/roles/{id}', { ...path, body }), done: 'Saved.', refresh: [['roles']] })
  const remove = useAct({ act: () => api.DELETE('/api/v2/roles/{id}', path), done: 'The role was deleted.', refresh: [['roles']], onDone: () => void navigate(pathTo('roles', { tenant })) })
  return (
    <Stack gap="md">
      <Section title="Basics">
        <ActForm initial={{ name: role.name, description: role.description ?? '' }} validate={{ name: filled }} act={save} disabledBecause={may('update:roles')}>
          {(form) => (
            <>
              <TextInput label="Name" required maxLength={255} maw={480} {...form.getInputProps('name')} />
              <Textarea label="Description" autosize maxLength={1000} maw={640} {...form.getInputProps('description')} />
            </>
          )}
        </ActForm>
      </Section>
      <Section title="Delete" danger>
        <Text size="sm">Whoever has the role loses its permissions at the next token.</Text>
        <div><DestroyButton label="Delete role" name={role.name} act={remove} disabledBecause={may('delete:roles')}>This cannot be taken back.</DestroyButton></div>
      </Section>
    </Stack>
  )
}
