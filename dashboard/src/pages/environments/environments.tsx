/** The pair of development and production, what they vouched for, and the provider's console that this appliance may report to. */
import { Select, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { CodeBlock } from '../../acts/code-block.tsx'
import { DestroyButton } from '../../acts/destroy-button.tsx'
import { useMayConfigure } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useAppliance, useRead } from '../../api/hooks.ts'
import { listed, pageOf } from '../../api/listed.ts'
import { read } from '../../api/problem.ts'
import type { ApplianceAnswered } from '../../api/session.ts'
import { filled } from '../../forms/act-form.tsx'
import { pastedFile } from '../../forms/json-field.tsx'
import { ModalForm } from '../../forms/modal-form.tsx'
import { DataTable, type Column } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { useListState } from '../../lists/list-state.ts'
import { Moment } from '../../lists/moment.tsx'
import { Who } from '../../lists/who.tsx'
import { Loaded } from '../../shell/loaded.tsx'
import { Page } from '../../shell/page.tsx'
import { Section } from '../../shell/section.tsx'
import { Tabbed } from '../../shell/tabbed.tsx'
import { Reporting } from './reporting.tsx'

type Attestation = ApplianceAnswered<'environments.attestations'>['attestations'][number]

const refresh = [['environments'], ['attestations']]
const size = 25

const columns: readonly Column<Attestation>[] = [
  { title: 'What', cell: ({ kind }) => kind.replaceAll('-', ' ') },
  { title: 'From', cell: ({ direction }) => (direction === 'issued' ? 'this appliance' : 'the other appliance') },
  { title: 'When', cell: ({ issued_at: at }) => <Moment at={at} /> },
  { title: 'Facts', cell: ({ facts }) => <Text size="xs" className="mono">{Object.entries(facts).map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`).join(', ')}</Text> },
]

export default function Environments() {
  return (
    <Page wide title="Environments" about="Development and production are one appliance each, on networks that do not see one another. Signed attestations carry what was done on one to the other.">
      <Tabbed label="Environments" tabs={[
        { name: 'pair', title: 'The pair', content: () => <Stack gap="md"><Pair /><Attestations /></Stack> },
        { name: 'console', title: 'Provider’s console', content: () => <Reporting /> },
      ]} />
    </Page>
  )
}

function Attestations() {
  const api = useAppliance()
  const list = useListState<'direction'>()
  const direction = list.get('direction') as '' | Attestation['direction']
  const query = useRead(['attestations', list.page, direction], () => listed(api.GET('/api/appliance/v1/environments/attestations', { params: { query: { ...pageOf(list.page, size), ...(direction ? { direction } : {}) } } }), 'attestations'))
  return (
    <Section title="What was vouched for" actions={<><SignOff /><Receive /></>}>
      <Select aria-label="From" w={220} allowDeselect={false} data={[{ value: '', label: 'From both appliances' }, { value: 'issued', label: 'From this appliance' }, { value: 'received', label: 'From the other appliance' }]} value={direction} onChange={(value) => list.set({ direction: value ?? '' })} />
      <DataTable label="Attestations" query={query} columns={columns} rowKey={({ id }) => id} page={list.page} pageSize={size} onPage={list.setPage} empty={<Empty title="Nothing was vouched for yet">Builds, backups, updates and test sign-offs stand here, signed by the appliance that they happened on.</Empty>} />
    </Section>
  )
}

function Pair() {
  const api = useAppliance()
  const may = useMayConfigure()
  const card = useRead(['environments', 'card'], () => read(api.GET('/api/appliance/v1/environments/card')))
  const partner = useRead(['environments', 'partner'], () => read(api.GET('/api/appliance/v1/environments')))
  const pair = useAct<{ card: string }>({ act: ({ card: text }, headers) => api.PUT('/api/appliance/v1/environments', { body: JSON.parse(text) as never, headers }), done: 'Paired.', refresh })
  const unpair = useAct<void>({ act: (_, headers) => api.DELETE('/api/appliance/v1/environments', { headers }), done: 'The pairing has ended.', refresh })
  const no = may('update:appliance')
  return (
    <Section title="The pair" actions={<ModalForm<{ card: string }> label="Pair" submit="Pair" variant="default" size="lg" initial={{ card: '' }} validate={{ card: pastedFile }} act={pair} disabledBecause={no}>{(form) => <Textarea label="Card of the other appliance" description="From its page Environments, or bailiwick environments card." required autosize minRows={6} spellCheck={false} classNames={{ input: 'mono' }} {...form.getInputProps('card')} />}</ModalForm>}>
      <Loaded query={partner}>{(list) => (list.length === 0 ? <Text size="sm">Not paired. Give the other appliance the card below, and bring its card here.</Text> : list.map(({ key_id: key, name, environment, paired_at: at, paired_by: by }) => (
        <Stack key={key} gap={6} align="flex-start"><Text size="sm">Paired with <strong>{name}</strong> ({environment}), key <span className="mono">{key}</span>, <Moment at={at} /> by <Who by={by} />.</Text><DestroyButton label="End the pairing" size="xs" name={name} act={unpair} disabledBecause={no}>Attestations of the other appliance are not taken any more.</DestroyButton></Stack>
      )))}</Loaded>
      <Loaded query={card}>{(own) => <CodeBlock code={JSON.stringify(own, null, 2)} label="Card of this appliance" />}</Loaded>
    </Section>
  )
}

function SignOff() {
  const api = useAppliance()
  const may = useMayConfigure()
  const sign = useAct<{ build: string; note: string }>({ act: ({ build, note }, headers) => api.POST('/api/appliance/v1/environments/test-sign-offs', { body: { build, ...(note ? { note } : {}) }, headers }), done: 'Signed off for the other appliance.', refresh })
  return <ModalForm<{ build: string; note: string }> label="Sign off tests" submit="Sign off" variant="default" initial={{ build: '', note: '' }} validate={{ build: filled }} act={sign} disabledBecause={may('update:appliance')}>{(form) => <><TextInput label="Build" required {...form.getInputProps('build')} /><Textarea label="Note" autosize {...form.getInputProps('note')} /></>}</ModalForm>
}

function Receive() {
  const api = useAppliance()
  const may = useMayConfigure()
  const receive = useAct<{ packet: string }>({ act: ({ packet }, headers) => api.POST('/api/appliance/v1/environments/attestations', { body: JSON.parse(packet) as never, headers }), done: 'Taken in.', refresh })
  return <ModalForm<{ packet: string }> label="Take in an attestation" submit="Take in" variant="default" size="lg" initial={{ packet: '' }} validate={{ packet: pastedFile }} act={receive} disabledBecause={may('update:appliance')}>{(form) => <Textarea label="Attestation, as JSON" required autosize minRows={6} spellCheck={false} classNames={{ input: 'mono' }} {...form.getInputProps('packet')} />}</ModalForm>
}
