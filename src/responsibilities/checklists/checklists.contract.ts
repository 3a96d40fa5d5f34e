/** Operations on checklists. */
import { resource } from '#kernel/operation.ts'
import { Closed, OneOf, Type } from '#kernel/schema.ts'
import { changeScope, readScope, reasons, Shown, ShownList } from '../context/index.ts'
import type { ChecklistRow } from './checklists.store.ts'
import type { ChecklistView } from './view.ts'

const view = Shown<ChecklistView>({ id: Type.String(), kind: Type.String(), state: Type.String(), title: Type.String(), items: Type.Array(Type.Unknown()), missing: Type.Array(Type.Unknown({ description: 'what stands between the checklist and its submission, with the remedy' })) })
const text = Type.String({ minLength: 1, maxLength: 4000 })

export const checklistsContract = resource({
  name: 'checklists',
  about: 'What has to be ready before and after the installation.',
  operations: {
    list: { http: 'GET /checklists', summary: 'List checklists', scope: readScope, row: reasons.reading, returns: ShownList<ChecklistRow>({ id: Type.String(), kind: OneOf(['pre-installation', 'post-installation']), state: OneOf(['draft', 'submitted', 'returned', 'accepted']), created_at: Type.String() }) },
    get: { http: 'GET /checklists/:id', summary: 'Show a checklist and what is missing', scope: readScope, row: reasons.reading, returns: view },
    open: { http: 'POST /checklists', summary: 'Begin a checklist, or find the open one', scope: changeScope, row: reasons.asking, risk: 'routine', status: 200, body: Closed({ kind: OneOf(['pre-installation', 'post-installation']) }), returns: view },
    answer: {
      http: 'PUT /checklists/:id/items/:item', summary: 'Answer an item', scope: changeScope, row: 'prepare-infrastructure', risk: 'routine',
      body: Closed({ node: Type.Optional(Type.String({ maxLength: 200 })), met: Type.Boolean(), value: Type.Optional(Type.Unknown()), sentence: text }), returns: view,
    },
    submit: { http: 'POST /checklists/:id/submit', summary: 'Submit', scope: changeScope, row: 'prepare-infrastructure', risk: 'routine', status: 200, returns: view },
    accept: { http: 'POST /checklists/:id/accept', summary: 'Accept', scope: changeScope, row: reasons.otherParty, risk: 'routine', status: 200, returns: view },
    return: { http: 'POST /checklists/:id/return', summary: 'Return with a comment', scope: changeScope, row: reasons.otherParty, risk: 'routine', status: 200, body: Closed({ comment: text }), returns: view },
  },
})
