import { implement } from '#kernel/operation.ts'
import { Problem } from '#kernel/problem.ts'
import { wire, type OperatorCaller } from '#responsibilities/context/index.ts'
import { verifyJournal } from '#responsibilities/journal/index.ts'
import { awaitAppliance, findInstruction, instruct, listAppliances, removeAppliance, viewAppliance } from '../appliances/index.ts'
import type { ConsoleContext } from '../context/index.ts'
import { consoleContract } from './console.contract.ts'

/** `operator`: for whom the caller's token speaks. */
export type ConsoleApiContext = ConsoleContext & { operator: OperatorCaller }

export const consoleResource = implement<ConsoleApiContext, typeof consoleContract>(consoleContract, {
  appliances: async (_input, ctx) => wire(await listAppliances(ctx.console)),
  appliance: async ({ params }, ctx) => wire(await viewAppliance(ctx.console, params.id)),
  async connect({ body }, ctx) {
    const { appliance, card, expiresAt } = await awaitAppliance(ctx.console, ctx.operator, body.subscriber)
    return wire({ id: appliance.id, card, expires_at: expiresAt })
  },
  remove: ({ params }, ctx) => removeAppliance(ctx.console, ctx.operator, params.id),
  say: async ({ params, body }, ctx) => wire(await instruct(ctx.console, ctx.operator, params.id, { ...body, input: body.input })),
  async instruction({ params }, ctx) {
    const found = await findInstruction(ctx.console.office.db, params.id)
    if (!found) throw new Problem(404, 'instruction_not_found', 'Nothing of that id was said here.')
    return wire(found)
  },
  verify: async (_input, ctx) => wire(await verifyJournal(ctx.console.office)),
})
