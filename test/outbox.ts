/** Letters of an appliance without a mail server. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Quoted-printable undone as far as links need it. */
export const readable = (letter: string): string => letter.replaceAll(/=\r?\n/g, '').replaceAll('=3D', '=')

/** Oldest first, as RFC 5322 text. One that is still being written is not there yet. */
export function outbox(dataDir: string): string[] {
  const folder = join(dataDir, 'outbox')
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.eml')).sort() : []
  return names.map((name) => readable(readFileSync(join(folder, name), 'utf8')))
}
