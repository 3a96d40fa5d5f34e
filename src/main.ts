/** The composition root: the only file, with `modules.ts`, `commands.ts` and `start/`, that knows everyone. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCli } from '#surfaces/cli/index.ts'
import { commands } from './commands.ts'

/** Runs the command line and resolves to the exit code. */
export function main(argv: readonly string[]): Promise<number> {
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8')) as { version: string }
  const terminal = { out: (text: string) => void process.stdout.write(text), err: (text: string) => void process.stderr.write(text) }
  return runCli(commands, argv, process.env, terminal, version)
}
