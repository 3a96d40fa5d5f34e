/** Workstations whose signed commands the nodes obey. */
import { Stack, Text, Textarea, TextInput } from '@mantine/core'
import { CodeBlock } from '../../acts/code-block.tsx'
import { DestroyButton } from '../../acts/destroy-button.tsx'
import { useMayConfigure } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useAppliance, useRead } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'
import type { ApplianceAnswered } from '../../api/session.ts'
import { filled } from '../../forms/act-form.tsx'
import { ModalForm } from '../../forms/modal-form.tsx'
import { DataTable, type Column } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { Moment } from '../../lists/moment.tsx'
import { Who } from '../../lists/who.tsx'
import { Page } from '../../shell/page.tsx'
import { Section } from '../../shell/section.tsx'

type CliKey = ApplianceAnswered<'cli-keys.list'>[number]

const columns: readonly Column<CliKey>[] = [
  { title: 'Workstation', cell: ({ name }) => <Text size="sm" fw={500}>{name}</Text> },
  { title: 'Acts for', cell: ({ party }) => party },
  { title: 'Key', cell: ({ public_key: key }) => <span className="mono">{key.replaceAll(/-----[^-]+-----|\s/g, '').slice(0, 28)}…</span>, from: 'sm' },
  { title: 'Added', cell: ({ added_at: at, added_by: by }) => <><Moment at={at} /> <Text component="span" size="xs" c="dimmed">by <Who by={by} /></Text></> },
  { title: 'Actions', cell: (key) => <Remove cliKey={key} />, width: 110 },
]

export default function CliKeys() {
  const api = useAppliance()
  const query = useRead(['cli-keys'], async () => ({ rows: await read(api.GET('/api/appliance/v1/cli-keys')) }))
  return (
    <Page wide title="Command line" about="Whoever can read a workstation’s key file has its power: authorise keys of machines that you trust." actions={<AddKey />}>
      <Stack gap="md">
        <DataTable label="Authorised keys" query={query} columns={columns} rowKey={({ id }) => id} empty={<Empty title="No workstation is authorised">Make a key on the workstation, then add its public half here.</Empty>} />
        <Section title="On the workstation">
          <Text size="sm">Make a key pair; the public half is printed.</Text>
          <CodeBlock code="bailiwick create-key" label="Command to make a key" />
          <Text size="sm">Add the public half here, then fetch what the node offers.</Text>
          <CodeBlock code={`bailiwick -t ${location.hostname} update-commands\nbailiwick -t ${location.hostname} ping`} label="Commands to begin with" />
        </Section>
      </Stack>
    </Page>
  )
}

function AddKey() {
  const api = useAppliance()
  const may = useMayConfigure()
  const add = useAct<{ name: string; key: string }>({ act: (body, headers) => api.POST('/api/appliance/v1/cli-keys', { body, headers }), done: 'The key is authorised.', refresh: [['cli-keys']] })
  return (
    <ModalForm<{ name: string; key: string }> label="Add key" submit="Add" size="lg" initial={{ name: '', key: '' }} act={add} validate={{ name: filled, key: filled }} disabledBecause={may('update:appliance')}>
      {(form) => (
        <>
          <TextInput label="Name" description="Which workstation it is." required maxLength={100} {...form.getInputProps('name')} />
          <Textarea label="Public key" description="What create-key printed (PEM), or a line of OpenSSH: ssh-ed25519 …" required autosize minRows={4} spellCheck={false} classNames={{ input: 'mono' }} {...form.getInputProps('key')} />
        </>
      )}
    </ModalForm>
  )
}

function Remove({ cliKey: { id, name } }: { cliKey: CliKey }) {
  const api = useAppliance()
  const may = useMayConfigure()
  const remove = useAct<void>({ act: (_, headers) => api.DELETE('/api/appliance/v1/cli-keys/{id}', { params: { path: { id } }, headers }), done: `${name} is not authorised any more.`, refresh: [['cli-keys']] })
  return <DestroyButton label="Remove" size="xs" name={name} act={remove} disabledBecause={may('update:appliance')}>Its next request is refused.</DestroyButton>
}
