/** From the signature to the handover: the timeline with its due dates, the checklists, the meeting with its drills. */
import { Group, List, Select, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { IconCircle, IconCircleCheck } from '@tabler/icons-react'
import { Link } from 'react-router'
import { ActButton } from '../../acts/act-button.tsx'
import { because, useMayConfigure } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useAppliance, useRead } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'
import type { ApplianceAnswered } from '../../api/session.ts'
import { filled } from '../../forms/act-form.tsx'
import { ModalForm } from '../../forms/modal-form.tsx'
import { DataTable, type Column } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { Moment, toTheMinute } from '../../lists/moment.tsx'
import { Status } from '../../lists/status.tsx'
import { pathTo } from '../../paths.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Page } from '../../shell/page.tsx'
import { Section } from '../../shell/section.tsx'

type Milestone = ApplianceAnswered<'engagement.timeline'>[number]
type Topic = ApplianceAnswered<'handover.get'>['agenda'][number]

const refresh = [['engagement'], ['handover'], ['checklists'], ['next-steps']]
const tones = { open: 'watch', late: 'bad', reached: 'good' } as const

export default function Handover() {
  return <Page title="Engagement and handover" about="Kickoff, infrastructure, set-up and handover, with the drills that the appliance records when they happen."><Stack gap="md"><Timeline /><Checklists /><Meeting /></Stack></Page>
}

const columns: readonly Column<Milestone>[] = [
  { title: 'Milestone', cell: ({ title, note }) => <>{title}{note && <Text size="xs" c="dimmed">{note}</Text>}</> },
  { title: 'From', cell: ({ from }) => from, from: 'sm' },
  { title: 'Due', cell: ({ due }) => due },
  { title: 'State', cell: ({ state, reachedOn }) => <Status tone={tones[state]}>{state}{reachedOn ? ` on ${reachedOn}` : ''}</Status> },
]

function Timeline() {
  const api = useAppliance()
  const may = useMayConfigure()
  const query = useRead(['engagement'], async () => ({ rows: await read(api.GET('/api/appliance/v1/engagement')) }))
  const sign = useAct<{ signed_on: string }>({ act: (body, headers) => api.PUT('/api/appliance/v1/engagement', { body, headers }), done: 'The timeline is set.', refresh })
  const reach = useAct<{ milestone: string; note: string }>({ act: ({ milestone, note }, headers) => api.POST('/api/appliance/v1/engagement/milestones', { body: { milestone: milestone as 'kickoff', ...(note ? { note } : {}) }, headers }), done: 'Recorded.', refresh })
  const no = may('update:appliance')
  return (
    <Section title="Timeline" actions={
      <>
        <ModalForm<{ signed_on: string }> label="Day of the signature" submit="Record" variant="default" initial={{ signed_on: '' }} validate={{ signed_on: filled }} act={sign} disabledBecause={no}>{(form) => <TextInput type="date" label="Signed on" required {...form.getInputProps('signed_on')} />}</ModalForm>
        <ModalForm<{ milestone: string; note: string }> label="Milestone reached" submit="Record" variant="default" initial={{ milestone: 'kickoff', note: '' }} act={reach} disabledBecause={because(no, query.data?.rows.length === 0 && 'Record the day of the signature first.')}>
          {(form) => <><Select label="Milestone" allowDeselect={false} data={[{ value: 'kickoff', label: 'Kickoff' }, { value: 'infrastructure-ready', label: 'Infrastructure ready' }, { value: 'set-up', label: 'Set-up' }]} {...form.getInputProps('milestone')} /><Textarea label="Note" autosize {...form.getInputProps('note')} /></>}
        </ModalForm>
      </>}>
      <DataTable label="Timeline" query={query} columns={columns} rowKey={({ milestone }) => milestone} empty={<Empty title="No signature is recorded">With the day of the signature the due dates follow.</Empty>} />
    </Section>
  )
}

