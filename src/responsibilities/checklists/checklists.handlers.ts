import { governed, wire } from '../context/index.ts'
import { checklistsContract } from './checklists.contract.ts'
import { acceptChecklist, answerItem, openChecklist, returnChecklist, submitChecklist } from './filling.ts'
import { listChecklists, viewChecklist } from './view.ts'

export const checklists = governed(checklistsContract, {
  list: async (_input, ctx) => wire(await listChecklists(ctx)),
  get: async ({ params }, ctx) => wire(await viewChecklist(ctx, params.id)),
  open: async ({ body }, ctx) => wire(await viewChecklist(ctx, (await openChecklist(ctx, ctx.operator, body.kind)).id)),
  answer: async ({ params, body }, ctx) => wire(await answerItem(ctx, ctx.operator, params.id, { item: params.item, ...body })),
  submit: async ({ params }, ctx) => wire(await submitChecklist(ctx, ctx.operator, params.id)),
  accept: async ({ params }, ctx) => wire(await acceptChecklist(ctx, ctx.operator, params.id)),
  return: async ({ params, body }, ctx) => wire(await returnChecklist(ctx, ctx.operator, params.id, body.comment)),
})
