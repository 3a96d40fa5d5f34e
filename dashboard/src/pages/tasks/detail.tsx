/** One task as a timeline: plan, conditions with their evidence, who was asked, who signed, what happened. */
import { Alert, Group, List, Stack, Text, Timeline } from '@mantine/core'
import { useParams } from 'react-router'
import { useAppliance, useRead } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'
import { Moment, toTheMinute } from '../../lists/moment.tsx'
import { Status } from '../../lists/status.tsx'
import { Who } from '../../lists/who.tsx'
import { pathTo } from '../../paths.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Page } from '../../shell/page.tsx'
import { Section } from '../../shell/section.tsx'
import { MatrixRowName } from '../matrix/row-name.tsx'
import { NodeName } from '../nodes/list.tsx'
import { Conditions } from './conditions.tsx'
import { Consultations } from './consultations.tsx'
import { TaskActs } from './task-acts.tsx'
import { Thread } from './thread.tsx'
import { tones, type Task } from './task.types.ts'

export default function TaskPage() {
  const { id = '' } = useParams()
  const api = useAppliance()
  const query = useRead(['tasks', id], () => read(api.GET('/api/appliance/v1/tasks/{id}', { params: { path: { id } } })), { refetchInterval: ({ state: { data } }) => (data?.state === 'running' ? 1_000 : 10_000) })
  return <Loaded query={query}>{(task) => <TaskShown task={task} />}</Loaded>
}

function TaskShown({ task }: { task: Task }) {
  return (
    <Page title={task.title} back={{ to: pathTo('tasks'), label: 'Tasks' }} badges={<Status tone={tones[task.state]}>{task.state}</Status>} about={<><span className="mono">{task.operation}</span> · <MatrixRowName id={task.matrix_row} /> · {task.risk}</>} actions={<TaskActs task={task} />}>
      <Stack gap="md">
        {task.next && <Alert color="blue" title={`Next: ${task.next.what}`}>By {task.next.text}, until {toTheMinute(task.next.until)}.</Alert>}
        {task.outcome && <Alert color={task.state === 'failed' ? 'red' : 'green'} title={task.state === 'failed' ? 'It failed' : 'Outcome'}>{task.outcome}</Alert>}
        <Section title="Plan" about={task.reason ?? undefined}>
          <List size="sm" type="ordered">{task.plan.steps.map(({ id, about }) => <List.Item key={id}>{about}</List.Item>)}</List>
          {given(task).length > 0 && <dl className="definition">{given(task).flatMap(([name, value]) => [<dt key={`${name}?`}>{name === 'id' && task.operation.startsWith('nodes.') ? 'node' : name.replaceAll('_', ' ')}</dt>, <dd key={name}>{name === 'id' && task.operation.startsWith('nodes.') ? <NodeName id={String(value)} /> : typeof value === 'string' ? value : JSON.stringify(value)}</dd>])}</dl>}
          {Object.keys(task.plan.facts).length > 0 && <dl className="definition">{Object.entries(task.plan.facts).flatMap(([name, value]) => [<dt key={`${name}?`}>{name.replaceAll('_', ' ')}</dt>, <dd key={name}>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>])}</dl>}
        </Section>
        <Conditions task={task} />
        {task.consultations.length > 0 && <Consultations task={task} />}
        {task.steps.length > 0 && <Section title="Steps"><List size="sm">{task.steps.map((step) => <List.Item key={step.position}>{step.about}: {step.state}{step.error ? `. ${step.error}` : ''}</List.Item>)}</List></Section>}
        <Section title="What happened"><Happened task={task} /></Section>
        <Thread task={task} />
      </Stack>
    </Page>
  )
}

/** What the operation is given, which is what a signature is for: parameters, query and body alike. */
const given = (task: Task): [string, unknown][] =>
  Object.values((task.input_shown ?? {}) as Record<string, unknown>).flatMap((part) => (part !== null && typeof part === 'object' ? Object.entries(part) : []))

function Happened({ task }: { task: Task }) {
  const moments: { at: string; title: string; by: string; party?: string }[] = [
    { at: task.created_at, title: 'Proposed', by: task.proposed_by, party: task.proposed_party },
    ...task.consultations.filter(({ state }) => state !== 'open').map(({ deadline, party, state, settled_by: by }) => ({ at: deadline, title: `Consultation of the ${party}: ${state}`, by: by ?? '' })),
    ...(task.signed_off_at ? [{ at: task.signed_off_at, title: 'Signed off', by: task.signed_off_by ?? '' }] : []),
    ...(task.started_at ? [{ at: task.started_at, title: 'Begun', by: '' }] : []),
    ...(task.ended_at ? [{ at: task.ended_at, title: task.state === 'failed' ? 'Failed' : task.state === 'undone' ? 'Undone' : 'Done', by: '' }] : []),
  ]
  return <Timeline active={moments.length - 1} bulletSize={14} lineWidth={2}>{moments.map(({ at, title, by, party }) => <Timeline.Item key={`${title}${at}`} title={<Text size="sm" fw={500}>{title}</Text>}><Group gap={6}><Moment at={at} />{by && <Text size="xs" c="dimmed" component="span"><Who by={by} />{party && ` (${party})`}</Text>}</Group></Timeline.Item>)}</Timeline>
}
