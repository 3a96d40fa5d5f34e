/**
 * Turns declared commands into a command line: parsing, help, usage errors. Knows no command by name.
 * Every refusal is one sentence that says what was wrong and what to do; its exit code is 64 (EX_USAGE).
 */
import { exitCodes, StartFailure } from '#kernel/problem.ts'
import type { Command } from '#kernel/command.ts'
import { commandHelp, overview } from './help.ts'
import { parse } from './parse.ts'
import type { Console } from './terminal.ts'

export { commandHelp, optionUsage, overview } from './help.ts'
export { localTerminal, processConsole, type Console } from './terminal.ts'

/** Runs the command that `argv` names (without node and script) and resolves to the exit code. */
export async function runCli(
  commands: readonly Command[],
  argv: readonly string[],
  environment: Record<string, string | undefined>,
  terminal: Console,
  version: string,
): Promise<number> {
  const refuse = (sentence: string) => {
    terminal.err(`bailiwick: ${sentence}\n`)
    return exitCodes.usage
  }
  if (argv.length === 0 || argv[0] === '--help' || argv[0] === '-h' || argv[0] === 'help') {
    terminal.out(overview(commands))
    return argv.length === 0 ? exitCodes.usage : exitCodes.ok
  }
  if (argv[0] === '--version' || argv[0] === '-V') {
    terminal.out(`${version}\n`)
    return exitCodes.ok
  }
  const command = longestMatch(commands, argv)
  if (!command) return refuse(`there is no command "${argv[0]}"; \`bailiwick --help\` lists them.`)
  const rest = argv.slice(command.name.split(' ').length)
  if (rest.includes('--help') || rest.includes('-h')) {
    terminal.out(commandHelp(command))
    return exitCodes.ok
  }
  const parsed = parse(command, rest, environment)
  if ('refusal' in parsed) return refuse(parsed.refusal)
  try {
    return await command.run(parsed.input)
  } catch (error) {
    if (!(error instanceof StartFailure)) throw error
    terminal.err(`bailiwick: ${error.message}\n`)
    return error.exitCode
  }
}

/** `tenants list` wins over `tenants`. */
function longestMatch(commands: readonly Command[], argv: readonly string[]): Command | undefined {
  return commands
    .filter((command) => command.name.split(' ').every((word, index) => argv[index] === word))
    .sort((a, b) => b.name.length - a.name.length)[0]
}
