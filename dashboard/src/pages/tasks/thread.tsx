/** What people wrote to one another about a task. */
import { Checkbox, Paper, Stack, Text, Textarea } from '@mantine/core'
import { useMayConfigure } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useAppliance } from '../../api/hooks.ts'
import { ActForm, filled } from '../../forms/act-form.tsx'
import { Moment } from '../../lists/moment.tsx'
import { Who } from '../../lists/who.tsx'
import { Section } from '../../shell/section.tsx'
import type { Message, Task } from './task.types.ts'

export const Messages = ({ of }: { of: readonly Message[] }) => (
  <Stack gap="xs">
    {of.length === 0 && <Text size="sm" c="dimmed">Nobody has written yet.</Text>}
    {of.map(({ author, party, body, at }) => (
      <Paper key={`${at} ${author} ${body.slice(0, 20)}`} withBorder p="xs">
        <Text size="xs" c="dimmed"><Who by={author} /> ({party}), <Moment at={at} /></Text>
        <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{body}</Text>
      </Paper>
    ))}
  </Stack>
)

export function Thread({ task }: { task: Task }) {
  const api = useAppliance()
  const may = useMayConfigure()
  const write = useAct<{ text: string; issue: boolean }>({ act: ({ text, issue }, headers) => api.POST('/api/appliance/v1/tasks/{id}/comments', { params: { path: { id: task.id } }, body: { text, ...(issue ? { issue } : {}) }, headers }), done: 'Written.', refresh: [['tasks', task.id]] })
  return (
    <Section title="Thread">
      <Messages of={task.thread} />
      <ActForm<{ text: string; issue: boolean }> key={task.thread.length} initial={{ text: '', issue: false }} validate={{ text: filled }} act={write} submit="Write" disabledBecause={may('update:appliance')}>
        {(form) => (
          <>
            <Textarea label="Message" autosize minRows={2} {...form.getInputProps('text')} />
            <Checkbox label="This is an issue: those who are told only of issues are told" {...form.getInputProps('issue', { type: 'checkbox' })} />
          </>
        )}
      </ActForm>
    </Section>
  )
}
