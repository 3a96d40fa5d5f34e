import { Badge, Group, MultiSelect, Stack, Text } from '@mantine/core'
import { IconUsersGroup } from '@tabler/icons-react'
import { Link } from 'react-router'
import { ActButton } from '../../acts/act-button.tsx'
import { useMay } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useRead, useTenant } from '../../api/hooks.ts'
import { listed, whole } from '../../api/listed.ts'
import { ModalForm } from '../../forms/modal-form.tsx'
import { DataTable } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { pathTo } from '../../paths.ts'
import { Problem } from '../../shell/problem.tsx'
import { Section } from '../../shell/section.tsx'
import { PermissionPicker, permissionKey } from '../roles/permission-picker.tsx'
import type { User } from './detail.tsx'

export function UserRoles({ user }: { user: User }) {
  const { api, name: tenant, scopes } = useTenant()
  const may = useMay()
  const path = { params: { path: { id: user.user_id } } }
  const roles = useRead(['roles', 'all'], () => whole((part) => listed(api.GET('/api/v2/roles', { params: { query: part } }), 'roles')), { enabled: scopes.has('read:roles') })
  const held = useRead(['users', 'roles', user.user_id], () => whole((part) => listed(api.GET('/api/v2/users/{id}/roles', { params: { ...path.params, query: part } }), 'roles')))
  const permissions = useRead(['users', 'permissions', user.user_id], () => whole((part) => listed(api.GET('/api/v2/users/{id}/permissions', { params: { ...path.params, query: part } }), 'permissions')))
  const refresh = [['users']] as const
  const give = useAct({ act: ({ chosen }: { chosen: string[] }) => api.POST('/api/v2/users/{id}/roles', { ...path, body: { roles: chosen } }), done: 'The roles were given.', refresh })
  const take = useAct({ act: (role: string) => api.DELETE('/api/v2/users/{id}/roles', { ...path, body: { roles: [role] } }), done: 'The role was taken.', refresh })
  const grant = useAct({ act: ({ chosen }: { chosen: string[] }) => api.POST('/api/v2/users/{id}/permissions', { ...path, body: { permissions: chosen.map(permissionKey.parse) } }), done: 'The permissions were given.', refresh })
  const revoke = useAct({ act: (key: string) => api.DELETE('/api/v2/users/{id}/permissions', { ...path, body: { permissions: [permissionKey.parse(key)] } }), done: 'The permission was taken.', refresh })
  const has = new Set((held.data?.rows ?? []).map(({ id }) => id))
  const problem = take.problem ?? revoke.problem
  return (
    <Stack gap="md">
      {problem && <Problem problem={problem} />}
      <Section title="Roles" actions={
        <ModalForm label="Give roles" submit="Give" variant="default" act={give} initial={{ chosen: [] as string[] }} validate={{ chosen: (value) => (value.length === 0 ? 'Choose at least one.' : null) }} disabledBecause={may('create:role_members')}>
          {(form) => <MultiSelect label="Roles" searchable data-autofocus nothingFoundMessage="No further role." data={(roles.data?.rows ?? []).filter(({ id }) => !has.has(id)).map(({ id, name }) => ({ value: id, label: name }))} {...form.getInputProps('chosen')} />}
        </ModalForm>
      }>
        <DataTable label="Roles" query={held} rowKey={({ id }) => id} empty={<Empty icon={IconUsersGroup} title="No roles">Roles carry permissions of APIs; give one to this user.</Empty>} columns={[
          { title: 'Role', cell: ({ id, name }) => <Link className="row-link" to={pathTo('role', { tenant, id })}>{name}</Link> },
          { title: 'Description', from: 'sm', cell: ({ description }) => <Text size="sm" c="dimmed">{description}</Text> },
          { title: 'Actions', align: 'right', cell: ({ id, name }) => <ActButton size="compact-xs" variant="default" aria-label={`Take ${name}`} disabledBecause={may('delete:role_members')} onClick={() => void take.run(id)}>Take</ActButton> },
        ]} />
      </Section>
      <Section title="Permissions" about="What this user may do in APIs, and why." actions={
        <ModalForm label="Give permissions" submit="Give" size="lg" variant="default" act={grant} initial={{ chosen: [] as string[] }} validate={{ chosen: (value) => (value.length === 0 ? 'Choose at least one.' : null) }} disabledBecause={may('update:users')}>
          {(form) => <PermissionPicker {...form.getInputProps('chosen')} />}
        </ModalForm>
      }>
        <DataTable label="Permissions" query={permissions} rowKey={(row) => permissionKey.of(row)} empty={<Empty title="No permissions" />} columns={[
          { title: 'Permission', cell: ({ permission_name: name, description }) => <><Text className="mono">{name}</Text>{description && <Text size="xs" c="dimmed">{description}</Text>}</> },
          { title: 'API', from: 'sm', cell: ({ resource_server_name: name, resource_server_identifier: identifier }) => name ?? identifier },
          { title: 'From', cell: ({ sources }) => <Group gap={4}>{sources.map(({ source_type: type, source_name: name, source_id: id }) => <Badge key={`${type}${id}`} size="sm" variant="default" tt="none">{type === 'DIRECT' ? 'directly' : name}</Badge>)}</Group> },
          { title: 'Actions', align: 'right', cell: (row) => row.sources.some(({ source_type: type }) => type === 'DIRECT') && <ActButton size="compact-xs" variant="default" aria-label={`Take ${row.permission_name}`} disabledBecause={may('update:users')} onClick={() => void revoke.run(permissionKey.of(row))}>Take</ActButton> },
        ]} />
      </Section>
    </Stack>
  )
}
