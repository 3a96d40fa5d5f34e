/** Operations on checklists. */
import { resource } from '#kernel/operation.ts'
import { Closed, Nullable, OneOf, Timestamp, Type } from '#kernel/schema.ts'
import { MessageShown } from '../consultations/index.ts'
import { changeScope, PartyShown, readScope, reasons } from '../context/index.ts'
import { checklistTitles, type ChecklistKind } from './items.ts'

const kind = OneOf(Object.keys(checklistTitles) as ChecklistKind[])
const line = {
  id: Type.String(), kind, state: OneOf(['draft', 'submitted', 'returned', 'accepted']), created_by: Type.String(), created_at: Timestamp(),
  submitted_by: Nullable(Type.String()), submitted_at: Nullable(Timestamp()), settled_by: Nullable(Type.String()), settled_at: Nullable(Timestamp()),
}
const answer = Closed({ node: Type.String({ description: 'empty: of all nodes' }), met: Type.Boolean(), value: Type.Unknown(), sentence: Type.String(), source: OneOf(['measured', 'answered']), by: Type.String(), at: Timestamp() })
const view = Closed({
  ...line, title: Type.String(), thread: Type.Array(MessageShown),
  items: Type.Array(Closed({
    id: Type.String(), title: Type.String(), each: Type.Optional(OneOf(['node'])), by: PartyShown, measurable: Type.Optional(Type.Literal(true)), optional: Type.Optional(Type.Literal(true)), remedy: Type.String(), answers: Type.Array(answer),
  })),
  missing: Type.Array(Closed({ item: Type.String(), node: Type.Optional(Type.String()), title: Type.String(), sentence: Type.String(), remedy: Type.String() }), { description: 'what stands between the checklist and its submission, with the remedy' }),
})
const text = Type.String({ minLength: 1, maxLength: 4000 })

export const checklistsContract = resource({
  name: 'checklists',
  about: 'What has to be ready before and after the installation.',
  operations: {
    list: { http: 'GET /checklists', summary: 'List checklists', scope: readScope, row: reasons.reading, returns: Type.Array(Closed(line)) },
    get: { http: 'GET /checklists/:id', summary: 'Show a checklist and what is missing', scope: readScope, row: reasons.reading, returns: view },
    open: { http: 'POST /checklists', summary: 'Begin a checklist, or find the open one', scope: changeScope, row: reasons.asking, risk: 'routine', status: 200, body: Closed({ kind }), returns: view },
    answer: {
      http: 'PUT /checklists/:id/items/:item', summary: 'Answer an item', scope: changeScope, row: 'prepare-infrastructure', risk: 'routine',
      body: Closed({ node: Type.Optional(Type.String({ maxLength: 200 })), met: Type.Boolean(), value: Type.Optional(Type.Unknown()), sentence: text }), returns: view,
    },
    submit: { http: 'POST /checklists/:id/submit', summary: 'Submit', scope: changeScope, row: 'prepare-infrastructure', risk: 'routine', status: 200, returns: view },
    accept: { http: 'POST /checklists/:id/accept', summary: 'Accept', scope: changeScope, row: reasons.otherParty, risk: 'routine', status: 200, returns: view },
    return: { http: 'POST /checklists/:id/return', summary: 'Return with a comment', scope: changeScope, row: reasons.otherParty, risk: 'routine', status: 200, body: Closed({ comment: text }), returns: view },
  },
})
