/** The names under which operators know backups from elsewhere, each with its documented answer; `backup create` and its like say more. */
import type { Command, CommandInput } from '#kernel/command.ts'
import { deskCommand, operation, word, type CommandDesk, type CommandTools } from '#kernel/desk-command.ts'
import { passwordFileOption, secretFrom } from '#kernel/passphrase.ts'
import { exitCodes, StartFailure } from '#kernel/problem.ts'
import type { Backup } from './backups.contract.ts'
import { saveBackup } from './retrieve.ts'

type Content = 'data' | 'secrets'

/** `backup <password>` and `backup --password <p>`: both spellings are documented. */
async function passwordOf({ terminal }: CommandTools, { arguments: [first], options }: CommandInput, name: string): Promise<string> {
  const password = await secretFrom(terminal, { file: options['password-file'], given: options['password'] ?? first })
  if (password === undefined) throw new StartFailure(exitCodes.usage, `say a password: ${name} <password>; or ${name} - to be asked for it.`)
  return password
}

async function newest(desk: CommandDesk, content: Content): Promise<Backup> {
  const all = (await desk.perform('backups.list', { query: {} })) as Backup[]
  const found = all.find((backup) => (backup.content === content || (content === 'data' && backup.content === 'whole')) && backup.state !== 'deleted')
  if (!found) throw new StartFailure(exitCodes.failed, 'No backup found.')
  return found
}

const status = (one: Backup): string =>
  one.state === 'done' ? JSON.stringify({ message: 'Backup found', arguments: { name: one.file, md5: one.md5 } })
  : one.state === 'failed' ? JSON.stringify({ message: 'Backup failed', arguments: { reason: one.sentence } })
  : 'Backup in progress.'

const password = { name: 'password', value: 'P', about: 'The password, when it does not stand first.' } as const

function four(tools: CommandTools, name: string, content: Content, what: string): Command[] {
  return [
    operation(tools, { name, about: `Start a backup of ${what}, encrypted with a password.`, takesArguments: true, options: [password, passwordFileOption], examples: [`bailiwick -t a0-3 ${name} 'long password'`, `bailiwick -t a0-3 ${name} -`] },
      async (desk, input) => desk.perform('backups.create', { body: { content, passphrase: await passwordOf(tools, input, name) } }), () => 'Backup in progress.'),
    operation(tools, { name: `${name}-status`, about: `Say how the backup of ${what} is.` }, (desk) => newest(desk, content), status),
    deskCommand(tools, { name: `${name}-retrieve`, about: `Save the backup of ${what} and its sums into the present folder.` }, async (desk, _input, print) => saveBackup(tools, desk, (await newest(desk, content)).id, print)),
    // The name of the command says all that a confirmation would; whoever may not delete is refused as ever.
    operation(tools, { name: `${name}-delete`, about: `Remove the stored backup of ${what}.` }, async (desk) => desk.perform('backups.delete', { params: { id: (await newest(desk, content)).id } }, { confirmation: 'backups.delete' }), () => 'Backup removed.'),
  ]
}

export function documentedBackupCommands(tools: CommandTools): Command[] {
  return [
    ...four(tools, 'backup', 'data', 'the data'),
    ...four(tools, 'backup-sensitive', 'secrets', 'keys and other secrets'),
    operation(tools, { name: 'set-as-backup', about: 'Give the node the backup role on a device; "force" also where backups are already.', takesArguments: true, options: [{ name: 'force', about: 'The same as the word.' }], examples: ['bailiwick -t a0-3 set-as-backup /dev/sdb1', 'bailiwick -t a0-3 set-as-backup /mnt/backup true'] },
      (desk, input) => desk.perform('backup-role.assign', { body: { device: word(input, 'device'), force: input.flags.has('force') || ['force', 'true'].includes(input.arguments[1] ?? '') } }),
      ({ folder }: { folder: string }) => `This node keeps backups in ${folder}.`),
  ]
}
