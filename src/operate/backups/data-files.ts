/** What the data directory holds beside the database: keys, certificates, whatever else must survive. New kinds of files are taken along without being listed. */
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'

/** Made anew by every start, larger than a file of secrets may be, or of this machine only. */
const leftOut = /^(postgres($|\.|-)|log$|outbox$|backups$|restoring$|restored\.json$|diagnostics$|exports$|journal$|bootstrap\.json|node-id$|supervisor\.|.*\.(new|part|sock|pid|lock)$)/

const most = 64 * 1024 * 1024

export type DataFile = { path: string; content: Buffer }

export function dataFiles(dataDir: string): DataFile[] {
  const found: DataFile[] = []
  let bytes = 0
  const walk = (folder: string) => {
    for (const entry of readdirSync(join(dataDir, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (folder === '' ? leftOut.test(entry.name) : /\.(new|part)$/.test(entry.name)) continue
      if (entry.isDirectory()) walk(path)
      else if (entry.isFile()) {
        bytes += statSync(join(dataDir, path)).size
        if (bytes > most) throw new Error(`The files in ${dataDir} beside the database are larger than ${most / 1024 / 1024} MB; move away what does not belong there (${path} was the first too many).`)
        found.push({ path, content: readFileSync(join(dataDir, path)) })
      }
    }
  }
  walk('')
  return found.sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** @param path as it stands in a backup, which somebody may have made by hand. */
export function putDataFile(dataDir: string, { path, content }: DataFile): void {
  const parts = path.split('/')
  if (parts.some((part) => part === '' || part === '.' || part === '..') || path.includes(sep === '\\' ? '\\' : '\0')) throw new Error(`The backup names a file outside of the data directory: ${path}.`)
  const target = join(dataDir, ...parts)
  mkdirSync(dirname(target), { recursive: true, mode: 0o700 })
  writeFileSync(target, content, { mode: 0o600 })
  chmodSync(target, path.endsWith('ca.pem') ? 0o644 : 0o600)
}
