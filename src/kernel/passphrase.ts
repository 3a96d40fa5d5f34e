/** How commands come by a secret: from a file, from whoever types it (`-`), or from the command line, where others on the machine may see it. */
import type { CommandOption } from './command.ts'
import { exitCodes, StartFailure } from './problem.ts'
import type { Terminal } from './terminal.ts'

export const passphraseOptions: CommandOption[] = [
  { name: 'passphrase-file', value: 'FILE', about: 'File whose first line is the passphrase; - asks for it, or reads it from the standard input.' },
  { name: 'passphrase', value: 'TEXT', about: 'The passphrase itself; others on this machine may see it in the list of processes.', environment: 'BAILIWICK_PASSPHRASE' },
]

export const passwordFileOption: CommandOption = { name: 'password-file', value: 'FILE', about: 'File whose first line is the password; - (also in place of the password) asks for it, or reads it from the standard input.' }

/** @param given as it was typed; `-` asks for it. Undefined when neither is there. */
export async function secretFrom(terminal: Pick<Terminal, 'read'>, { file, given }: { file: string | undefined; given: string | undefined }): Promise<string | undefined> {
  const place = file ?? (given === '-' ? given : undefined)
  if (place === undefined) return given
  const text = (await terminal.read(place)).toString('utf8').split(/\r?\n/)[0]
  if (!text) throw new StartFailure(exitCodes.usage, place === '-' ? 'nothing was typed where the passphrase was asked for.' : `the first line of ${place} is empty; it must be the passphrase.`)
  return text
}
