import type { Command } from '#kernel/command.ts'
import { exitCodes } from '#kernel/problem.ts'
import type { Finding, Holder, Holding } from '../matrix/index.ts'
import { deskCommand, table, type CommandTools } from '#kernel/desk-command.ts'

type Shown = { version: number; parties: { provider: string; subscriber: string }; rows: { id: string; title: string; provider: Holding[]; subscriber: Holding[]; accountable: Holder[] }[] }

const letters = (holdings: readonly Holding[]): string => holdings.map(({ letter, on }) => (on ? `${letter}?` : letter)).join(' ')

export function raciCommands(tools: CommandTools): Command[] {
  return [
    deskCommand(tools, { name: 'raci show', about: 'Show the matrix in force: who does, answers, is asked, is told.' }, async (desk, _input, print) => {
      const shown = (await desk.perform('raci.show', {})) as Shown
      const lines = shown.rows.map(({ id, title, provider, subscriber, accountable }) => {
        const assumed = accountable.some((holder) => holder.assumed) ? ' (A)' : ''
        return [id, letters(provider) || '-', `${letters(subscriber) || '-'}${assumed}`, title.length > 70 ? `${title.slice(0, 69)}…` : title]
      })
      print(shown, `Version ${shown.version}. ?: only when there is an issue. (A): assumed, since none is written.\n\n${table([['row', shown.parties.provider, shown.parties.subscriber, 'task'], ...lines])}`)
    }),
    deskCommand(tools, { name: 'raci lint', about: 'Say what stands between the matrix and its execution; exit code 1 when there is an error.' }, async (desk, _input, print) => {
      const findings = (await desk.perform('raci.lint', {})) as Finding[]
      print(findings, findings.length === 0 ? 'Nothing to say.' : table(findings.map(({ level, row, sentence }) => [level, row, sentence])))
      return findings.some(({ level }) => level === 'error') ? exitCodes.failed : exitCodes.ok
    }),
    deskCommand(tools, {
      name: 'raci export', about: 'Write the matrix as Markdown, CSV, JSON, or a page to print.',
      options: [{ name: 'format', value: 'FORMAT', about: 'markdown, csv, json or html.', default: 'markdown' }], examples: ['bailiwick raci export --format html > matrix.html'],
    }, async (desk, input, print) => {
      const file = (await desk.perform('raci.export', { query: { format: input.options['format'] } })) as { text: string }
      print(file, file.text)
    }),
  ]
}
