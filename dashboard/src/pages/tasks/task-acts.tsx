/** What can be done with a task in its state; who may is decided by the matrix when it is tried. */
import { Text, TextInput } from '@mantine/core'
import { ActButton } from '../../acts/act-button.tsx'
import { useMayConfigure } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useAppliance } from '../../api/hooks.ts'
import { ModalForm } from '../../forms/modal-form.tsx'
import { WordsForm } from '../../forms/words-form.tsx'
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
  const sign = useAct<{ typed: string }>({
    act: ({ typed }, headers) => api.POST('/api/appliance/v1/tasks/{id}/approve', { params: { path: { id: task.id } }, body: { plan: task.plan_digest, ...(typed ? { confirmation: typed } : {}) }, headers }), done: 'Signed off.', refresh,
  })
  return (
    <ModalForm<{ typed: string }> label="Sign off" submit="Sign off" initial={{ typed: '' }} fieldOf={() => 'typed'} validate={{ typed: (typed) => (typed === '' || typed === task.operation ? null : `Type ${task.operation}, or nothing.`) }} act={sign} disabledBecause={may('update:appliance')}>
      {(form) => (
        <>
          <Text size="sm">You answer for it. The sign-off is for this plan and no other (<span className="mono">{task.plan_digest.slice(0, 12)}…</span>).</Text>
          <TextInput label="Only if you proposed it yourself: type the operation" placeholder={task.operation} autoComplete="off" spellCheck={false} {...form.getInputProps('typed')} />
        </>
      )}
    </ModalForm>
  )
}

function Decline({ task }: { task: Task }) {
  const api = useAppliance()
  const may = useMayConfigure()
  const decline = useAct<string>({ act: (reason, headers) => api.POST('/api/appliance/v1/tasks/{id}/decline', { params: { path: { id: task.id } }, body: { reason }, headers }), done: 'The task is declined.', refresh })
  return <WordsForm label="Decline" danger ask="Why" about="Also to withdraw what you proposed yourself." act={decline} disabledBecause={may('update:appliance')} />
}
