/** The conditions of a task: as they are now while it is open, as they were when it is over. What cannot be measured, a person vouches for. */
import { Group, List, Text } from '@mantine/core'
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react'
import { because, useMayConfigure } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useAppliance, useRead } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'
import { WordsForm } from '../../forms/words-form.tsx'
import { Who } from '../../lists/who.tsx'
import { Section } from '../../shell/section.tsx'
import { acts, type Task } from './task.types.ts'

type Evidence = Task['evidence'][number]

export function Conditions({ task }: { task: Task }) {
  const api = useAppliance()
  const open = acts[task.state].includes('decline')
  const now = useRead(['tasks', task.id, 'evidence'], () => read(api.GET('/api/appliance/v1/tasks/{id}/evidence', { params: { path: { id: task.id } } })), { enabled: open, refetchInterval: 15_000 })
  const evidence = (open && now.data) || task.evidence
  if (evidence.length === 0) return null
  return (
    <Section title="Conditions" about={open ? 'As they are now. It runs when all that have to be met before are met.' : 'As they were looked at last.'}>
      <List size="sm" spacing="xs">
        {evidence.map((each) => (
          <List.Item key={each.gate} icon={each.met ? <IconCircleCheck size={17} color="var(--mantine-color-green-8)" aria-label="met" /> : <IconCircleX size={17} color="var(--mantine-color-error)" aria-label="not met" />}>
            {each.sentence}
            {!each.met && <Text size="sm" c="dimmed">{each.remedy}</Text>}
            {each.by !== 'appliance' && each.by !== 'nobody' && <Text size="xs" c="dimmed">The word of <Who by={each.by} /></Text>}
            {open && each.by !== 'appliance' && <Group mt={4}><Vouch task={task.id} evidence={each} /></Group>}
          </List.Item>
        ))}
      </List>
      {!open && task.vouched.map(({ gate, by, sentence }) => <Text key={gate} size="sm">The word of <Who by={by} />: {sentence}</Text>)}
    </Section>
  )
}

function Vouch({ task, evidence: { gate, title, met, when } }: { task: string; evidence: Evidence }) {
  const api = useAppliance()
  const may = useMayConfigure()
  const vouch = useAct<string>({ act: (sentence, headers) => api.POST('/api/appliance/v1/tasks/{id}/vouch', { params: { path: { id: task } }, body: { gate, sentence }, headers }), done: 'Your word is on record.', refresh: [['tasks'], ['next-steps']] })
  return <WordsForm label="Vouch for it" buttonSize="xs" ask="What you know, and from where" about={title} act={vouch} disabledBecause={because(may('update:appliance'), met && 'Somebody has given their word.', when === 'after' && 'This is asked about when it has run.')} />
}
