import { test } from 'node:test'
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { checkLayers, importsOf } from './layers.ts'

/** Plants a tree in a temporary folder and says what the checker has against it. */
function violationsOf(files: Record<string, string>): string[] {
  const root = mkdtempSync(join(tmpdir(), 'layers-'))
  try {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), content)
    }
    return checkLayers(root).violations
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

const lawful = {
  'src/kernel/word.ts': `import { Type } from 'typebox'\nexport const word = Type\n`,
  'src/platform/clock/index.ts': `import type { word } from '#kernel/word.ts'\nexport { tick } from './tick.ts'\nexport type W = typeof word\n`,
  'src/platform/clock/tick.ts': `import { performance } from 'node:perf_hooks'\nexport const tick = performance\n`,
  'src/resources/users/index.ts': `import { tick } from '#platform/clock/index.ts'\nexport const users = tick\n`,
  'src/main.ts': `import { users } from './resources/users/index.ts'\nexport const all = users\n`,
}

test('a lawful tree has no violations', () => {
  assert.deepEqual(violationsOf(lawful), [])
})

const planted: [string, Record<string, string>, RegExp][] = [
  ['a lower layer importing a higher one', { 'src/platform/clock/up.ts': `import { users } from '#resources/users/index.ts'\n` }, /platform may not import resources/],
  ['a type import counts', { 'src/kernel/up.ts': `import type { W } from '#platform/clock/index.ts'\n` }, /kernel may not import platform/],
  ['an import over several lines', { 'src/kernel/up.ts': `import {\n  tick,\n  type W,\n} from '#platform/clock/index.ts'\n` }, /kernel may not import platform/],
  ['export from', { 'src/kernel/up.ts': `export * from '../platform/clock/index.ts'\n` }, /kernel may not import platform/],
  ['a dynamic import', { 'src/kernel/up.ts': `export const late = () => import('#platform/clock/index.ts')\n` }, /kernel may not import platform/],
  ['the type of a dynamic import', { 'src/kernel/up.ts': `export type W = import('#platform/clock/index.ts').W\n` }, /kernel may not import platform/],
  ['a computed import', { 'src/kernel/up.ts': `export const late = (x: string) => import(x)\n` }, /computed/],
  ['a bare import', { 'src/kernel/up.ts': `import '#platform/clock/index.ts'\n` }, /kernel may not import platform/],
  ['another folder past its index.ts', { 'src/resources/roles/index.ts': `import { tick } from '#platform/clock/tick.ts'\n` }, /only through its index\.ts/],
  ['login importing oauth', { 'src/login/index.ts': `import '#oauth/index.ts'\n`, 'src/oauth/index.ts': '' }, /login may not import oauth/],
  ['the database driver outside its folder', { 'src/resources/users/index.ts': `import pg from 'pg'\n` }, /pg may only be imported in src\/platform\/postgres/],
  ['child processes outside their folder', { 'src/platform/clock/tick.ts': `import { spawn } from 'node:child_process'\nexport const tick = spawn\n` }, /node:child_process may only/],
  ['a package nobody decided on', { 'src/resources/users/index.ts': `import _ from 'lodash/fp'\n` }, /lodash is in no line of the law/],
  ['a builtin in the kernel', { 'src/kernel/word.ts': `import fs from 'node:fs'\n` }, /kernel does no I\/O/],
  ['a folder importing the composition root', { 'src/resources/users/index.ts': `import { all } from '../../main.ts'\n` }, /knows everyone/],
  ['the product using what is there for tests', { 'src/resources/users/index.ts': `import './people.fixture.ts'\n`, 'src/resources/users/people.fixture.ts': '' }, /for tests only/],
  ['a missing file', { 'src/resources/users/index.ts': `import './gone.ts'\n` }, /names no file/],
  ['a drawer', { 'src/resources/utils/index.ts': '' }, /no folder is called "utils"/],
  ['a file too long', { 'src/kernel/long.ts': 'export {}\n'.repeat(501) }, /501 lines/],
  ['checks that no test runs', { 'test/a.test.ts': `import './b.checks.ts'\n`, 'test/b.checks.ts': '', 'test/c.checks.ts': '' }, /^test\/c\.checks\.ts: no test imports it/],
  ['a folder too deep', { 'src/resources/users/a/b/c.ts': '' }, /4 folders deep/],
]

for (const [name, files, complaint] of planted) {
  test(`refused: ${name}`, () => {
    const violations = violationsOf({ ...lawful, ...files })
    assert.ok(violations.some((line) => complaint.test(line)), `expected ${complaint}, got ${JSON.stringify(violations)}`)
  })
}

test('refused: a cycle, with its path', () => {
  const violations = violationsOf({
    ...lawful,
    'src/resources/a/index.ts': `import type { B } from '../b/index.ts'\nexport type A = B\n`,
    'src/resources/b/index.ts': `export type { A as B } from '#resources/c/index.ts'\n`,
    'src/resources/c/index.ts': `import { type A } from '#resources/a/index.ts'\nexport type { A }\n`,
  })
  assert.deepEqual(violations, [
    'import cycle: src/resources/a/index.ts → src/resources/b/index.ts → src/resources/c/index.ts → src/resources/a/index.ts',
  ])
})

test('tests are free of the table, not of the size limit', () => {
  const free = violationsOf({ ...lawful, 'src/kernel/word.test.ts': `import { users } from '#resources/users/index.ts'\n` })
  assert.deepEqual(free, [])
  const long = violationsOf({ ...lawful, 'src/kernel/word.test.ts': 'export {}\n'.repeat(501) })
  assert.equal(long.length, 1)
})

test('checks that a test runs are lawful', () => {
  assert.deepEqual(violationsOf({ ...lawful, 'test/a.test.ts': `import { some } from './b/c.checks.ts'\nsome()\n`, 'test/b/c.checks.ts': 'export const some = () => {}\n' }), [])
})

test('seeing nothing is a failure', () => {
  assert.throws(() => violationsOf({ 'README.md': '' }), /saw no files/)
})

test('words in comments and strings are not imports', () => {
  assert.deepEqual(importsOf(`// import('x')\n * import('y')\nconst text = "from 'z'"\n`), [])
})
