/** Chooses permissions of the tenant's APIs. A choice is one text that names both. */
import { MultiSelect, type MultiSelectProps } from '@mantine/core'
import { useRead, useTenant } from '../../api/hooks.ts'
import { listed, whole } from '../../api/listed.ts'

export type Permission = { resource_server_identifier: string; permission_name: string }

export const permissionKey = {
  of: ({ resource_server_identifier: api, permission_name: name }: Permission): string => `${name} ${api}`,
  parse: (key: string): Permission => {
    const [permission_name = '', ...rest] = key.split(' ')
    return { permission_name, resource_server_identifier: rest.join(' ') }
  },
}

export function PermissionPicker({ except = [], ...props }: Omit<MultiSelectProps, 'data'> & { except?: readonly string[] }) {
  const { api } = useTenant()
  const apis = useRead(['resource-servers', 'all'], () => whole((part) => listed(api.GET('/api/v2/resource-servers', { params: { query: part } }), 'resource_servers')))
  const known = new Set(except)
  const data = (apis.data?.rows ?? []).map(({ name, identifier, scopes = [] }) => ({
    group: name ?? identifier,
    items: scopes.map(({ value }) => ({ value: permissionKey.of({ permission_name: value, resource_server_identifier: identifier }), label: value })).filter(({ value }) => !known.has(value)),
  })).filter(({ items }) => items.length > 0)
  return <MultiSelect label="Permissions" searchable clearable data-autofocus hidePickedOptions limit={200} maxDropdownHeight={320} nothingFoundMessage="No further permission. APIs declare them." data={data} {...props} />
}
