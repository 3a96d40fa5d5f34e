import type { Command, CommandInput } from '#kernel/command.ts'
import { deskCommand, operation, told, type CommandDesk, type CommandTools } from '#kernel/desk-command.ts'
import { isDownload } from '#kernel/download.ts'
import { passwordFileOption, secretFrom } from '#kernel/passphrase.ts'
import { exitCodes, StartFailure } from '#kernel/problem.ts'
import { exportFields } from './user-export.contract.ts'

type State = { state: string; sentence: string; name?: string; md5?: string; users: number }

/** `user-export <password> '<fields>'`, or with --password; the fields divided by commas or spaces. */
async function asked({ terminal }: CommandTools, { arguments: words, options, flags }: CommandInput): Promise<{ password: string; fields: string[]; format?: string }> {
  const rest = [...words]
  const file = options['password-file']
  const given = options['password'] ?? (file === undefined ? rest.shift() : undefined)
  const fields = [...new Set(rest.join(' ').split(/[\s,]+/).filter((field) => field !== ''))]
  if (file === undefined && given === undefined) throw new StartFailure(exitCodes.usage, "say a password: user-export <password> '<fields>'.")
  if (fields.length === 0) throw new StartFailure(exitCodes.usage, "say which fields: user-export <password> 'user_id,email,name'.")
  const unknown = fields.filter((field) => !(exportFields as readonly string[]).includes(field))
  if (unknown.length > 0) throw new StartFailure(exitCodes.usage, `there is no field ${unknown.map((field) => `"${field}"`).join(', ')} to export; choose of ${exportFields.join(', ')}.`)
  return { password: (await secretFrom(terminal, { file, given }))!, fields, ...(flags.has('openssl') ? { format: 'openssl' } : {}) }
}

async function status(desk: CommandDesk): Promise<State> {
  const state = (await desk.perform('user-export.status', {})) as State | undefined
  if (!state) throw new StartFailure(exitCodes.failed, 'There is no user export on this node.')
  return state
}

/** The documented four. */
export function userExportCommands(tools: CommandTools): Command[] {
  return [
    operation(tools, {
      name: 'user-export', about: 'Export chosen fields of all users, encrypted with a password: password, then fields.', takesArguments: true,
      options: [{ name: 'password', value: 'P', about: 'The password, when it does not stand first.' }, passwordFileOption, { name: 'openssl', about: 'In the old form for `openssl enc -aes-256-ctr -d -md md5 -nosalt`, whose key derivation is weak; age otherwise.' }],
      examples: ["bailiwick -t a0-1 user-export 'long password' '_id,email,email_verified,phone_number,phone_verified,name,user_id,lastLogin,updated_at,__tenant'", 'age -d user_export.tar.gz.age | tar -xz'],
    }, async (desk, input) => desk.perform('user-export.create', { body: await asked(tools, input) }), () => 'User export in progress.'),
    operation(tools, { name: 'user-export-status', about: 'Say how the export of users is.' }, status, ({ state, sentence, name, md5, users }: State) =>
      (state === 'done' ? JSON.stringify({ message: sentence, arguments: { name, md5 } }) : state === 'running' ? `${sentence} ${users} users so far.` : sentence)),
    deskCommand(tools, { name: 'user-export-retrieve', about: 'Save the export of users: user_export.tar.gz.age, or .enc in the old form.' }, async (desk, _input, print) => {
      const file = await desk.perform('user-export.download', {})
      if (isDownload(file)) print({ file: file.name }, await tools.terminal.save(file))
      else told(file, print, () => '')
    }),
    operation(tools, { name: 'user-export-delete', about: 'Remove the export of users.' }, (desk) => desk.perform('user-export.remove', {}), () => 'User export removed.'),
  ]
}
