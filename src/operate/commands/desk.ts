import { command, type Command, type CommandInput, type CommandOption } from '#kernel/command.ts'
import { exitCodes, Problem, StartFailure } from '#kernel/problem.ts'

/** How commands reach the appliance: whoever lists the commands says. */
export type CommandDesk = {
  /** By id: `settings.update`. Resolves to what the API would answer, or to `{waiting}` when others have to agree first. @throws Problem */
  perform(operation: string, input: { params?: Record<string, string>; query?: Record<string, unknown>; body?: unknown }, asked?: { confirmation?: string | undefined }): Promise<unknown>
  close(): Promise<void>
}

export type CommandTools = { open: (input: CommandInput) => Promise<CommandDesk>; common: readonly CommandOption[]; out: (text: string) => void }

/** `text` makes people's words of the answer; with --json the answer itself is printed. */
export function operation(tools: CommandTools, declared: Omit<Command, 'run' | 'options'> & { options?: readonly CommandOption[] }, perform: (desk: CommandDesk, input: CommandInput) => Promise<unknown>, text: (answer: never) => string): Command {
  return command({
    ...declared,
    options: [...(declared.options ?? []), { name: 'json', about: 'Print JSON.' }, ...tools.common],
    async run(input) {
      const desk = await tools.open(input)
      try {
        const answer = await perform(desk, input)
        const waiting = (answer as { waiting?: { sentence: string } } | undefined)?.waiting
        tools.out(`${input.flags.has('json') ? JSON.stringify(answer ?? {}, null, 2) : waiting ? waiting.sentence : text(answer as never)}\n`)
        return exitCodes.ok
      } catch (error) {
        if (error instanceof Problem) throw new StartFailure(exitCodes.failed, error.message, error)
        throw error
      } finally {
        await desk.close()
      }
    },
  })
}

/** @throws when the word is missing: exit code 64. */
export function word(input: CommandInput, what: string): string {
  const found = input.arguments[0]
  if (found === undefined) throw new StartFailure(exitCodes.usage, `say which ${what}.`)
  return found
}

/** Columns as wide as their widest cell. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length))) ?? []
  return rows.map((row) => row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column]!))).join('  ').trimEnd()).join('\n')
}
