/** Those who are asked before the work, and what they said. */
import { Group, Stack, Text } from '@mantine/core'
import { useMayConfigure } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useAppliance } from '../../api/hooks.ts'
import { WordsForm } from '../../forms/words-form.tsx'
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
  const reply = useAct<string>({ act: (answer, headers) => api.POST('/api/appliance/v1/consultations/{id}/answer', { params: { path: { id } }, body: { answer }, headers }), done: 'Answered.', refresh })
  const waive = useAct<string>({ act: (reason, headers) => api.POST('/api/appliance/v1/consultations/{id}/waive', { params: { path: { id } }, body: { task: task.id, reason }, headers }), done: 'The work goes on without the answer.', refresh })
  return (
    <Stack gap={4}>
      <Group gap="xs"><Text size="sm" fw={600}>{party}{role ? `, ${roleName(role)}` : ''}</Text><Status tone={state === 'open' ? 'watch' : 'quiet'}>{state}</Status>{state === 'open' && <Text size="xs" c="dimmed">until <Moment at={deadline} /></Text>}</Group>
      <Text size="sm">{question}</Text>
      {answer && <Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>{answer}</Text>}
      {state === 'open' && (
        <Group gap="xs">
          <WordsForm label="Answer" buttonSize="xs" ask="Answer" rows={3} act={reply} disabledBecause={may('update:appliance')} />
          <WordsForm label="Go on without" submit="Go on" buttonSize="xs" ask="Why the answer is not waited for" rows={3} act={waive} disabledBecause={may('update:appliance')} />
        </Group>
      )}
    </Stack>
  )
}
