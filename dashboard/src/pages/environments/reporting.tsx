/** Reports to the provider's console: outbound only, and only what is consented to. */
import { Checkbox, List, Stack, Text, Textarea } from '@mantine/core'
import { ActButton } from '../../acts/act-button.tsx'
import { DestroyButton } from '../../acts/destroy-button.tsx'
import { useMayConfigure } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useAppliance, useRead } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'
import type { ApplianceAnswered } from '../../api/session.ts'
import { ActForm } from '../../forms/act-form.tsx'
import { ModalForm } from '../../forms/modal-form.tsx'
import { Moment } from '../../lists/moment.tsx'
import { Status } from '../../lists/status.tsx'
import { Loaded } from '../../shell/loaded.tsx'
import { Section } from '../../shell/section.tsx'
import { objectOf } from './environments.tsx'

type View = ApplianceAnswered<'reporting.get'>
type Kind = View['kinds'][number]

const refresh = [['reporting']]
/** As many instructions as the API answers. */
const bound = 500

export function Reporting() {
  const api = useAppliance()
  const query = useRead(['reporting'], () => read(api.GET('/api/appliance/v1/reporting')))
  return <Section title="Provider’s console" about="This appliance works fully without it. Nothing ever connects inwards: the appliance reports, and fetches what the provider said."><Loaded query={query}>{(view) => (view.console ? <Paired view={view} console={view.console} /> : <NotPaired view={view} />)}</Loaded></Section>
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
      <ModalForm<{ card: string; consents: string[] }> label="Report to a console" submit="Pair" variant="default" size="lg" initial={{ card: '', consents: [] }} validate={{ card: objectOf }} act={pair} disabledBecause={may('update:appliance')}>
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
  const said = useRead(['reporting', 'instructions'], () => read(api.GET('/api/appliance/v1/reporting/instructions')))
  return (
    <Stack gap="sm">
      <Text size="sm">Reports to <strong>{name}</strong> at <span className="mono">{url}</span>, key <span className="mono">{key}</span>. <Status tone={failing ? 'bad' : 'good'}>{failing ? 'not reached' : 'reached'}</Status> Last answer: <Moment at={answered} />.{failing && error ? ` ${error}` : ''}</Text>
      <ActForm<{ consents: string[] }> initial={{ consents: kinds.filter(({ consented }) => consented).map(({ kind }) => kind) }} act={consent} disabledBecause={no}>{(form) => <Consents kinds={kinds} value={form.values.consents} onChange={(next) => form.setFieldValue('consents', next)} />}</ActForm>
      {said.data && said.data.length > 0 && <><Text size="sm" fw={600}>What the provider said there</Text><List size="sm">{said.data.map(({ id, operation, said_by: by, state, sentence }) => <List.Item key={id}>{by}: <span className="mono">{operation}</span>, {state}. {sentence}</List.Item>)}</List>{said.data.length >= bound && <Text size="xs" c="dimmed">The newest {bound} are shown.</Text>}</>}
      <Stack gap="xs" align="flex-start"><ActButton size="xs" variant="default" loading={now.pending} onClick={() => void now.run()} disabledBecause={no}>Report now</ActButton><DestroyButton label="End reporting" size="xs" name={name} act={end} disabledBecause={no}>The provider’s console keeps what it was told; it learns nothing more.</DestroyButton></Stack>
    </Stack>
  )
}
