/** Support tickets. */
import { basename } from 'node:path'
import type { Command, CommandInput } from '#kernel/command.ts'
import { deskCommand, firstPage, need, operation, table, told, word, type CommandTools } from '#kernel/desk-command.ts'
import { exitCodes, StartFailure } from '#kernel/problem.ts'
import type { Wire } from '../context/index.ts'
import type { TicketFile, TicketView } from '../tickets/index.ts'
import { jsonFile } from './files.ts'

type View = Wire<TicketView>

const holder = ({ clock }: View): string => (clock.holder === undefined ? 'closed' : `next step: ${clock.holder}${clock.due ? `, answer due ${clock.due}` : ''}${clock.state === 'missed' ? ', target MISSED' : ''}`)

function describe(ticket: View): string {
  return [
    `${ticket.id}  ${ticket.subject}`,
    `severity ${ticket.severity} (${ticket.environment}), ${ticket.state}; ${holder(ticket)}`,
    ...(ticket.severity_raise ? [`The provider proposes severity ${ticket.severity_raise}: bailiwick tickets consent ${ticket.id} --answer yes`] : []),
    ...(ticket.follows ? [`Follows ${ticket.follows}`] : []),
    ...Object.entries(ticket.questionnaire).map(([name, value]) => `  ${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`),
    ...ticket.thread.flatMap(({ author, party, at, body }) => [`${at}  ${author} (${party})`, `  ${body.replaceAll('\n', '\n  ')}`]),
    ...ticket.attachments.map(({ id, name, size }) => `${id}  ${name}  ${size} bytes`),
  ].join('\n')
}

const takes = { takesArguments: true } as const
const text = { name: 'text', value: 'TEXT', about: 'What is said.' }
const params = (input: CommandInput) => ({ id: word(input, 'ticket') })

const openOptions = [
  { name: 'severity', value: 'N', about: '1 urgent (production is down for all), 2 high, 3 normal, 4 low.', default: '3' },
  { name: 'kind', value: 'KIND', about: 'incident, question, change, update or recovery.', default: 'incident' },
  { name: 'description', value: 'TEXT', about: 'What happens, and how far a login gets.' },
  { name: 'users', value: 'WHO', about: 'Whom it hits: all, most, some or one.' },
  { name: 'answers', value: 'FILE', about: 'The rest of the questionnaire as JSON: tenant, applications, tried, expected, errors, …' },
  { name: 'critical', value: 'FILE', about: 'For severity 1, as JSON: business_process, workaround, contact, phone.' },
  { name: 'follows', value: 'ID', about: 'A closed ticket that this one follows.' },
]

async function opening(tools: CommandTools, input: CommandInput): Promise<Record<string, unknown>> {
  const { severity, kind, users, answers, critical, follows } = input.options
  if (!/^[1-4]$/.test(severity ?? '')) throw new StartFailure(exitCodes.usage, '--severity is 1, 2, 3 or 4.')
  const rest = answers ? ((await jsonFile(tools, answers)) as Record<string, unknown>) : {}
  return {
    subject: input.arguments.join(' ') || word(input, 'subject'), kind, severity: Number(severity), questionnaire: { ...rest, description: need(input, 'description'), ...(users ? { users } : {}) },
    ...(critical ? { critical: await jsonFile(tools, critical) } : {}), ...(follows ? { follows } : {}),
  }
}

export const ticketCommands = (tools: CommandTools): Command[] => [
  operation(tools, { name: 'tickets list', about: 'List tickets, newest first.', options: [{ name: 'state', value: 'STATE', about: 'open, pending, solved or closed.' }] }, (desk, input) => desk.perform('tickets.list', { query: input.options['state'] ? { state: input.options['state'] } : {}, page: firstPage }), ({ items }: { items: View[] }) =>
    items.length === 0 ? 'There are no tickets.' : table(items.map((each) => [each.id, `severity ${each.severity}`, each.state, each.opened_at, each.subject]))),
  operation(tools, { name: 'tickets show', about: 'Show a ticket: clock, answers, thread, attachments.', ...takes }, (desk, input) => desk.perform('tickets.get', { params: params(input) }), describe),
  deskCommand(tools, { name: 'tickets open', about: 'Open a ticket; the words are its subject.', ...takes, options: openOptions, examples: ['bailiwick tickets open Logins are slow --severity 2 --users most --description "Since 9 a password takes 20 seconds"'] }, async (desk, input, print) => {
    told(await desk.perform('tickets.open', { body: await opening(tools, input) }), print, describe)
  }),
  operation(tools, { name: 'tickets comment', about: 'Write to the other party; the next step is then theirs.', ...takes, options: [text, { name: 'keep-step', about: 'The next step stays here.' }] }, (desk, input) =>
    desk.perform('tickets.comment', { params: params(input), body: { text: need(input, 'text'), ...(input.flags.has('keep-step') ? { keep_step: true } : {}) } }), describe),
  operation(tools, { name: 'tickets close', about: 'Confirm that it is resolved, and close it for good.', ...takes }, (desk, input) => desk.perform('tickets.close', { params: params(input) }), describe),
  operation(tools, { name: 'tickets consent', about: 'Consent to the higher severity that the provider proposes, or not.', ...takes, options: [{ name: 'answer', value: 'yes|no', about: 'Whether you consent.' }] }, (desk, input) => {
    const answer = need(input, 'answer')
    if (answer !== 'yes' && answer !== 'no') throw new StartFailure(exitCodes.usage, '--answer is yes or no.')
    return desk.perform('tickets.settleSeverity', { params: params(input), body: { consent: answer === 'yes' } })
  }, describe),
  deskCommand(tools, { name: 'tickets attach', about: 'Attach a file: the ticket, then the file.', ...takes, options: [{ name: 'type', value: 'TYPE', about: 'Media type.', default: 'application/octet-stream' }], examples: ['bailiwick tickets attach T-3 trace.har'] }, async (desk, input, print) => {
    const path = word(input, 'file', 1)
    const content = (await tools.terminal.read(path)).toString('base64')
    told(await desk.perform('tickets.attach', { params: params(input), body: { name: basename(path), type: input.options['type'], content } }), print, ({ name, size, sha256 }: { name: string; size: number; sha256: string }) => `${name} is attached: ${size} bytes, SHA-256 ${sha256}.`)
  }),
  deskCommand(tools, { name: 'tickets export', about: 'Write a ticket as a signed file, for a provider that cannot be reached from here.', ...takes, examples: ['bailiwick tickets export T-3 > T-3.json'] }, async (desk, input) => {
    tools.terminal.out(`${JSON.stringify(await desk.perform('tickets.export', { params: params(input) }), null, 2)}\n`)
  }),
  deskCommand(tools, { name: 'tickets import', about: 'Take in the provider\'s answer from a signed file; what is here already is passed over.', ...takes }, async (desk, input, print) => {
    const file = (await jsonFile(tools, word(input, 'file'))) as TicketFile
    told(await desk.perform('tickets.import', { body: file }), print, ({ messages, attachments }: { messages: number; attachments: number }) => `Taken in: ${messages} messages, ${attachments} attachments.`)
  }),
]
