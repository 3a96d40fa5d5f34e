import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { everyJob } from '../../src/modules.ts'

/** Of the provider's console, which is another product of this code base. */
const elsewhere = ['console.forget-sessions']

test('every job that the code declares is among those that are shown and documented', () => {
  const source = join(import.meta.dirname, '..', '..', 'src')
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  const declared = files.flatMap((name) => [...readFileSync(join(source, name), 'utf8').matchAll(/\bjob(?:<[^>]*>)?\(\{\s*id: '([^']+)'/g)].map(([, id]) => id!))
  assert.ok(declared.length > 15)
  const known = everyJob().map(({ id }) => id)
  assert.deepEqual(declared.filter((id) => !known.includes(id)).toSorted(), elsewhere)
  assert.equal(new Set(known).size, known.length)
})
