/** Saves a backup where somebody asked for it, with the sums that say whether it arrived whole: `md5sum -c` and `sha256sum -c` find it beside them. */
import { told, type CommandDesk, type CommandTools, type Print } from '#kernel/desk-command.ts'
import { download, isDownload } from '#kernel/download.ts'
import type { Backup } from './backups.contract.ts'
import { sumFiles } from './sums.ts'

export async function saveBackup({ terminal }: CommandTools, desk: CommandDesk, id: string, print: Print): Promise<void> {
  const file = await desk.perform('backups.retrieve', { params: { id } })
  if (!isDownload(file)) return told(file, print, () => '')
  const { md5, sha256 } = (await desk.perform('backups.get', { params: { id } })) as Backup
  const said = [await terminal.save(file)]
  const sums = md5 === undefined || sha256 === undefined ? [] : sumFiles(file.name, { md5, sha256 })
  for (const { name, line } of sums) said.push(await terminal.save(download({ name, bytes: Buffer.byteLength(line), async *open() { yield Buffer.from(line) } })))
  print({ file: file.name, ...(sums.length > 0 ? { md5, sha256 } : {}) }, said.filter((each) => each !== '').join('\n'))
}
