/**
 * `npm test`: brings what the tests need from outside, runs every `*.test.ts`, ends with the totals of Node's runner.
 *
 *   npm test                         everything
 *   npm test -- src/kernel flows     only files whose path contains one of these
 *   npm test -- --name "wrong code"  only tests whose name matches
 *
 * With CI=true anything skipped, a missing browser included, makes the run fail; only tests meant for another account (root, or not root) are excused.
 */
import { spec } from 'node:test/reporters'
import { run } from 'node:test'
import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { tools, provide } from './provide.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const strict = process.env['CI'] === 'true'

function selection(args: string[]): { names: string[]; filters: string[] } {
  const names: string[] = []
  const filters: string[] = []
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? ''
    if (arg === '--name') names.push(args[(index += 1)] ?? '')
    else if (arg.startsWith('--name=')) names.push(arg.slice('--name='.length))
    else if (arg.startsWith('-')) throw new Error(`npm test knows paths and --name; not ${arg}`)
    else filters.push(arg.replace(/^\.\//, ''))
  }
  return { names, filters }
}

function testFiles(filters: string[]): string[] {
  const all = ['src', 'test', 'tools'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.test.ts'))
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/')),
  )
  return all.filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter))).sort()
}

const { names, filters } = selection(process.argv.slice(2))
const files = testFiles(filters)
if (files.length === 0) {
  console.error(filters.length > 0 ? `No test file's path contains ${filters.join(' or ')}.` : 'There are no test files: nothing was tested.')
  process.exit(1)
}

// A tool is brought only when a chosen file says, by importing its wrapper, that it needs it.
const sources = files.map((file) => readFileSync(join(root, file), 'utf8'))
for (const tool of tools) {
  if (!sources.some((source) => source.includes(tool.neededBy))) continue
  const answer = provide(tool)
  if ('path' in answer) {
    process.env[tool.environment] = answer.path
    if (answer.installed) console.log(`Installed ${tool.name}: ${answer.path}`)
    continue
  }
  const line = '!'.repeat(100)
  console.log(`${line}\n${tool.name} is missing: ${answer.missing}\nSet ${tool.environment} to its path. Tests that need it are ${strict ? 'FAILED, because CI=true' : 'SKIPPED'}.\n${line}`)
  if (strict) process.exitCode = 1
}

// Most files load most of the product: what one has compiled serves the next. Where the folder cannot be written, nothing is kept.
process.env['NODE_COMPILE_CACHE'] ??= join(root, 'node_modules', '.cache', 'compile')

// Two cores carry two files at a time; an appliance under test is several processes by itself.
const stream = run({
  files: files.map((file) => join(root, file)),
  cwd: root,
  concurrency: Math.max(2, Math.floor(availableParallelism() / 2)),
  timeout: 600_000,
  ...(names.length > 0 ? { testNamePatterns: names.map((name) => new RegExp(name)) } : {}),
})
stream.on('test:fail', (event) => {
  if (event.todo === undefined || event.todo === false) process.exitCode = 1
})
stream.on('test:pass', (event) => {
  if (!strict || event.skip === undefined || event.skip === false) return
  // Some tests are about root and some about everybody else: no account can run them all.
  if (/needs root|as an ordinary user/.test(String(event.skip))) return
  console.error(`✖ skipped, which CI=true does not allow: ${event.name} (${event.skip})`)
  process.exitCode = 1
})
stream.compose(spec).pipe(process.stdout)
