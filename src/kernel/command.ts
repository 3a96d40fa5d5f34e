/** A command of the one executable. Options are declared; help, usage errors and `docs/reference/cli.md` are derived. */
export type CommandOption = {
  /** Without dashes: `data-dir`. */
  name: string
  short?: string
  about: string
  /** Shown in help as `--data-dir DIR`; absent means a flag. */
  value?: string
  /** The environment variable that sets it; the option wins. */
  environment?: string
  default?: string
  kind?: 'text' | 'port' | 'count'
}

export type CommandInput = {
  options: Record<string, string | undefined>
  flags: ReadonlySet<string>
  arguments: string[]
}

export type Command = {
  /** `start`, `tenants list`. */
  name: string
  about: string
  options: readonly CommandOption[]
  examples?: readonly string[]
  /** Whether words without dashes are allowed. */
  takesArguments?: boolean
  /** Resolves to the exit code. */
  run: (input: CommandInput) => Promise<number>
}

export const command = (declaration: Command): Command => declaration
