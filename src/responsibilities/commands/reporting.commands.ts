/** Reporting to the provider's console, as seen from the appliance. */
import type { Command } from '#kernel/command.ts'
import { deskCommand, firstPage, need, operation, table, told, word, type CommandTools } from '#kernel/desk-command.ts'
import type { Wire } from '../context/index.ts'
import type { ReportingView } from '../reporting/index.ts'
import { jsonFile } from './files.ts'

type View = Wire<ReportingView>
type Said = { said_at: string; said_by: string; operation: string; state: string; sentence: string; subject: string | null }

function describe({ paired, own_key, console, kinds }: View): string {
  if (!paired || !console) return `This appliance reports to no console. Its key is ${own_key}.`
  return [
    `Reports to ${console.name} at ${console.url} (key ${console.key}); this appliance's key is ${own_key}.`,
    console.failing_since ? `FAILING since ${console.failing_since}: ${console.last_error} It is tried again at ${console.next_at}; nothing is lost.` : console.answered_at ? `Answered last at ${console.answered_at}.` : 'Not answered yet.',
    ...kinds.map(({ kind, title, consented }) => `  ${consented ? 'yes' : 'no '}  ${kind.padEnd(12)}  ${title}`),
  ].join('\n')
}

const consents = { name: 'consent', value: 'KIND,KIND', about: 'What may be reported: build, health, tasks, windows, tickets, attachments, attestations, checklists, notices.' }
const kindsOf = (text: string) => text.split(',').map((kind) => kind.trim()).filter(Boolean)

export const reportingCommands = (tools: CommandTools): Command[] => [
  operation(tools, { name: 'reporting show', about: 'Show whether this appliance reports to the provider\'s console, and what.' }, (desk) => desk.perform('reporting.get', {}), describe),
  deskCommand(tools, { name: 'reporting pair', about: 'Report to the console whose card this file is: this appliance calls out, nothing calls in.', takesArguments: true, options: [consents], examples: ['bailiwick reporting pair card.json --consent build,health,tasks,tickets,attestations'] }, async (desk, input, print) => {
    const card = await jsonFile(tools, word(input, 'file'))
    told(await desk.perform('reporting.pair', { body: { card, consents: kindsOf(need(input, 'consent')) } }), print, describe)
  }),
  operation(tools, { name: 'reporting consent', about: 'Change what is reported; what is no longer consented to is taken off the console.', options: [consents] }, (desk, input) => desk.perform('reporting.consent', { body: { consents: kindsOf(need(input, 'consent')) } }), describe),
  operation(tools, { name: 'reporting end', about: 'Report nothing any more.' }, (desk) => desk.perform('reporting.end', {}), ({ sentence }: { sentence: string }) => sentence),
  operation(tools, { name: 'reporting now', about: 'Report at once.' }, (desk) => desk.perform('reporting.now', {}), ({ sentence }: { sentence: string }) => sentence),
  operation(tools, { name: 'reporting instructions', about: 'List what the provider said at its console, and what became of it.' }, (desk) => desk.perform('reporting.instructions', { page: firstPage }), ({ items: said }: { items: Said[] }) =>
    said.length === 0 ? 'Nothing was said.' : table(said.map((each) => [each.said_at, each.said_by, each.operation, each.state, each.subject ?? '', each.sentence]))),
]
