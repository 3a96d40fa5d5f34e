/** People of the parties, and the pair of environments. */
import type { Command } from '#kernel/command.ts'
import { deskCommand, need, operation, table, told, word, type CommandTools } from '#kernel/desk-command.ts'
import type { Wire } from '../context/index.ts'
import type { Person } from '../parties/index.ts'
import { jsonFile } from './files.ts'

type View = Wire<Person>
type Invited = { person: View; link: string; expiresAt: string; mailed: boolean }

const line = (person: View): string => `${person.id}  ${person.name}  ${person.email}  ${person.party}  ${person.roles.join(', ') || 'no job role'}  ${person.state}`
const handed = ({ person, link, expiresAt, mailed }: Invited): string =>
  `${line(person)}\n${mailed ? `A letter was sent to ${person.email}. The link in it, should it not arrive` : 'No letter could be sent; hand this link over yourself'}: it works once, until ${expiresAt}.\n${link}`
const takes = { takesArguments: true } as const
const roles = { name: 'roles', value: 'ROLE,ROLE', about: 'Job roles: customer_success_engineer, infrastructure_engineer, operations, security, networking, developer, project_manager, support.' }
const party = { name: 'party', value: 'PARTY', about: 'provider or subscriber.' }
const listed = (text: string | undefined) => (text ?? '').split(',').map((role) => role.trim()).filter(Boolean)

export const peopleCommands = (tools: CommandTools): Command[] => [
  operation(tools, { name: 'people list', about: 'List the people of both parties.' }, (desk) => desk.perform('persons.list', {}), (all: View[]) => (all.length === 0 ? 'There is nobody yet.' : table(all.map((each) => [each.id, each.name, each.email, each.party, each.roles.join(','), each.state])))),
  operation(tools, { name: 'people invite', about: 'Invite somebody: by mail, and with a link to hand over when there is no mail server.', ...takes, options: [{ name: 'name', value: 'NAME', about: 'Their name.' }, { ...party, default: 'subscriber' }, roles], examples: ['bailiwick people invite ann@hospital.example --name Ann --roles infrastructure_engineer'] }, (desk, input) =>
    desk.perform('persons.invite', { body: { email: word(input, 'address'), name: need(input, 'name'), party: input.options['party'], roles: listed(input.options['roles']) } }), handed),
  operation(tools, { name: 'people invite-again', about: 'Make a new link; those from before stop working.', ...takes }, (desk, input) => desk.perform('persons.inviteAgain', { params: { id: word(input, 'person') } }), handed),
  operation(tools, { name: 'people change', about: 'Change the job roles of a person, or their name.', ...takes, options: [roles, { name: 'name', value: 'NAME', about: 'Their name.' }] }, (desk, input) =>
    desk.perform('persons.update', { params: { id: word(input, 'person') }, body: { ...(input.options['roles'] === undefined ? {} : { roles: listed(input.options['roles']) }), ...(input.options['name'] ? { name: input.options['name'] } : {}) } }), line),
  operation(tools, { name: 'people move', about: 'Move a person to the other party; their sessions end.', ...takes, options: [party, roles] }, (desk, input) =>
    desk.perform('persons.move', { params: { id: word(input, 'person') }, body: { party: need(input, 'party'), roles: listed(input.options['roles']) } }), line),
  operation(tools, { name: 'people remove', about: 'Remove a person; their sessions end, and what they did stays on record.', ...takes }, (desk, input) => desk.perform('persons.remove', { params: { id: word(input, 'person') } }), () => 'The person was removed; their sessions have ended.'),

  deskCommand(tools, { name: 'environments card', about: 'Print the card of this appliance: for the other one of its pair, or for the provider\'s console when this network is isolated.', examples: ['bailiwick environments card > card.json'] }, async (desk) => {
    tools.terminal.out(`${JSON.stringify(await desk.perform('environments.card', {}), null, 2)}\n`)
  }),
  deskCommand(tools, { name: 'environments pair', about: 'Pair with the appliance whose card this file is.', ...takes }, async (desk, input, print) => {
    told(await desk.perform('environments.pair', { body: await jsonFile(tools, word(input, 'file')) }), print, ({ name, environment, key_id }: { name: string; environment: string; key_id: string }) => `Paired with ${name} (${environment}), key ${key_id}. Compare the key on both sides.`)
  }),
]
