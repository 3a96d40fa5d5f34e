/** The composition root: the only file, with `modules.ts`, `commands.ts` and `start/`, that knows everyone. */
import { runCli } from '#surfaces/cli/index.ts'
import { commands } from './commands.ts'
import { build } from './start/build.ts'

/** Runs the command line and resolves to the exit code. */
export function main(argv: readonly string[]): Promise<number> {
  const terminal = { out: (text: string) => void process.stdout.write(text), err: (text: string) => void process.stderr.write(text) }
  return runCli(commands, argv, process.env, terminal, build)
}
