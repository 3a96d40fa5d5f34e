/** Every command of the executable, a line each. */
import type { Command } from '#kernel/command.ts'
import { localTerminal } from '#surfaces/cli/index.ts'
import { keyCommands } from '#surfaces/remote/index.ts'
import { deskCommands } from './start/desk-commands.ts'
import { openDesk } from './start/desk.ts'
import { dataDirOption } from './start/options.ts'
import { writeDiagnostics } from './start/diagnostics.command.ts'
import { doctor } from './start/doctor.command.ts'
import { restore } from './start/restore.command.ts'
import { setupLink } from './start/setup-link.command.ts'
import { providerStart } from './start/console.command.ts'
import { start } from './start/start.command.ts'

const terminal = localTerminal()

/** Those of this machine. */
export const commands: readonly Command[] = [
  start,
  setupLink,
  doctor,
  restore,
  writeDiagnostics,
  ...keyCommands(terminal),
  providerStart,
  ...deskCommands({ open: openDesk, common: [dataDirOption], terminal }),
]
