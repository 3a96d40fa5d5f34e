import type { Command } from '#kernel/command.ts'
import type { CommandTools } from '#kernel/desk-command.ts'
import { operateCommands } from '#operate/commands/index.ts'
import { responsibilityCommands } from '#responsibilities/index.ts'

/** Those that perform operations: offered on the node itself, and by its agent to the owners of keys. */
export const deskCommands = (tools: CommandTools): Command[] => [
  ...responsibilityCommands(tools),
  ...operateCommands(tools),
]
