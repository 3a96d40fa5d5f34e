// What a browser loads before the first page: compressed, and from this host alone.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import './built.ts'
import { shellOf } from './shell.ts'

const dist = join(import.meta.dirname, '..', '..', 'dashboard', 'dist')

test('the shell is at most 300 KB, compressed', () => {
  const { entries, files, bytes } = shellOf(dist)
  // What signs in comes first; the rest of the shell is fetched meanwhile.
  assert.deepEqual(entries, ['index.html', 'src/shell/begin.tsx'])
  assert.ok(bytes <= 300 * 1024, `${bytes} bytes in ${files.join(', ')}`)
  assert.ok(bytes > 50_000, 'something was measured')
})

test('every file of any size is there compressed, and the page has no inline code', () => {
  const assets = readdirSync(join(dist, 'assets')).filter((name) => /\.(js|css)$/.test(name))
  assert.ok(assets.length > 10)
  for (const name of assets) if (statSync(join(dist, 'assets', name)).size >= 1024) assert.ok(statSync(join(dist, 'assets', `${name}.br`)).size > 0)
  const html = readFileSync(join(dist, 'index.html'), 'utf8')
  assert.doesNotMatch(html, /<script(?![^>]*\bsrc=)|<style|\son\w+=|https?:\/\//)
})