function Checklists() {
  const api = useAppliance()
  const may = useMayConfigure()
  const query = useRead(['checklists'], async () => ({ rows: await read(api.GET('/api/appliance/v1/checklists')) }))
  const open = useAct<'pre-installation' | 'post-installation'>({ act: (kind, headers) => api.POST('/api/appliance/v1/checklists', { body: { kind }, headers }), refresh })
  return (
    <Section title="Checklists" about="Filled partly by measurement (bailiwick preflight on each node), partly by people." actions={(['pre-installation', 'post-installation'] as const).map((kind) => <ActButton key={kind} size="sm" variant="default" onClick={() => void open.run(kind)} disabledBecause={may('update:appliance')}>{kind === 'pre-installation' ? 'Begin before installation' : 'Begin after installation'}</ActButton>)}>
      <DataTable label="Checklists" query={query} rowKey={({ id }) => id} empty={<Empty title="No checklist was begun" />} columns={[
        { title: 'Checklist', cell: ({ id, kind }) => <Link className="row-link" to={pathTo('checklist', { id })}>{kind === 'pre-installation' ? 'Before the installation' : 'After the installation'}</Link> },
        { title: 'State', cell: ({ state }) => <Status tone={state === 'accepted' ? 'good' : 'watch'}>{state}</Status> },
        { title: 'Begun', cell: ({ created_at: at }) => <Moment at={at} /> },
      ]} />
    </Section>
  )
}

function Meeting() {
  const api = useAppliance()
  const may = useMayConfigure()
  const query = useRead(['handover'], () => read(api.GET('/api/appliance/v1/handover')))
  const schedule = useAct<{ at: string }>({ act: ({ at }, headers) => api.PUT('/api/appliance/v1/handover', { body: { at: new Date(at).toISOString() }, headers }), done: 'Scheduled.', refresh })
  const cover = useAct<Topic['topic']>({ act: (topic, headers) => api.POST('/api/appliance/v1/handover/topics', { body: { topic }, headers }), done: 'Gone through.', refresh })
  const sign = useAct<void>({ act: (_, headers) => api.POST('/api/appliance/v1/handover/sign', { headers }), done: 'Signed for the provider.', refresh })
  const accept = useAct<void>({ act: (_, headers) => api.POST('/api/appliance/v1/handover/accept', { headers }), done: 'Signed for the subscriber.', refresh })
  const no = may('update:appliance')
  const Tick = ({ done }: { done: boolean }) => (done ? <IconCircleCheck size={17} color="var(--mantine-color-green-8)" aria-label="done" /> : <IconCircle size={17} aria-label="not yet" />)
  return (
    <Section title="Handover of operations" about="90 minutes: monitoring, backup, updates, questions. Each drill is recorded by the appliance itself when it happens." actions={<ModalForm<{ at: string }> label="Schedule" variant="default" submit="Schedule" initial={{ at: '' }} validate={{ at: filled }} act={schedule} disabledBecause={no}>{(form) => <TextInput type="datetime-local" label="When" required {...form.getInputProps('at')} />}</ModalForm>}>
      <Loaded query={query}>{({ scheduled, agenda, drills, missing }) => (
        <Stack gap="sm">
          <Text size="sm">{scheduled ? <>Scheduled for {toTheMinute(scheduled.scheduled_at)}.</> : 'Not scheduled yet.'}</Text>
          <List size="sm" spacing={6} listStyleType="none">{agenda.map(({ topic, title, minutes, covered }) => <List.Item key={topic} icon={<Tick done={covered !== undefined} />}><Group gap="xs">{title}, {minutes} minutes{!covered && <ActButton size="compact-xs" variant="default" onClick={() => void cover.run(topic)} disabledBecause={because(no, !scheduled && 'Schedule the meeting first.')}>Gone through</ActButton>}</Group></List.Item>)}</List>
          <List size="sm" spacing={6} listStyleType="none">{drills.map(({ drill, title, done }) => <List.Item key={drill} icon={<Tick done={done !== undefined} />}>{title}</List.Item>)}</List>
          <Group gap="xs">
            <ActButton size="sm" onClick={() => void sign.run()} loading={sign.pending} disabledBecause={because(no, Boolean(scheduled?.provider_signed_at) && 'It is signed for the provider.', missing.length > 0 && `Missing: ${missing.join(' ')}`)}>Sign for the provider</ActButton>
            <ActButton size="sm" onClick={() => void accept.run()} loading={accept.pending} disabledBecause={because(no, Boolean(scheduled?.subscriber_signed_at) && 'It is signed for the subscriber.', missing.length > 0 && `Missing: ${missing.join(' ')}`)}>Sign for the subscriber</ActButton>
          </Group>
        </Stack>
      )}</Loaded>
    </Section>
  )
}
