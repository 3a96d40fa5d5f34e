/** Every command of the executable, a line each. */
import type { Command } from '#kernel/command.ts'
import { responsibilityCommands } from '#responsibilities/index.ts'
import { operateCommands } from '#operate/commands/index.ts'
import { openDesk } from './start/desk.ts'
import { dataDirOption } from './start/options.ts'
import { setupLink } from './start/setup-link.command.ts'
import { start } from './start/start.command.ts'

export const commands: readonly Command[] = [
  start,
  setupLink,
  ...responsibilityCommands({ open: openDesk, common: [dataDirOption] }),
  ...operateCommands({ open: openDesk, common: [dataDirOption] }),
]
