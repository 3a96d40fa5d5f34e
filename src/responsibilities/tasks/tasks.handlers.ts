import type { Implemented } from '#kernel/operation.ts'
import { governed, wire, type ApplianceContext } from '../context/index.ts'
import { openConsultations, threadOf } from '../consultations/index.ts'
import { findTask, listTasks } from './find.ts'
import { nextStep, presentTask } from './present.ts'
import { consultationsContract, tasksContract } from './tasks.contract.ts'
import type { TaskRow } from './tasks.store.ts'
import type { Tasks } from './tasks.ts'

export function taskResources(tasks: Tasks): Implemented<ApplianceContext>[] {
  const show = async (ctx: ApplianceContext, task: TaskRow | string) => wire(await presentTask(ctx, typeof task === 'string' ? await findTask(ctx, task) : task))
  return [
    governed(tasksContract, {
      async list({ query, page }, ctx) {
        const { items, total } = await listTasks(ctx, page, query.state ? [query.state] : undefined)
        const lines = await Promise.all(items.map(async ({ input_sealed: _sealed, runner: _runner, lease_until: _lease, run_by: _by, ...line }, index) => ({ ...line, next: await nextStep(ctx, items[index]!) })))
        return { items: wire(lines), total }
      },
      operations: async () => [...tasks.registry.values()].map(({ id, title, row, risk }) => ({ id, title, row, risk })).sort((a, b) => (a.id < b.id ? -1 : 1)),
      get: ({ params }, ctx) => show(ctx, params.id),
      evidence: async ({ params }, ctx) => wire(await tasks.evidenceOf(ctx, await findTask(ctx, params.id))),
      propose: async ({ body }, ctx) => show(ctx, await tasks.propose(ctx.operator, body)),
      approve: async ({ params, body }, ctx) => show(ctx, (await tasks.approve(ctx.operator, params.id, body)).id),
      decline: async ({ params, body }, ctx) => show(ctx, await tasks.decline(ctx.operator, params.id, body.reason)),
      async vouch({ params, body }, ctx) {
        await tasks.vouch(ctx.operator, params.id, body.gate, body.sentence)
        return show(ctx, params.id)
      },
      async comment({ params, body }, ctx) {
        await tasks.comment(ctx.operator, params.id, body.text, body.issue)
        return show(ctx, params.id)
      },
      plan: async ({ params, body }, ctx) => show(ctx, await tasks.replan(ctx.operator, params.id, body.input)),
      run: async ({ params }, ctx) => show(ctx, (await tasks.run(ctx.operator, params.id)).task),
      undo: async ({ params }, ctx) => show(ctx, await tasks.undo(ctx.operator, params.id)),
    }),
    governed(consultationsContract, {
      list: async ({ query }, ctx) => wire(await openConsultations(ctx, query.party)),
      answer: async ({ params, body }, ctx) => show(ctx, await tasks.answer(ctx.operator, params.id, body.answer)),
      waive: async ({ params, body }, ctx) => show(ctx, await tasks.waive(ctx.operator, body.task, params.id, body.reason)),
      thread: async ({ query }, ctx) => wire(await threadOf(ctx, query.subject)),
    }),
  ]
}
