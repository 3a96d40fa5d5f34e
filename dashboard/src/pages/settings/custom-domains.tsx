/** Host names of the tenant's own: proven by a record in DNS, then answering like the name that the appliance gave. */
import { Group, Select, Stack, Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { ActButton } from '../../acts/act-button.tsx'
import { CopyValue } from '../../acts/copy-value.tsx'
import { DestroyButton } from '../../acts/destroy-button.tsx'
import { because, useMay } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useRead, useTenant } from '../../api/hooks.ts'
import { listed, pageOf } from '../../api/listed.ts'
import type { Answered, Sent } from '../../api/session.ts'
import { ModalForm } from '../../forms/modal-form.tsx'
import { DataTable, type Column } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { useListState } from '../../lists/list-state.ts'
import { Status } from '../../lists/status.tsx'
import { Section } from '../../shell/section.tsx'

type Domain = Answered<'customDomains.get'>
type New = Pick<Sent<'customDomains.create'>, 'domain' | 'type'>

const refresh = [['custom-domains']]
const tones = { ready: 'good', pending_verification: 'watch', failed: 'bad' } as const
const words = { ready: 'ready', pending_verification: 'not verified yet', failed: 'failed' } as const
const hostName = /^(?=.{3,255}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i

const columns: readonly Column<Domain>[] = [
  { title: 'Domain', cell: ({ domain, is_default: first }) => <Group gap={6}><Text size="sm" fw={500}>{domain}</Text>{first && <Status tone="quiet">default</Status>}</Group> },
  { title: 'State', least: 260, cell: ({ status, verification: { methods, error_msg: error }, certificate }) => (
    <Stack gap={4} align="flex-start">
      <Status tone={tones[status]}>{words[status]}</Status>
      {status !== 'ready' && methods.map(({ name, record, domain }) => <div key={name}><Text size="xs" c="dimmed">Set this {name.toUpperCase()} record{domain ? ` at ${domain}` : ''}, then verify:</Text><CopyValue value={record} label={`${name.toUpperCase()} record`} /></div>)}
      {(error ?? certificate?.error_msg) && <Text size="xs" c="dimmed">{error ?? certificate?.error_msg}</Text>}
    </Stack>
  ) },
  { title: 'Certificate', cell: ({ type }) => (type === 'auth0_managed_certs' ? 'ordered by the appliance' : 'brought by its operators'), from: 'sm' },
  { title: 'Actions', cell: (domain) => <DomainActs domain={domain} />, width: 300 },
]

export function CustomDomains() {
  const { api } = useTenant()
  const list = useListState()
  const query = useRead(['custom-domains', list.page], () => listed(api.GET('/api/v2/custom-domains', { params: { query: pageOf(list.page) } }), 'custom_domains'))
  return (
    <Section title="Custom domains" about="People see a name of your own on the login page and in links. Each signs as its own issuer; the tenant goes on answering at its first name." actions={<Add />}>
      <DataTable label="Custom domains" query={query} columns={columns} rowKey={({ custom_domain_id: id }) => id} page={list.page} pageSize={25} onPage={list.setPage} empty={<Empty title="No custom domain">Add one, set the record that is shown in its DNS, and verify it.</Empty>} />
    </Section>
  )
}

function Add() {
  const { api } = useTenant()
  const may = useMay()
  const add = useAct<New>({ act: (body) => api.POST('/api/v2/custom-domains', { body }), done: 'Added. Set its record in DNS now.', refresh })
  return (
    <ModalForm<New> label="Add a domain" submit="Add" initial={{ domain: '', type: 'auth0_managed_certs' }} validate={{ domain: (name) => (hostName.test(name.trim()) ? null : 'A host name, for example login.example.com.') }} act={{ ...add, run: ({ domain, type }) => add.run({ domain: domain.trim(), type }) }} disabledBecause={may('create:custom_domains')}>
      {(form) => (
        <>
          <TextInput label="Domain" placeholder="login.example.com" required maxLength={255} autoComplete="off" spellCheck={false} data-autofocus {...form.getInputProps('domain')} />
          <Select label="Certificate" allowDeselect={false} data={[{ value: 'auth0_managed_certs', label: 'The appliance orders it by ACME' }, { value: 'self_managed_certs', label: 'Whoever runs the appliance uploads it' }]} {...form.getInputProps('type')} />
        </>
      )}
    </ModalForm>
  )
}

function DomainActs({ domain: { custom_domain_id: id, domain, status, is_default: first } }: { domain: Domain }) {
  const { api } = useTenant()
  const may = useMay()
  const params = { path: { id } }
  const verify = useAct<void, Domain>({ act: () => api.POST('/api/v2/custom-domains/{id}/verify', { params }) as never, done: ({ status: now }) => (now === 'ready' ? `${domain} is verified.` : ''), refresh })
  const test = useAct<void, { success: boolean; message?: string }>({ act: () => api.POST('/api/v2/custom-domains/{id}/test', { params }) as never, onDone: ({ success, message }) => notifications.show(success ? { color: 'green', message: `${domain} answers as an application would find it.` } : { color: 'red', message: message ?? `${domain} does not answer.`, autoClose: 12_000 }) })
  const prefer = useAct<void>({ act: () => api.PATCH('/api/v2/custom-domains/default', { body: { domain } }), done: `Links lead to ${domain} from now on.`, refresh })
  const remove = useAct<void>({ act: () => api.DELETE('/api/v2/custom-domains/{id}', { params }), done: `${domain} is gone.`, refresh })
  const notReady = status !== 'ready' && 'Verify it first.'
  return (
    <Group gap={6}>
      {status === 'ready' ? <ActButton size="xs" variant="default" loading={test.pending} onClick={() => void test.run()} disabledBecause={may('read:custom_domains')}>Test</ActButton> : <ActButton size="xs" variant="default" loading={verify.pending} onClick={() => void verify.run()} disabledBecause={may('create:custom_domains')}>Verify</ActButton>}
      <ActButton size="xs" variant="default" loading={prefer.pending} onClick={() => void prefer.run()} disabledBecause={because(may('update:custom_domains'), first && 'It is the default already.', notReady)}>Make default</ActButton>
      <DestroyButton label="Delete" size="xs" name={domain} act={remove} disabledBecause={because(may('delete:custom_domains'), first && 'Make another domain the default first.')}>Applications that sign in at {domain} cannot any more.</DestroyButton>
    </Group>
  )
}
