import { test } from 'node:test'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')

test('every runtime dependency has its line in docs/decisions/dependencies.md, and no line is left over', () => {
  const { dependencies, optionalDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, Record<string, string>>
  const names = Object.keys({ ...dependencies, ...optionalDependencies })
  const page = readFileSync(join(root, 'docs', 'decisions', 'dependencies.md'), 'utf8')
  const listed = [...page.matchAll(/^\| ([^|]+?) \|/gm)].flatMap(([, cell = '']) => cell.split(', ')).filter((cell) => cell !== 'package' && !/^-+$/.test(cell))
  const fits = (pattern: string, name: string) => (pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern)
  assert.ok(names.length > 5 && listed.length > 5)
  assert.deepEqual(names.filter((name) => !listed.some((pattern) => fits(pattern, name))), [], 'packages without a line')
  assert.deepEqual(listed.filter((pattern) => !names.some((name) => fits(pattern, name))), [], 'lines without a package')
})

test('versions are exact', () => {
  const { dependencies, optionalDependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, Record<string, string>>
  for (const [name, version] of Object.entries({ ...dependencies, ...optionalDependencies, ...devDependencies })) assert.match(version, /^\d+\.\d+\.\d+(-[\w.]+)?$/, name)
})
