/** A task as people see it: what it would do, why it waits, on whom, and since when. */
import { isSingle, nameOf, type Office } from '../context/index.ts'
import { consultationsOf, threadOf, type Consultation, type Message } from '../consultations/index.ts'
import { holderText } from '../gate/index.ts'
import { accountableOf, holdersOf, type Holder } from '../matrix/index.ts'
import { rowOf } from './signing.ts'
import { stepRows, vouchedRows, type StepRow, type TaskRow } from './tasks.store.ts'
import type { Vouched } from '../gate/index.ts'

/** Who holds the next step; undefined when the task is over or running. */
export type NextStep = { what: 'answer' | 'sign off' | 'run'; holders: Holder[]; text: string; since: Date; until: Date }

export type TaskView = Omit<TaskRow, 'input_sealed' | 'runner' | 'lease_until' | 'run_by'> & { next: NextStep | undefined; steps: StepRow[]; consultations: Consultation[]; thread: Message[]; vouched: Vouched[] }

export async function nextStep(office: Office, task: TaskRow, consultations?: readonly Consultation[]): Promise<NextStep | undefined> {
  const row = await rowOf(office, task)
  const step = (what: NextStep['what'], holders: Holder[], until: Date): NextStep => ({ what, holders, until, since: task.state_since, text: isSingle(office) ? nameOf(office, 'subscriber') : holderText(office, holders) })
  if (task.state === 'proposed') {
    const open = (consultations ?? await consultationsOf(office, `task:${task.id}`)).filter(({ state }) => state === 'open')
    const until = new Date(Math.min(...open.map(({ deadline }) => deadline.getTime()), task.expires_at.getTime()))
    return step('answer', open.map(({ party, role }) => ({ party, ...(role ? { role } : {}) })), until)
  }
  if (task.state === 'consulted') return step('sign off', accountableOf(row), task.expires_at)
  if (task.state === 'approved') return step('run', holdersOf(row, 'R'), task.expires_at)
  return undefined
}

export async function presentTask(office: Office, { input_sealed: _sealed, runner: _runner, lease_until: _lease, run_by: _by, ...task }: TaskRow): Promise<TaskView> {
  const subject = `task:${task.id}`
  const [steps, consultations, thread, vouched] = await Promise.all([stepRows(office.db, task.id), consultationsOf(office, subject), threadOf(office, subject), vouchedRows(office.db, task.id)])
  const next = await nextStep(office, { ...task, input_sealed: _sealed, runner: _runner, lease_until: _lease, run_by: _by }, consultations)
  return { ...task, next, steps, consultations, thread, vouched }
}
