import { implement, type Handlers } from '#kernel/operation.ts'
import { problem } from '#kernel/problem.ts'
import { whoCalls, type OperateContext } from '../context/index.ts'
import { guideContract, guideSteps, type GuideStep } from './guide.contract.ts'
import { deleteStep, putStep, selectSteps } from './guide.store.ts'

const StepUnknown = problem(404, 'guide_step_unknown', 'The guided start has no such step.')

async function shown(ctx: OperateContext) {
  const rows = new Map((await selectSteps(ctx.db)).map((row) => [row.step, row]))
  return guideSteps.map((step) => {
    const row = rows.get(step)
    return { step, state: row?.state ?? ('open' as const), by: row?.by ?? null, at: row?.at.toISOString() ?? null }
  })
}

const handlers: Handlers<typeof guideContract, OperateContext> = {
  list: (_, ctx) => shown(ctx),
  async mark({ params, body }, ctx) {
    const step = guideSteps.find((each) => each === params.step) as GuideStep | undefined
    if (!step) throw StepUnknown()
    if (body.state === 'open') await deleteStep(ctx.db, step)
    else await putStep(ctx.db, { step, state: body.state, by: whoCalls(ctx) })
    return (await shown(ctx)).find((each) => each.step === step)!
  },
}

export const guide = implement<OperateContext, typeof guideContract>(guideContract, handlers)
