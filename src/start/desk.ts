/** Commands on the node itself: the owner of the data directory asks for an operation of the configuration area; the gate stands before it as everywhere. */
import { userInfo } from 'node:os'
import type { CommandInput } from '#kernel/command.ts'
import type { CommandDesk } from '#kernel/desk-command.ts'
import { exitCodes, StartFailure } from '#kernel/problem.ts'
import { rootTenant } from '#platform/addresses/index.ts'
import { localCaller } from '#responsibilities/index.ts'
import { build } from './build.ts'
import { raiseGate } from './gate.ts'
import { openLocally } from './local.ts'
import { controlBeside } from './node-control.ts'
import { withinTenant } from './process-context.ts'

export async function openDesk(input: CommandInput): Promise<CommandDesk> {
  const { context, plan, close } = await openLocally(input.options['data-dir']!)
  const root = await context.cache.tenant(rootTenant)
  if (!root) {
    await close()
    throw new StartFailure(exitCodes.unavailable, 'The appliance has not finished its first start; start it first.')
  }
  const node = controlBeside(context, plan)
  const { responsibilities } = raiseGate({ context, node, root, build })
  const caller = localCaller(userInfo().username)
  return {
    async perform(id, given, asked) {
      const operation = responsibilities.operation(id)
      const page = given.page ?? (operation.paging ? { offset: 0, limit: operation.paging.default, includeTotals: false } : undefined)
      const parsed = { params: given.params ?? {}, query: given.query ?? {}, body: given.body, page }
      const outcome = await responsibilities.perform(operation, caller, { ...withinTenant(context, root), node } as never, parsed, asked)
      return 'waiting' in outcome ? outcome : outcome.output
    },
    close,
  }
}
