/** Operations on tasks and consultations. */
import { resource } from '#kernel/operation.ts'
import { risks } from '#kernel/operation.ts'
import { Bag, Closed, Nullable, OneOf, Timestamp, Type } from '#kernel/schema.ts'
import { ConsultationShown, MessageShown } from '../consultations/index.ts'
import { changeScope, PartyShown, readScope, reasons } from '../context/index.ts'
import { EvidenceShown, VouchedShown } from '../gate/index.ts'
import { HolderShown } from '../matrix/index.ts'
import type { NextStep } from './present.ts'
import type { TaskRow } from './tasks.store.ts'

const states = ['proposed', 'consulted', 'approved', 'running', 'done', 'failed', 'undone', 'expired'] as const
const text = Type.String({ minLength: 1, maxLength: 20_000 })
const line = {
  id: Type.String(), operation: Type.String(), title: Type.String(), matrix_version: Type.Integer(), matrix_row: Type.String(), risk: OneOf(risks), state: OneOf(states),
  proposed_by: Type.String(), proposed_party: PartyShown, reason: Nullable(Type.String()), ticket: Nullable(Type.String()), input_shown: Type.Unknown({ description: 'params, query and body of the operation, secrets covered' }),
  plan: Closed({ steps: Type.Array(Closed({ id: Type.String(), about: Type.String() })), facts: Bag() }),
  plan_digest: Type.String({ description: 'what a sign-off names, so that it fits this plan and no other' }), evidence: Type.Array(EvidenceShown),
  created_at: Timestamp(), state_since: Timestamp(), expires_at: Timestamp(), signed_off_by: Nullable(Type.String()), signed_off_at: Nullable(Timestamp()), signed_evidence: Nullable(Type.Array(EvidenceShown)),
  started_at: Nullable(Timestamp()), ended_at: Nullable(Timestamp()), outcome: Nullable(Type.String()),
  next: Type.Optional(Closed({ what: OneOf(['answer', 'sign off', 'run']), holders: Type.Array(HolderShown), text: Type.String(), since: Timestamp(), until: Timestamp() }, { description: 'who holds the next step, since when and until when; absent when the task runs or is over' })),
}
const step = Closed({
  task_id: Type.String(), position: Type.Integer(), step: Type.String(), about: Type.String(), state: OneOf(['pending', 'running', 'done', 'failed', 'undone']), attempts: Type.Integer(),
  started_at: Nullable(Timestamp()), ended_at: Nullable(Timestamp()), result: Type.Unknown(), error: Nullable(Type.String()),
})
const task = Closed({ ...line, steps: Type.Array(step), consultations: Type.Array(ConsultationShown), thread: Type.Array(MessageShown), vouched: Type.Array(VouchedShown) })
/** A task in a list: without steps, thread and consultations. */
export type TaskLine = Omit<TaskRow, 'input_sealed' | 'runner' | 'lease_until' | 'run_by'> & { next: NextStep | undefined }
export type OperationLine = { id: string; title: string; row: string; risk: string }
const changing = { scope: changeScope, risk: 'routine', status: 200, returns: task } as const

export const tasksContract = resource({
  name: 'tasks',
  about: 'Runs of operations that need more than a click.',
  operations: {
    list: {
      http: 'GET /tasks', summary: 'List tasks, newest first', scope: readScope, row: reasons.reading, query: Closed({ state: Type.Optional(OneOf(states)) }),
      returns: Closed(line), paging: { style: 'offset', plural: 'tasks', max: 100, default: 50, wrapped: true },
    },
    operations: { http: 'GET /tasks/operations', summary: 'List what can be proposed', scope: readScope, row: reasons.reading, returns: Type.Array(Closed({ id: Type.String(), title: Type.String(), row: Type.String(), risk: OneOf(risks) })) },
    get: { http: 'GET /tasks/:id', summary: 'Show a task: plan, gates, answers, thread, steps', scope: readScope, row: reasons.reading, returns: task },
    evidence: { http: 'GET /tasks/:id/evidence', summary: 'Look at the gates now', scope: readScope, row: reasons.reading, returns: Type.Array(EvidenceShown) },
    propose: {
      http: 'POST /tasks', summary: 'Propose to run an operation', scope: changeScope, row: reasons.asking, risk: 'routine', returns: task,
      body: Closed({ operation: Type.String({ minLength: 1, maxLength: 100 }), input: Type.Optional(Type.Unknown({ description: 'params, query and body of the operation' })), reason: Type.Optional(text), ticket: Type.Optional(Type.String({ maxLength: 100 })) }),
    },
    approve: {
      http: 'POST /tasks/:id/approve', summary: 'Sign off the plan', row: reasons.carriesRow, ...changing,
      body: Closed({ plan: Type.String({ minLength: 64, maxLength: 64, description: 'plan_digest of the plan that was seen' }), confirmation: Type.Optional(Type.String({ maxLength: 100, description: 'the id of the operation, when one signs off what one proposed' })) }),
    },
    decline: { http: 'POST /tasks/:id/decline', summary: 'Decline or withdraw a task', row: reasons.carriesRow, ...changing, body: Closed({ reason: text }) },
    vouch: { http: 'POST /tasks/:id/vouch', summary: 'Give one\'s word for a gate that cannot be measured', row: reasons.carriesRow, ...changing, body: Closed({ gate: Type.String({ maxLength: 100 }), sentence: text }) },
    comment: { http: 'POST /tasks/:id/comments', summary: 'Write to the thread, or raise an issue', row: reasons.talking, ...changing, body: Closed({ text, issue: Type.Optional(Type.Boolean()) }) },
    plan: { http: 'POST /tasks/:id/plan', summary: 'Plan again; a sign-off is lost', row: reasons.carriesRow, ...changing, body: Closed({ input: Type.Optional(Type.Unknown()) }) },
    run: { http: 'POST /tasks/:id/run', summary: 'Run an approved task', row: reasons.carriesRow, ...changing, status: 202 },
    undo: { http: 'POST /tasks/:id/undo', summary: 'Take back what a task did', row: reasons.carriesRow, ...changing },
  },
})

export const consultationsContract = resource({
  name: 'consultations',
  about: 'Questions to those whose opinion is wanted.',
  operations: {
    list: { http: 'GET /consultations', summary: 'List what waits for an answer, the most urgent first', scope: readScope, row: reasons.reading, query: Closed({ party: Type.Optional(OneOf(['provider', 'subscriber'])) }), returns: Type.Array(ConsultationShown) },
    answer: { http: 'POST /consultations/:id/answer', summary: 'Answer', row: reasons.carriesRow, ...changing, body: Closed({ answer: text }) },
    waive: { http: 'POST /consultations/:id/waive', summary: 'Go on without the answer, with a reason', row: reasons.carriesRow, ...changing, body: Closed({ task: Type.String({ maxLength: 100 }), reason: text }) },
    thread: { http: 'GET /consultations/thread', summary: 'Read the thread about something', scope: readScope, row: reasons.reading, query: Closed({ subject: Type.String({ minLength: 1, maxLength: 200 }) }), returns: Type.Array(MessageShown) },
  },
})
