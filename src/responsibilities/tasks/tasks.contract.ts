/** Operations on tasks and consultations. */
import { resource } from '#kernel/operation.ts'
import { Closed, OneOf, Type } from '#kernel/schema.ts'
import type { Consultation, Message } from '../consultations/index.ts'
import { changeScope, readScope, reasons, Shown, ShownList } from '../context/index.ts'
import type { Evidence } from '../gate/index.ts'
import type { NextStep, TaskView } from './present.ts'
import type { TaskRow } from './tasks.store.ts'

const states = ['proposed', 'consulted', 'approved', 'running', 'done', 'failed', 'undone', 'expired'] as const
const text = Type.String({ minLength: 1, maxLength: 20_000 })
const task = Shown<TaskView>({
  id: Type.String(), operation: Type.String(), title: Type.String(), state: OneOf(states), matrix_row: Type.String(), risk: Type.String(), plan: Type.Unknown(),
  plan_digest: Type.String({ description: 'what a sign-off names, so that it fits this plan and no other' }), evidence: Type.Array(Type.Unknown()), steps: Type.Array(Type.Unknown()), consultations: Type.Array(Type.Unknown()), thread: Type.Array(Type.Unknown()),
  next: Type.Optional(Type.Unknown({ description: 'who holds the next step, since when and until when' })),
})
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
      returns: Shown<TaskLine>({ id: Type.String(), operation: Type.String(), title: Type.String(), state: OneOf(states), matrix_row: Type.String() }), paging: { style: 'offset', plural: 'tasks', max: 100, default: 50, wrapped: true },
    },
    operations: { http: 'GET /tasks/operations', summary: 'List what can be proposed', scope: readScope, row: reasons.reading, returns: ShownList<OperationLine>({ id: Type.String(), title: Type.String(), row: Type.String(), risk: Type.String() }) },
    get: { http: 'GET /tasks/:id', summary: 'Show a task: plan, gates, answers, thread, steps', scope: readScope, row: reasons.reading, returns: task },
    evidence: { http: 'GET /tasks/:id/evidence', summary: 'Look at the gates now', scope: readScope, row: reasons.reading, returns: ShownList<Evidence>({ gate: Type.String(), met: Type.Boolean(), sentence: Type.String(), remedy: Type.String() }) },
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

const asked = { id: Type.String(), subject: Type.String(), party: Type.String(), question: Type.String(), state: Type.String(), deadline: Type.String() }

export const consultationsContract = resource({
  name: 'consultations',
  about: 'Questions to those whose opinion is wanted.',
  operations: {
    list: { http: 'GET /consultations', summary: 'List what waits for an answer, the most urgent first', scope: readScope, row: reasons.reading, query: Closed({ party: Type.Optional(OneOf(['provider', 'subscriber'])) }), returns: ShownList<Consultation>(asked) },
    answer: { http: 'POST /consultations/:id/answer', summary: 'Answer', row: reasons.carriesRow, ...changing, body: Closed({ answer: text }) },
    waive: { http: 'POST /consultations/:id/waive', summary: 'Go on without the answer, with a reason', row: reasons.carriesRow, ...changing, body: Closed({ task: Type.String({ maxLength: 100 }), reason: text }) },
    thread: { http: 'GET /consultations/thread', summary: 'Read the thread about something', scope: readScope, row: reasons.reading, query: Closed({ subject: Type.String({ minLength: 1, maxLength: 200 }) }), returns: ShownList<Message>({ author: Type.String(), party: Type.String(), body: Type.String(), at: Type.String() }) },
  },
})
