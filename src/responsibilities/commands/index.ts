/**
 * The commands of this layer: `raci`, `tasks`, `access`, `journal`, `tickets`, `people`, `environments`, `reporting`, `preflight`, `cli-keys`. Each asks for an operation of the configuration area by its id and prints
 * the answer, so that the gate stands before the command line as before everything else. Knows neither databases nor HTTP: whoever
 * lists the commands says how an operation is performed, on the node itself or over there.
 */
import type { Command } from '#kernel/command.ts'
import type { CommandTools } from '#kernel/desk-command.ts'
import { accessCommands } from './access.commands.ts'
import { cliKeyCommands } from './cli-keys.commands.ts'
import { journalCommands } from './journal.commands.ts'
import { peopleCommands } from './people.commands.ts'
import { preflightCommands } from './preflight.commands.ts'
import { raciCommands } from './raci.commands.ts'
import { reportingCommands } from './reporting.commands.ts'
import { taskCommands } from './tasks.commands.ts'
import { ticketCommands } from './tickets.commands.ts'

export function responsibilityCommands(tools: CommandTools): Command[] {
  return [...raciCommands(tools), ...taskCommands(tools), ...accessCommands(tools), ...journalCommands(tools), ...ticketCommands(tools), ...peopleCommands(tools), ...reportingCommands(tools), ...preflightCommands(tools), ...cliKeyCommands(tools)]
}
