/** Commands that perform operations of the configuration area by their id: one mechanism for all of them, whoever owns the operation. */
import { command, type Command, type CommandInput, type CommandOption } from './command.ts'
import { isDownload } from './download.ts'
import { exitCodes, Problem, StartFailure } from './problem.ts'
import type { Terminal } from './terminal.ts'

/** How commands reach the appliance: on the node itself, or for the owner of a key that the agent let in. The gate stands before both. */
export type CommandDesk = {
  /** By id: `settings.update`. Resolves to what the API would answer, or to `{waiting}` when others have to agree first. @throws Problem */
  perform(
    operation: string,
    input: { params?: Record<string, string>; query?: Record<string, unknown>; body?: unknown; page?: { offset: number; limit: number; includeTotals: boolean } },
    asked?: { confirmation?: string | undefined },
  ): Promise<unknown>
  /** Resolves when what was begun here has ended; absent where work goes on without whoever asked for it. */
  settled?(): Promise<void>
  /** Waits for what was begun here. */
  close(): Promise<void>
}

/** `common`: options that every command gets, such as where the data lives; `open` reads them. */
export type CommandTools = { open: (input: CommandInput) => Promise<CommandDesk>; common: readonly CommandOption[]; terminal: Terminal }

/** With --json the value, otherwise the text. */
export type Print = (value: unknown, text: string) => void
export type Act = (desk: CommandDesk, input: CommandInput, print: Print) => Promise<number | void>
export type Declared = Omit<Command, 'run' | 'options'> & { options?: readonly CommandOption[] }

const json: CommandOption = { name: 'json', about: 'Print JSON.' }
const confirm: CommandOption = { name: 'confirm', value: 'OPERATION', about: 'The id of the operation, where the appliance asks for it because it is disruptive or loses data.' }

/** A command that performs operations; a Problem becomes one sentence and exit code 1. */
export function deskCommand(tools: CommandTools, declaration: Declared, act: Act): Command {
  return command({
    ...declaration,
    options: [...(declaration.options ?? []), json, ...tools.common.filter(({ name }) => !declaration.options?.some((own) => own.name === name))],
    async run(input) {
      const print: Print = (value, text) => tools.terminal.out(input.flags.has('json') ? `${JSON.stringify(value, null, 2)}\n` : text.endsWith('\n') || text === '' ? text : `${text}\n`)
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

/**
 * A command that is one operation: `text` makes people's words of the answer. An answer that is a file is saved, under its own name.
 * Where `well` says no to an answer, the exit code says it to scripts.
 */
export const operation = (tools: CommandTools, declared: Declared, perform: (desk: CommandDesk, input: CommandInput) => Promise<unknown>, text: (answer: never) => string, well: (answer: never) => boolean = () => true): Command =>
  deskCommand(tools, declared, async (desk, input, print) => {
    const answer = await perform(desk, input)
    if (isDownload(answer)) print({ file: answer.name }, await tools.terminal.save(answer))
    else told(answer, print, text)
    const waits = (answer as { waiting?: unknown } | undefined)?.waiting !== undefined
    return waits || well(answer as never) ? exitCodes.ok : exitCodes.failed
  })

/**
 * The same for an operation that is disruptive or destructive: whoever holds R and A types its id instead of a second person's sign-off,
 * with --confirm. What `perform` gets as `asked` it hands on.
 */
export const confirmedOperation = (
  tools: CommandTools, declared: Declared, perform: (desk: CommandDesk, input: CommandInput, asked: { confirmation: string | undefined }) => Promise<unknown>, text: (answer: never) => string,
): Command =>
  operation(tools, { ...declared, options: [...(declared.options ?? []), confirm] }, (desk, input) => perform(desk, input, { confirmation: input.options['confirm'] }), text)

/** An operation that waits says so and ends well: it has been asked for. */
export function told(answer: unknown, print: Print, text: (answer: never) => string): void {
  const waiting = (answer as { waiting?: { sentence: string } } | undefined)?.waiting
  print(answer ?? {}, waiting ? waiting.sentence : text(answer as never))
}

/** @throws when the word is missing: exit code 64. */
export function word(input: CommandInput, what: string, index = 0): string {
  const found = input.arguments[index]
  if (found === undefined) throw new StartFailure(exitCodes.usage, `say which ${what}.`)
  return found
}

/** @throws when the option is missing or empty: exit code 64. */
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
