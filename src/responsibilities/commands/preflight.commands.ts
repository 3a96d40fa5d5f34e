/** The preflight and the checklists it fills. */
import type { Command } from '#kernel/command.ts'
import { operation, table, word, type CommandTools } from '#kernel/desk-command.ts'
import type { Wire } from '../context/index.ts'
import type { ChecklistView, Preflight } from '../checklists/index.ts'

type View = Wire<ChecklistView>

function described({ found, missing, checklist }: Wire<Preflight>): string {
  const open = missing.filter(({ item }) => !found.some((each) => each.item === item))
  return [
    table(found.map(({ item, met, sentence }) => [met ? 'met' : 'NOT MET', item, sentence])),
    ...missing.filter(({ item }) => found.some((each) => each.item === item)).map(({ title, remedy }) => `${title}: ${remedy}`),
    `It stands in the checklist ${checklist}${open.length > 0 ? `, where people still have to answer: ${open.map(({ item }) => item).join(', ')}` : ''}.`,
  ].join('\n')
}

const kind = { name: 'kind', value: 'KIND', about: 'pre-installation or post-installation.', default: 'pre-installation' }

export const preflightCommands = (tools: CommandTools): Command[] => [
  operation(tools, { name: 'preflight', about: 'Look at this node (memory, processors, drives, network card, DNS, certificates, mail, ports, clock, outbound hosts), and fill the checklist with what is found.', options: [kind] }, (desk, input) => desk.perform('preflight.run', { body: { kind: input.options['kind'] } }), described),
  operation(tools, { name: 'checklists list', about: 'List checklists, newest first.' }, (desk) => desk.perform('checklists.list', {}), (all: { id: string; kind: string; state: string }[]) => (all.length === 0 ? 'There are no checklists.' : table(all.map((each) => [each.id, each.kind, each.state])))),
  operation(tools, { name: 'checklists show', about: 'Show a checklist: what is answered, and what is missing with its remedy.', takesArguments: true }, (desk, input) => desk.perform('checklists.get', { params: { id: word(input, 'checklist') } }), ({ title, state, items, missing }: View) =>
    [`${title} (${state})`, ...items.flatMap((item) => (item.answers.length === 0 ? [`  -        ${item.title}`] : item.answers.map(({ met, node, sentence, source }) => `  ${met ? 'met    ' : 'NOT MET'}  ${item.title}${node ? ` (${node})` : ''}: ${sentence} [${source}]`))), ...missing.map(({ title: what, remedy }) => `Missing: ${what}. ${remedy}`)].join('\n')),
]
