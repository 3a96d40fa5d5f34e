/** Reports to the provider's console: outbound only, and only what is consented to. */
import { Checkbox, Stack, Text, Textarea } from '@mantine/core'
import { ActButton } from '../../acts/act-button.tsx'
import { DestroyButton } from '../../acts/destroy-button.tsx'
import { useMayConfigure } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useAppliance, useRead } from '../../api/hooks.ts'
import { listed, pageOf } from '../../api/listed.ts'
import { read } from '../../api/problem.ts'
import type { ApplianceAnswered } from '../../api/session.ts'
import { ActForm } from '../../forms/act-form.tsx'
import { pastedFile } from '../../forms/json-field.tsx'
import { ModalForm } from '../../forms/modal-form.tsx'
import { DataTable, type Column } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { useListState } from '../../lists/list-state.ts'
import { Moment } from '../../lists/moment.tsx'
import { Status } from '../../lists/status.tsx'
import { Loaded } from '../../shell/loaded.tsx'
import { Section } from '../../shell/section.tsx'

type View = ApplianceAnswered<'reporting.get'>
type Kind = View['kinds'][number]
type Instruction = ApplianceAnswered<'reporting.instructions'>['instructions'][number]

const refresh = [['reporting']]
const size = 25

export function Reporting() {
  const api = useAppliance()
  const query = useRead(['reporting'], () => read(api.GET('/api/appliance/v1/reporting')))
  return (
    <Stack gap="md">
      <Section title="Provider’s console" about="This appliance works fully without it. Nothing ever connects inwards: the appliance reports, and fetches what the provider said."><Loaded query={query}>{(view) => (view.console ? <Paired view={view} console={view.console} /> : <NotPaired view={view} />)}</Loaded></Section>
      <Instructions />
    </Stack>
  )
}

const Consents = ({ kinds, value, onChange }: { kinds: readonly Kind[]; value: string[]; onChange: (value: string[]) => void }) => (
  <Checkbox.Group label="What may leave this appliance" value={value} onChange={onChange}><Stack gap={6} mt={6}>{kinds.map(({ kind, title }) => <Checkbox key={kind} value={kind} label={title} />)}</Stack></Checkbox.Group>
)

function NotPaired({ view: { kinds, own_key: key } }: { view: View }) {
  const api = useAppliance()
  const may = useMayConfigure()
  const pair = useAct<{ card: string; consents: string[] }>({ act: ({ card, consents }, headers) => api.PUT('/api/appliance/v1/reporting', { body: { card: JSON.parse(card) as never, consents: consents as never }, headers }), done: 'Paired with the console.', refresh })
  return (
    <Stack gap="sm" align="flex-start">
      <Text size="sm">Nothing is reported. This appliance would sign with the key <span className="mono">{key}</span>.</Text>
      <ModalForm<{ card: string; consents: string[] }> label="Report to a console" submit="Pair" variant="default" size="lg" initial={{ card: '', consents: [] }} validate={{ card: pastedFile }} act={pair} disabledBecause={may('update:appliance')}>
        {(form) => <><Textarea label="Card of the console" description="From the provider." required autosize minRows={5} spellCheck={false} classNames={{ input: 'mono' }} {...form.getInputProps('card')} /><Consents kinds={kinds} value={form.values.consents} onChange={(next) => form.setFieldValue('consents', next)} /></>}
      </ModalForm>
    </Stack>
  )
}

function Paired({ view: { kinds }, console: { name, url, key, answered_at: answered, failing_since: failing, last_error: error } }: { view: View; console: NonNullable<View['console']> }) {
  const api = useAppliance()
  const may = useMayConfigure()
  const no = may('update:appliance')
  const consent = useAct<{ consents: string[] }>({ act: ({ consents }, headers) => api.PATCH('/api/appliance/v1/reporting', { body: { consents: consents as never }, headers }), done: 'From now on only this is reported.', refresh })
  const now = useAct<void, { sentence: string }>({ act: (_, headers) => api.POST('/api/appliance/v1/reporting/now', { headers }), done: ({ sentence }) => sentence, refresh })
  const end = useAct<void>({ act: (_, headers) => api.DELETE('/api/appliance/v1/reporting', { headers }), done: 'Nothing is reported any more.', refresh })
  return (
    <Stack gap="sm">
      <Text size="sm">Reports to <strong>{name}</strong> at <span className="mono">{url}</span>, key <span className="mono">{key}</span>. <Status tone={failing ? 'bad' : 'good'}>{failing ? 'not reached' : 'reached'}</Status> Last answer: <Moment at={answered} />.{failing && error ? ` ${error}` : ''}</Text>
      <ActForm<{ consents: string[] }> initial={{ consents: kinds.filter(({ consented }) => consented).map(({ kind }) => kind) }} act={consent} disabledBecause={no}>{(form) => <Consents kinds={kinds} value={form.values.consents} onChange={(next) => form.setFieldValue('consents', next)} />}</ActForm>
      <Stack gap="xs" align="flex-start"><ActButton size="xs" variant="default" loading={now.pending} onClick={() => void now.run()} disabledBecause={no}>Report now</ActButton><DestroyButton label="End reporting" size="xs" name={name} act={end} disabledBecause={no}>The provider’s console keeps what it was told; it learns nothing more.</DestroyButton></Stack>
    </Stack>
  )
}

const columns: readonly Column<Instruction>[] = [
  { title: 'Said', cell: ({ said_at: at, said_by: by }) => <><Moment at={at} /><Text size="xs" c="dimmed">{by}</Text></> },
  { title: 'What', cell: ({ operation }) => <span className="mono">{operation}</span> },
  { title: 'State', cell: ({ state }) => <Status tone={state === 'done' ? 'good' : 'bad'}>{state}</Status> },
  { title: 'What became of it', least: 240, cell: ({ sentence }) => sentence },
]

function Instructions() {
  const api = useAppliance()
  const list = useListState()
  const query = useRead(['reporting', 'instructions', list.page], () => listed(api.GET('/api/appliance/v1/reporting/instructions', { params: { query: pageOf(list.page, size) } }), 'instructions'))
  return (
    <Section title="What the provider said there">
      <DataTable label="Instructions" query={query} columns={columns} rowKey={({ id }) => id} page={list.page} pageSize={size} onPage={list.setPage} empty={<Empty title="Nothing was said">What people of the provider ask for at their console is carried out here as far as the matrix lets them, and stands here with what became of it.</Empty>} />
    </Section>
  )
}
