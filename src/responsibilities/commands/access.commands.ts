import type { Command } from '#kernel/command.ts'
import { exitCodes, StartFailure } from '#kernel/problem.ts'
import type { AccessWindow } from '../access-windows/index.ts'
import type { Wire } from '../context/index.ts'
import { deskCommand, firstPage, need, table, told, word, type CommandTools } from '#kernel/desk-command.ts'

type Window = Wire<AccessWindow>
const line = (window: Window): string => `${window.id}  ${window.state}  ${window.matrix_rows.join(', ')}  ${window.starts_at} to ${window.ends_at}  ${window.reason}`
const reason = { name: 'reason', value: 'TEXT', about: 'Why.' }
const times = [{ name: 'from', value: 'TIME', about: 'Begin, ISO 8601; default: now.' }, { name: 'to', value: 'TIME', about: 'End; default: one hour later.' }]

export function accessCommands(tools: CommandTools): Command[] {
  return [
    deskCommand(tools, { name: 'access list', about: 'List access windows, newest first.' }, async (desk, _input, print) => {
      const { items } = (await desk.perform('access-windows.list', { query: {}, page: firstPage })) as { items: Window[] }
      print(items, items.length === 0 ? 'There are no access windows.' : table(items.map((window) => [window.id, window.state, window.matrix_rows.join(','), window.starts_at, window.ends_at, window.reason])))
    }),
    deskCommand(tools, {
      name: 'access request', about: 'Ask the subscriber for access to rows of the matrix.', takesArguments: true, examples: ['bailiwick access request updates --reason "Update to 1.2"'],
      options: [reason, { name: 'ticket', value: 'ID', about: 'The support ticket this belongs to.' }, ...times],
    }, async (desk, input, print) => {
      const { ticket, from, to } = input.options
      word(input, 'row')
      told(await desk.perform('access-windows.request', { body: { rows: input.arguments, reason: need(input, 'reason'), ...(ticket ? { ticket } : {}), ...(from ? { from } : {}), ...(to ? { to } : {}) } }), print, line)
    }),
    deskCommand(tools, {
      name: 'access open', about: 'Open a window that was requested; or, with --rows, one of your own accord.', takesArguments: true,
      options: [{ name: 'rows', value: 'ROW,ROW', about: 'Rows of the matrix.' }, reason, ...times], examples: ['bailiwick access open win_…', 'bailiwick access open --rows updates --reason "Update night"'],
    }, async (desk, input, print) => {
      const { rows, from, to } = input.options
      const [id] = input.arguments
      const given = { ...(rows ? { rows: rows.split(',').map((row) => row.trim()) } : {}), ...(from ? { from } : {}), ...(to ? { to } : {}) }
      if (id === undefined && !rows) throw new StartFailure(exitCodes.usage, 'say which window, or with --rows what to open.')
      told(id === undefined ? await desk.perform('access-windows.grant', { body: { ...given, reason: need(input, 'reason') } }) : await desk.perform('access-windows.open', { params: { id }, body: given }), print, line)
    }),
    deskCommand(tools, { name: 'access close', about: 'Close a window before its time.', takesArguments: true, options: [reason] }, async (desk, input, print) => {
      const why = input.options['reason']
      told(await desk.perform('access-windows.close', { params: { id: word(input, 'window') }, body: why ? { reason: why } : {} }), print, line)
    }),
  ]
}
