import type { Command } from '#kernel/command.ts'
import { operation, table, told, deskCommand, word, type CommandTools } from '#kernel/desk-command.ts'
import type { Wire } from '../context/index.ts'
import type { CliKey } from '../cli-keys/index.ts'

type Key = Wire<CliKey>

const rows = (all: Key[]): string =>
  all.length === 0 ? 'No key is authorised; nobody reaches the agent.' : table([['NAME', 'ID', 'PARTY', 'ADDED', 'BY', 'LAST USED'], ...all.map((key) => [key.name, key.id, key.party, key.added_at, key.added_by, key.last_used_at ?? 'never'])])

export function cliKeyCommands(tools: CommandTools): Command[] {
  return [
    operation(tools, { name: 'cli-keys list', about: 'List the public keys of workstations that may command the nodes.' }, (desk) => desk.perform('cli-keys.list', {}), rows),
    deskCommand(tools, {
      name: 'cli-keys add', about: 'Authorise the public key of a workstation: its name, and the key or the file it stands in.', takesArguments: true,
      options: [{ name: 'person', value: 'ID', about: 'The person it acts for; yourself unless given.' }],
      examples: ['bailiwick cli-keys add laptop 11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo', 'bailiwick cli-keys add laptop bailiwick-key.pub'],
    }, async (desk, input, print) => {
      const name = word(input, 'workstation')
      const given = word(input, 'key', 1)
      const key = /^[A-Za-z0-9_-]{43}$|^ssh-ed25519 /.test(given) ? given : (await tools.terminal.read(given)).toString('utf8').trim()
      const { person } = input.options
      told(await desk.perform('cli-keys.add', { body: { name, key, ...(person ? { person } : {}) } }), print, ({ id }: Key) => `${name} may command the nodes; its key is ${id}.`)
    }),
    operation(tools, { name: 'cli-keys remove', about: 'Take a key\'s authorisation away: its id or name.', takesArguments: true }, (desk, input) => desk.perform('cli-keys.remove', { params: { id: word(input, 'key') } }), () => 'The key was removed; its next request is refused.'),
  ]
}
