/** The composition root: the only file, with `modules.ts`, `commands.ts` and `start/`, that knows everyone. */
import { localTerminal, runCli } from '#surfaces/cli/index.ts'
import { keyCommands, namesTarget, runRemote } from '#surfaces/remote/index.ts'
import { build } from './start/build.ts'

/** Runs the command line and resolves to the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const terminal = localTerminal()
  // What runs elsewhere needs nothing of the appliance here; loading it would cost more than the command.
  if (namesTarget(argv)) return runRemote(argv, { terminal, environment: process.env, version: build })
  const keys = keyCommands(terminal)
  if (keys.some(({ name }) => name === argv[0])) return runCli(keys, argv, process.env, terminal, build)
  const { commands } = await import('./commands.ts')
  return runCli(commands, argv, process.env, terminal, build)
}
