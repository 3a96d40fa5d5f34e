/** One checklist: each item with what was measured or said, and what is missing with its remedy. */
import { Group, List, Stack, Switch, Text, Textarea, TextInput } from '@mantine/core'
import { IconCircle, IconCircleCheck, IconCircleX } from '@tabler/icons-react'
import { useParams } from 'react-router'
import { ActButton } from '../../acts/act-button.tsx'
import { because, useMayConfigure } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useAppliance, useRead } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'
import type { ApplianceAnswered } from '../../api/session.ts'
import { filled } from '../../forms/act-form.tsx'
import { ModalForm } from '../../forms/modal-form.tsx'
import { WordsForm } from '../../forms/words-form.tsx'
import { Status } from '../../lists/status.tsx'
import { pathTo } from '../../paths.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Page } from '../../shell/page.tsx'
import { Section } from '../../shell/section.tsx'
import { Messages } from '../tasks/thread.tsx'

type Item = ApplianceAnswered<'checklists.get'>['items'][number]
type Values = { met: boolean; sentence: string; node: string }

export default function ChecklistPage() {
  const { id = '' } = useParams()
  const api = useAppliance()
  const may = useMayConfigure()
  const params = { path: { id } }
  const refresh = [['checklists'], ['next-steps']]
  const query = useRead(['checklists', id], () => read(api.GET('/api/appliance/v1/checklists/{id}', { params })))
  const submit = useAct<void>({ act: (_, headers) => api.POST('/api/appliance/v1/checklists/{id}/submit', { params, headers }), done: 'Submitted.', refresh })
  const accept = useAct<void>({ act: (_, headers) => api.POST('/api/appliance/v1/checklists/{id}/accept', { params, headers }), done: 'Accepted.', refresh })
  const giveBack = useAct<string>({ act: (comment, headers) => api.POST('/api/appliance/v1/checklists/{id}/return', { params, body: { comment }, headers }), done: 'Returned.', refresh })
  const no = may('update:appliance')
  return (
    <Loaded query={query}>{({ title, state, items, missing, thread }) => (
      <Page title={title} back={{ to: pathTo('handover'), label: 'Engagement and handover' }} badges={<Status tone={state === 'accepted' ? 'good' : 'watch'}>{state}</Status>} actions={
        <>
          {state !== 'submitted' && state !== 'accepted' && <ActButton size="sm" loading={submit.pending} onClick={() => void submit.run()} disabledBecause={because(no, missing.length > 0 && `${missing.length} items are missing.`)}>Submit</ActButton>}
          {state === 'submitted' && <ActButton size="sm" loading={accept.pending} onClick={() => void accept.run()} disabledBecause={no}>Accept</ActButton>}
          {state === 'submitted' && <WordsForm label="Return" ask="What is missing" act={giveBack} disabledBecause={no} />}
        </>}>
        <Stack gap="md">
          {missing.length > 0 && <Section title={`${missing.length} missing`}><List size="sm" spacing={4}>{missing.map(({ item, node, title: what, sentence, remedy }) => <List.Item key={`${item} ${node ?? ''}`}><strong>{what}</strong>{node ? ` on ${node}` : ''}: {sentence} <Text component="span" size="sm" c="dimmed">{remedy}</Text></List.Item>)}</List></Section>}
          <Section title="Items">
            <Stack gap="sm">{items.map((item) => <ItemShown key={item.id} checklist={id} item={item} closed={state === 'accepted' ? 'The checklist is accepted.' : no} />)}</Stack>
          </Section>
          {thread.length > 0 && <Section title="Comments"><Messages of={thread} /></Section>}
        </Stack>
      </Page>
    )}</Loaded>
  )
}

function ItemShown({ checklist, item: { id, title, answers, each, optional }, closed }: { checklist: string; item: Item; closed: string | undefined }) {
  const api = useAppliance()
  const answer = useAct<Values>({ act: ({ met, sentence, node }, headers) => api.PUT('/api/appliance/v1/checklists/{id}/items/{item}', { params: { path: { id: checklist, item: id } }, body: { met, sentence, ...(node ? { node } : {}) }, headers }), done: 'Answered.', refresh: [['checklists']] })
  return (
    <Group justify="space-between" align="flex-start" wrap="nowrap" gap="sm">
      <Group gap="xs" wrap="nowrap" align="flex-start">
        {answers.length === 0 ? <IconCircle size={17} aria-label="not answered" /> : answers.every(({ met }) => met) ? <IconCircleCheck size={17} color="var(--mantine-color-green-8)" aria-label="met" /> : <IconCircleX size={17} color="var(--mantine-color-error)" aria-label="not met" />}
        <div>
          <Text size="sm" fw={500}>{title}{optional && <Text component="span" size="xs" c="dimmed"> if used</Text>}</Text>
          {answers.map(({ node, sentence }) => <Text size="sm" c="dimmed" key={node}>{node && `${node}: `}{sentence}</Text>)}
        </div>
      </Group>
      <ModalForm<Values> label="Answer" submit="Answer" variant="default" buttonSize="xs" initial={{ met: true, sentence: '', node: '' }} validate={{ sentence: filled }} act={answer} disabledBecause={closed}>
        {(form) => <><Switch label="It is met" {...form.getInputProps('met', { type: 'checkbox' })} /><Textarea label="What is there" required autosize minRows={2} {...form.getInputProps('sentence')} />{each === 'node' && <TextInput label="Node" {...form.getInputProps('node')} />}</>}
      </ModalForm>
    </Group>
  )
}
