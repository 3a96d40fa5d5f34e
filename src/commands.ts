/** Every command of the executable, a line each. */
import type { Command } from '#kernel/command.ts'
import type { CommandTools } from '#kernel/desk-command.ts'
import { responsibilityCommands } from '#responsibilities/index.ts'
import { operateCommands } from '#operate/commands/index.ts'
import { localTerminal } from '#surfaces/cli/index.ts'
import { openDesk } from './start/desk.ts'
import { dataDirOption } from './start/options.ts'
import { setupLink } from './start/setup-link.command.ts'
import { start } from './start/start.command.ts'

/** Those that perform operations: offered on the node itself, and by its agent to the owners of keys. */
export const deskCommands = (tools: CommandTools): Command[] => [
  ...responsibilityCommands(tools),
  ...operateCommands(tools),
]

/** Those of this machine. */
export const commands: readonly Command[] = [
  start,
  setupLink,
  ...deskCommands({ open: openDesk, common: [dataDirOption], terminal: localTerminal() }),
]
