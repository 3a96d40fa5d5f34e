/** Addresses that are told by HTTP of what the inbox of a party tells. */
import { Alert, Select, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { CopyValue } from '../../acts/copy-value.tsx'
import { DestroyButton } from '../../acts/destroy-button.tsx'
import { useMayConfigure } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useAppliance, useRead } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'
import type { ApplianceAnswered } from '../../api/session.ts'
import { ModalForm } from '../../forms/modal-form.tsx'
import { DataTable, type Column } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { Section } from '../../shell/section.tsx'

type Webhook = ApplianceAnswered<'webhooks.list'>[number]
type Made = { url: string; secret: string }
type Values = { party: 'subscriber' | 'provider'; url: string }

const refresh = [['webhooks']]
const address = (url: string): string | null => {
  const at = URL.canParse(url.trim()) ? new URL(url.trim()) : undefined
  return at?.protocol === 'https:' || at?.protocol === 'http:' ? null : 'Write the address whole, for example https://hooks.example.com/bailiwick.'
}

const columns: readonly Column<Webhook>[] = [
  { title: 'Party', cell: ({ party }) => party },
  { title: 'Address', least: 260, cell: ({ url }) => <span className="mono" style={{ overflowWrap: 'anywhere' }}>{url}</span> },
  { title: 'Actions', cell: (webhook) => <Remove webhook={webhook} />, width: 110 },
]

export function Webhooks() {
  const api = useAppliance()
  const may = useMayConfigure()
  const [made, setMade] = useState<Made>()
  const query = useRead(['webhooks'], async () => ({ rows: await read(api.GET('/api/appliance/v1/webhooks')) }))
  const add = useAct<Values, Made>({ act: ({ party, url }, headers) => api.POST('/api/appliance/v1/webhooks', { body: { party, url: url.trim() }, headers }) as never, onDone: setMade, refresh })
  return (
    <Section title="Webhooks" about="Each is sent the news of its party as JSON, signed with its secret. Alerts about health go to the address under Settings, Alerts." actions={
      <ModalForm<Values> label="Add a webhook" submit="Add" initial={{ party: 'subscriber', url: '' }} validate={{ url: address }} act={add} disabledBecause={may('update:appliance')}>
        {(form) => <><Select label="Party" description="Whose news are sent." allowDeselect={false} data={['subscriber', 'provider']} {...form.getInputProps('party')} /><TextInput label="Address" placeholder="https://hooks.example.com/bailiwick" required maxLength={2000} classNames={{ input: 'mono' }} {...form.getInputProps('url')} /></>}
      </ModalForm>}>
      {made && <Alert variant="default" withCloseButton onClose={() => setMade(undefined)} closeButtonLabel="Close" title="The secret is shown this once"><Text size="sm">Whoever receives the calls at {made.url} checks their signatures with it.</Text><CopyValue value={made.secret} label="secret of the webhook" secret /></Alert>}
      <DataTable label="Webhooks" query={query} columns={columns} rowKey={({ id }) => id} empty={<Empty title="No webhook">Add the address of a chat, a ticket system or an operations centre that should be told at once.</Empty>} />
    </Section>
  )
}

function Remove({ webhook: { id, url } }: { webhook: Webhook }) {
  const api = useAppliance()
  const may = useMayConfigure()
  const remove = useAct<void>({ act: (_, headers) => api.DELETE('/api/appliance/v1/webhooks/{id}', { params: { path: { id } }, headers }), done: 'Nothing is sent there any more.', refresh })
  return <DestroyButton label="Remove" size="xs" name={new URL(url).host} act={remove} disabledBecause={may('update:appliance')}>Nothing is sent to {url} any more.</DestroyButton>
}
