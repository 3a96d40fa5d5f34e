// What a browser loads before the first page: compressed, and from this host alone.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import './built.ts'

const dist = join(import.meta.dirname, '..', '..', 'dashboard', 'dist')

test('the shell is at most 300 KB, compressed', () => {
  const manifest = JSON.parse(readFileSync(join(dist, 'manifest.json'), 'utf8')) as Record<string, { file: string; css?: string[]; imports?: string[]; isEntry?: boolean }>
  // What signs in comes first; the rest of the shell is fetched meanwhile.
  const entries = Object.keys(manifest).filter((name) => manifest[name]?.isEntry)
  assert.deepEqual(entries.sort(), ['index.html', 'src/shell/begin.tsx'])
  const files = new Set<string>()
  const add = (name: string) => {
    const chunk = manifest[name]
    if (!chunk || files.has(chunk.file)) return
    for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file)
    for (const each of chunk.imports ?? []) add(each)
  }
  for (const entry of entries) add(entry)
  // The smallest files are sent as they are.
  const sent = (file: string) => (statSync(join(dist, `${file}.br`), { throwIfNoEntry: false }) ?? statSync(join(dist, file))).size
  const bytes = [...files].reduce((sum, file) => sum + sent(file), 0)
  assert.ok(bytes <= 300 * 1024, `${bytes} bytes in ${[...files].join(', ')}`)
  assert.ok(bytes > 50_000, 'something was measured')
})

test('every file of any size is there compressed, and the page has no inline code', () => {
  const assets = readdirSync(join(dist, 'assets')).filter((name) => /\.(js|css)$/.test(name))
  assert.ok(assets.length > 10)
  for (const name of assets) if (statSync(join(dist, 'assets', name)).size >= 1024) assert.ok(statSync(join(dist, 'assets', `${name}.br`)).size > 0)
  const html = readFileSync(join(dist, 'index.html'), 'utf8')
  assert.doesNotMatch(html, /<script(?![^>]*\bsrc=)|<style|\son\w+=|https?:\/\//)
})
