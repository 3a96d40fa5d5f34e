/** What can be done with a task in its state; who may is decided by the matrix when it is tried. */
import { Button, Group, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import { ActButton } from '../../acts/act-button.tsx'
import { because, useMayConfigure } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useAppliance } from '../../api/hooks.ts'
import { Problem } from '../../shell/problem.tsx'
import { acts, type Task } from './task.types.ts'

const refresh = [['tasks'], ['next-steps']]

export function TaskActs({ task }: { task: Task }) {
  const api = useAppliance()
  const may = useMayConfigure()
  const path = { id: task.id }
  const can = acts[task.state]
  const run = useAct<void>({ act: (_, headers) => api.POST('/api/appliance/v1/tasks/{id}/run', { params: { path }, headers }), done: 'It runs.', refresh })
  const undo = useAct<void>({ act: (_, headers) => api.POST('/api/appliance/v1/tasks/{id}/undo', { params: { path }, headers }), done: 'It was taken back.', refresh })
  const plan = useAct<void>({ act: (_, headers) => api.POST('/api/appliance/v1/tasks/{id}/plan', { params: { path }, body: {}, headers }), done: 'Planned anew; a sign-off before this is void.', refresh })
  const mayNot = may('update:appliance')
  return (
    <>
      {can.includes('approve') && <SignOff task={task} />}
      {can.includes('run') && <ActButton size="sm" loading={run.pending} onClick={() => void run.run()} disabledBecause={mayNot}>Run</ActButton>}
      {can.includes('undo') && <ActButton size="sm" variant="default" loading={undo.pending} onClick={() => void undo.run()} disabledBecause={mayNot}>Take back</ActButton>}
      {can.includes('plan') && <ActButton size="sm" variant="default" loading={plan.pending} onClick={() => void plan.run()} disabledBecause={mayNot}>Plan again</ActButton>}
      {can.includes('decline') && <Decline task={task} />}
      {[run, undo, plan].map((act, index) => act.problem && <Problem key={index} problem={act.problem} />)}
    </>
  )
}

function SignOff({ task }: { task: Task }) {
  const api = useAppliance()
  const may = useMayConfigure()
  const [opened, { open, close }] = useDisclosure()
  const [typed, setTyped] = useState('')
  const sign = useAct<void>({
    act: (_, headers) => api.POST('/api/appliance/v1/tasks/{id}/approve', { params: { path: { id: task.id } }, body: { plan: task.plan_digest, ...(typed ? { confirmation: typed } : {}) }, headers }),
    done: 'Signed off.', refresh, onDone: close,
  })
  return (
    <>
      <ActButton size="sm" onClick={open} disabledBecause={may('update:appliance')}>Sign off</ActButton>
      <Modal opened={opened} onClose={close} title="Sign off the plan">
        <form onSubmit={(event) => { event.preventDefault(); void sign.run() }}>
          <Stack gap="sm">
            <Text size="sm">You answer for it. The sign-off is for this plan and no other (<span className="mono">{task.plan_digest.slice(0, 12)}…</span>).</Text>
            <TextInput label="Only if you proposed it yourself: type the operation" placeholder={task.operation} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} autoComplete="off" spellCheck={false} />
            {sign.problem && <Problem problem={sign.problem} />}
            <Group justify="flex-end"><Button variant="default" onClick={close}>Cancel</Button><ActButton type="submit" loading={sign.pending} disabledBecause={because(typed !== '' && typed !== task.operation && `Type ${task.operation}, or nothing.`)}>Sign off</ActButton></Group>
          </Stack>
        </form>
      </Modal>
    </>
  )
}

function Decline({ task }: { task: Task }) {
  const api = useAppliance()
  const may = useMayConfigure()
  const [opened, { open, close }] = useDisclosure()
  const [reason, setReason] = useState('')
  const decline = useAct<void>({ act: (_, headers) => api.POST('/api/appliance/v1/tasks/{id}/decline', { params: { path: { id: task.id } }, body: { reason }, headers }), done: 'The task is declined.', refresh, onDone: close })
  return (
    <>
      <ActButton size="sm" variant="outline" color="red.8" onClick={open} disabledBecause={may('update:appliance')}>Decline</ActButton>
      <Modal opened={opened} onClose={close} title="Decline or withdraw">
        <form onSubmit={(event) => { event.preventDefault(); void decline.run() }}>
          <Stack gap="sm">
            <Textarea label="Why" required autosize minRows={2} value={reason} onChange={(event) => setReason(event.currentTarget.value)} data-autofocus />
            {decline.problem && <Problem problem={decline.problem} />}
            <Group justify="flex-end"><Button variant="default" onClick={close}>Cancel</Button><ActButton type="submit" color="red.8" loading={decline.pending} disabledBecause={because(reason.trim() === '' && 'Say why first.')}>Decline</ActButton></Group>
          </Stack>
        </form>
      </Modal>
    </>
  )
}
