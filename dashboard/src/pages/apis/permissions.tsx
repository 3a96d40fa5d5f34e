import { Stack, Text, TextInput } from '@mantine/core'
import { ActButton } from '../../acts/act-button.tsx'
import { because, useMay } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useTenant } from '../../api/hooks.ts'
import { filled } from '../../forms/act-form.tsx'
import { ModalForm } from '../../forms/modal-form.tsx'
import { DataTable } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { useListState } from '../../lists/list-state.ts'
import { SearchField } from '../../lists/search-field.tsx'
import { Problem } from '../../shell/problem.tsx'
import { Section } from '../../shell/section.tsx'
import type { Api } from './detail.tsx'

type Scope = NonNullable<Api['scopes']>[number]

export function ApiPermissions({ server }: { server: Api }) {
  const { api } = useTenant()
  const may = useMay()
  const list = useListState<'q' | 'tab'>()
  const q = list.get('q').toLowerCase()
  const all = server.scopes ?? []
  const write = (scopes: Scope[]) => api.PATCH('/api/v2/resource-servers/{id}', { params: { path: { id: server.id } }, body: { scopes } })
  const refresh = [['resource-servers']] as const
  const add = useAct({ act: ({ value, description }: { value: string; description: string }) => write([...all, { value: value.trim(), ...(description ? { description } : {}) }]), done: 'The permission was added.', refresh })
  const remove = useAct({ act: (value: string) => write(all.filter((scope) => scope.value !== value)), done: 'The permission was removed.', refresh })
  const closed = because(server.is_system && 'The permissions of this API belong to the product.', may('update:resource_servers'))
  const rows = all.filter(({ value, description = '' }) => `${value} ${description}`.toLowerCase().includes(q))
  const query = { data: { rows: rows.slice(list.page * 50, list.page * 50 + 50), total: rows.length }, error: null, isFetching: false, isPlaceholderData: false, refetch: async () => {} }
  return (
    <Section title="Permissions" about="Scopes that applications may ask for, and roles may carry." actions={
      <ModalForm label="Add permission" submit="Add" variant="default" act={add} initial={{ value: '', description: '' }} validate={{ value: (value) => filled(value) ?? (/\s|"|\\/.test(value.trim()) ? 'Without blanks, quotation marks and backslashes.' : all.some((scope) => scope.value === value.trim()) ? 'This API has it already.' : null) }} disabledBecause={closed}>
        {(form) => (
          <>
            <TextInput label="Permission" placeholder="read:orders" required data-autofocus maxLength={280} {...form.getInputProps('value')} />
            <TextInput label="Description" maxLength={500} description="People read it when they are asked for their consent." {...form.getInputProps('description')} />
          </>
        )}
      </ModalForm>
    }>
      <Stack gap="sm">
        {remove.problem && <Problem problem={remove.problem} />}
        {all.length > 12 && <SearchField label="Find a permission" value={list.get('q')} onSearch={(text) => list.set({ q: text })} />}
        <DataTable<Scope> label="Permissions" query={query} page={list.page} pageSize={50} onPage={list.setPage} rowKey={({ value }) => value} empty={<Empty title={q ? 'No permission fits.' : 'No permissions yet'}>{q ? undefined : 'Without any, a token for this API says only who it is for.'}</Empty>} columns={[
          { title: 'Permission', cell: ({ value }) => <Text className="mono">{value}</Text> },
          { title: 'Description', cell: ({ description }) => <Text size="sm">{description}</Text> },
          { title: 'Actions', align: 'right', cell: ({ value }) => <ActButton size="compact-xs" variant="default" aria-label={`Remove ${value}`} disabledBecause={closed} onClick={() => void remove.run(value)}>Remove</ActButton> },
        ]} />
      </Stack>
    </Section>
  )
}
