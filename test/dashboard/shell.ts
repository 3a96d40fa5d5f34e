/** What a browser loads before the first page: the files of both entries of the built dashboard, and what they import. */
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

export type Shell = { entries: string[]; files: string[]; /** As they are sent: compressed, but for the smallest. */ bytes: number }

export function shellOf(dist: string): Shell {
  const manifest = JSON.parse(readFileSync(join(dist, 'manifest.json'), 'utf8')) as Record<string, { file: string; css?: string[]; imports?: string[]; isEntry?: boolean }>
  const entries = Object.keys(manifest).filter((name) => manifest[name]?.isEntry).sort()
  const files = new Set<string>()
  const add = (name: string) => {
    const chunk = manifest[name]
    if (!chunk || files.has(chunk.file)) return
    for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file)
    for (const each of chunk.imports ?? []) add(each)
  }
  for (const entry of entries) add(entry)
  const sent = (file: string) => (statSync(join(dist, `${file}.br`), { throwIfNoEntry: false }) ?? statSync(join(dist, file))).size
  return { entries, files: [...files], bytes: [...files].reduce((sum, file) => sum + sent(file), 0) }
}
