/** Those who are asked before the work, and what they said. */
import { Group, Stack, Text, Textarea } from '@mantine/core'
import { useMayConfigure } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useAppliance } from '../../api/hooks.ts'
import { filled } from '../../forms/act-form.tsx'
import { ModalForm } from '../../forms/modal-form.tsx'
import { Moment } from '../../lists/moment.tsx'
import { Status } from '../../lists/status.tsx'
import { Section } from '../../shell/section.tsx'
import { roleName } from '../people/roles.ts'
import type { Consultation, Task } from './task.types.ts'

const refresh = [['tasks'], ['next-steps']]

export const Consultations = ({ task }: { task: Task }) => (
  <Section title="Consultations" about="The work waits for the answer, the deadline or a waiver with a reason.">
    <Stack gap="md">{task.consultations.map((each) => <Asked key={each.id} task={task} asked={each} />)}</Stack>
  </Section>
)

function Asked({ task, asked: { id, party, role, question, state, deadline, answer } }: { task: Task; asked: Consultation }) {
  const api = useAppliance()
  const may = useMayConfigure()
  const reply = useAct<{ answer: string }>({ act: (body, headers) => api.POST('/api/appliance/v1/consultations/{id}/answer', { params: { path: { id } }, body, headers }), done: 'Answered.', refresh })
  const waive = useAct<{ reason: string }>({ act: ({ reason }, headers) => api.POST('/api/appliance/v1/consultations/{id}/waive', { params: { path: { id } }, body: { task: task.id, reason }, headers }), done: 'The work goes on without the answer.', refresh })
  return (
    <Stack gap={4}>
      <Group gap="xs"><Text size="sm" fw={600}>{party}{role ? `, ${roleName(role)}` : ''}</Text><Status tone={state === 'open' ? 'watch' : 'quiet'}>{state}</Status>{state === 'open' && <Text size="xs" c="dimmed">until <Moment at={deadline} /></Text>}</Group>
      <Text size="sm">{question}</Text>
      {answer && <Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>{answer}</Text>}
      {state === 'open' && (
        <Group gap="xs">
          <ModalForm<{ answer: string }> label="Answer" submit="Answer" variant="default" initial={{ answer: '' }} validate={{ answer: filled }} act={reply} disabledBecause={may('update:appliance')}>{(form) => <Textarea label="Answer" required autosize minRows={3} {...form.getInputProps('answer')} />}</ModalForm>
          <ModalForm<{ reason: string }> label="Go on without" submit="Go on" variant="default" initial={{ reason: '' }} validate={{ reason: filled }} act={waive} disabledBecause={may('update:appliance')}>{(form) => <Textarea label="Why the answer is not waited for" required autosize minRows={3} {...form.getInputProps('reason')} />}</ModalForm>
        </Group>
      )}
    </Stack>
  )
}
