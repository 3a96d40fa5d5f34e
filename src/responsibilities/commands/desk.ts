import { command, type Command, type CommandInput, type CommandOption } from '#kernel/command.ts'
import { exitCodes, Problem, StartFailure } from '#kernel/problem.ts'

/** How commands reach the appliance: on the node itself, or over HTTPS with a key. */
export type CommandDesk = {
  /** By id: `tasks.propose`. Resolves to what the API would answer; a task that waits comes as `{waiting: …}`. @throws Problem */
  perform(operation: string, input: { params?: Record<string, string>; query?: Record<string, unknown>; body?: unknown; page?: { offset: number; limit: number; includeTotals: boolean } }, asked?: { confirmation?: string | undefined }): Promise<unknown>
  close(): Promise<void>
}

export type CommandTools = { open: (input: CommandInput) => Promise<CommandDesk>; common: readonly CommandOption[]; out: (text: string) => void }

export type Act = (desk: CommandDesk, input: CommandInput, print: Print) => Promise<number | void>
/** With --json the value, otherwise the text. */
export type Print = (value: unknown, text: string) => void

const json: CommandOption = { name: 'json', about: 'Print JSON.' }

/** A command that performs operations; a Problem becomes one sentence and exit code 1. */
export function deskCommand(tools: CommandTools, declaration: Omit<Command, 'run' | 'options'> & { options?: readonly CommandOption[] }, act: Act): Command {
  return command({
    ...declaration,
    options: [...(declaration.options ?? []), json, ...tools.common],
    async run(input) {
      const print: Print = (value, text) => tools.out(input.flags.has('json') ? `${JSON.stringify(value, null, 2)}\n` : text.endsWith('\n') || text === '' ? text : `${text}\n`)
      const desk = await tools.open(input)
      try {
        return (await act(desk, input, print)) ?? exitCodes.ok
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
export function word(input: CommandInput, what: string, index = 0): string {
  const found = input.arguments[index]
  if (found === undefined) throw new StartFailure(exitCodes.usage, `say which ${what}.`)
  return found
}

export function need(input: CommandInput, option: string): string {
  const found = input.options[option]
  if (found === undefined || found === '') throw new StartFailure(exitCodes.usage, `--${option} is needed.`)
  return found
}

/** Columns as wide as their widest cell. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length))) ?? []
  return rows.map((row) => row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column]!))).join('  ').trimEnd()).join('\n')
}

export const firstPage = { offset: 0, limit: 100, includeTotals: false }

/** An operation that waits says so and ends well: it has been asked for. */
export function told(answer: unknown, print: Print, text: (answer: never) => string): void {
  const waiting = (answer as { waiting?: { sentence: string } } | undefined)?.waiting
  print(answer ?? {}, waiting ? waiting.sentence : text(answer as never))
}
