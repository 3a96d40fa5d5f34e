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
import { performer } from './perform-by-id.ts'

export async function openDesk(input: CommandInput): Promise<CommandDesk> {
  const { context, plan, close } = await openLocally(input.options['data-dir']!)
  const root = await context.cache.tenant(rootTenant)
  if (!root) {
    await close()
    throw new StartFailure(exitCodes.unavailable, 'The appliance has not finished its first start; start it first.')
  }
  const node = controlBeside(context, plan)
  const { responsibilities } = raiseGate({ context, node, root, build, plan })
  const settled = () => responsibilities.tasks.idle()
  return {
    perform: performer({ context, root, node, responsibilities }, localCaller(userInfo().username)),
    settled,
    async close() {
      // A task runs in the process that was asked to run it.
      await settled()
      await close()
    },
  }
}
