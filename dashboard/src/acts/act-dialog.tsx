/** Shows what `use-act.ts` has to say: the plan and its conditions, who must act, and the way to ask them. */
import { Alert, Button, Group, List, Modal, Stack, Text, TextInput } from '@mantine/core'
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react'
import { useState } from 'react'
import { Link } from 'react-router'
import { useSession } from '../api/hooks.ts'
import { act, RequestProblem, type Gate } from '../api/problem.ts'
import { ActButton } from './act-button.tsx'
import { taskAddress } from './task-address.ts'
import type { Proposal } from '../api/proposals.ts'
import { open, useDialog, type Dialog } from './dialogs.ts'

const close = () => open(undefined)

export default function ActDialog() {
  const dialog = useDialog()
  if (!dialog) return null
  if (dialog.kind === 'confirmation') return <Confirmation dialog={dialog} />
  if (dialog.kind === 'waiting') {
    const address = taskAddress(dialog.waiting.task)
    return (
      <Modal opened onClose={close} title="This waits for other people">
        <Stack gap="sm">
          <Text size="sm">{dialog.waiting.message}</Text>
          <Group justify="flex-end">
            {address && <Button component={Link} to={address} onClick={close} variant="default">Follow the task</Button>}
            <Button onClick={close} data-autofocus>Close</Button>
          </Group>
        </Stack>
      </Modal>
    )
  }
  return <Refused dialog={dialog} />
}

export const Gates = ({ gates }: { gates: readonly Gate[] }) => (
  <List size="sm" spacing={6} center={false}>
    {gates.map(({ gate, met, sentence, remedy }) => (
      <List.Item key={gate} icon={met ? <IconCircleCheck size={17} color="var(--mantine-color-green-8)" aria-label="met" /> : <IconCircleX size={17} color="var(--mantine-color-error)" aria-label="not met" />}>
        {sentence}{!met && remedy && <Text size="sm" c="dimmed">{remedy}</Text>}
      </List.Item>
    ))}
  </List>
)

function Confirmation({ dialog: { problem, answer } }: { dialog: Extract<Dialog, { kind: 'confirmation' }> }) {
  const [typed, setTyped] = useState('')
  const phrase = problem.body.confirmation ?? ''
  const gates = problem.body.gates ?? []
  return (
    <Modal opened onClose={() => answer(undefined)} title="Confirm what this does">
      <form onSubmit={(event) => { event.preventDefault(); if (typed === phrase) answer(typed) }}>
        <Stack gap="sm">
          <Text size="sm">{problem.sentence}</Text>
          {gates.length > 0 && <Gates gates={gates} />}
          <TextInput label={`Type ${phrase}`} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} data-autofocus autoComplete="off" spellCheck={false} />
          <Group justify="flex-end"><Button variant="default" onClick={() => answer(undefined)}>Cancel</Button><ActButton type="submit" color="red.8" disabledBecause={typed === phrase ? undefined : `Type ${phrase} first.`}>Do it</ActButton></Group>
        </Stack>
      </form>
    </Modal>
  )
}

function Refused({ dialog: { problem, proposal } }: { dialog: Extract<Dialog, { kind: 'refused' }> }) {
  const { responsible = [], gates = [] } = problem.body
  return (
    <Modal opened onClose={close} title={gates.length > 0 ? 'Not yet' : 'This is somebody else’s work'}>
      <Stack gap="sm">
        <Text size="sm">{problem.sentence}</Text>
        {gates.length > 0 && <Gates gates={gates} />}
        {responsible.length > 0 && <Text size="sm">Who may: <strong>{responsible.map(({ name, role }) => (role ? `${name}, ${role.replaceAll('_', ' ')}` : name)).join(' or ')}</strong></Text>}
        {proposal && problem.code === 'not_responsible' ? <Propose proposal={proposal} /> : <Group justify="flex-end"><Button onClick={close} data-autofocus>Close</Button></Group>}
      </Stack>
    </Modal>
  )
}

function Propose({ proposal }: { proposal: Proposal }) {
  const { appliance } = useSession()
  const [reason, setReason] = useState('')
  const [problem, setProblem] = useState<string>()
  const send = async () => {
    try {
      const outcome = await act(appliance.POST('/api/appliance/v1/tasks', { body: { operation: proposal.operation, input: proposal.input, ...(reason ? { reason } : {}) } }))
      const task = 'done' in outcome ? (outcome.done as { id?: string }).id : outcome.waits.task
      open({ kind: 'waiting', waiting: { task: task ?? '', row: '', message: `Proposed${task ? ` as the task ${task}` : ''}. Whoever does this work finds it among their next steps.` } })
    } catch (error) {
      setProblem(error instanceof RequestProblem ? error.sentence : String(error))
    }
  }
  return (
    <>
      <TextInput label="Why it should be done" value={reason} onChange={(event) => setReason(event.currentTarget.value)} data-autofocus />
      {problem && <Alert color="red" role="alert">{problem}</Alert>}
      <Group justify="flex-end"><Button variant="default" onClick={close}>Close</Button><Button onClick={() => void send()}>Propose it to them</Button></Group>
    </>
  )
}
