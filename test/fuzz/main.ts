/**
 * `npm run fuzz`: at least a million inputs over all parsers, in bounded time. A failure prints its seed and keeps its input in the corpus.
 *
 *   npm run fuzz                                   everything
 *   npm run fuzz -- --target search --runs 500000  one parser, longer
 *   npm run fuzz -- --seed 42                      as another run began
 *   npm run fuzz -- --record                       everything, and docs/reference/fuzzing.md says what came of it
 */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { corpusOf, fuzz, keep } from './target.ts'
import { targets } from './targets.ts'

const { values } = parseArgs({ options: { target: { type: 'string' }, runs: { type: 'string' }, seed: { type: 'string' }, record: { type: 'boolean' } } })
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31))
const chosen = targets.filter(({ name }) => values.target === undefined || name === values.target)
if (chosen.length === 0) throw new Error(`There is no target ${values.target}: ${targets.map(({ name }) => name).join(', ')}`)
/** Milliseconds for one target. */
const limit = 600_000
const least = 1_000_000

console.log(`seed ${seed}`)
let total = 0
const rows: string[] = []
const began = new Date()
for (const each of chosen) {
  const { inputs, milliseconds, failure, counterexample } = await fuzz(each, { runs: Number(values.runs ?? each.long), seed, limit })
  total += inputs
  console.log(`${failure ? 'FAILED' : 'ok'}  ${each.name.padEnd(20)} ${String(inputs).padStart(8)} inputs  ${(milliseconds / 1000).toFixed(1).padStart(6)} s  ${each.about}`)
  rows.push(`| ${each.name} | ${each.about} | ${corpusOf(each.name).length} | ${inputs} | ${(milliseconds / 1000).toFixed(0)} s |`)
  if (failure === undefined) continue
  process.exitCode = 1
  keep(each.name, counterexample)
  console.error(`${failure}\nagain: npm run fuzz -- --target ${each.name} --seed ${seed}`)
}
console.log(`${total} inputs`)
if (values.target === undefined && values.runs === undefined && total < least) {
  console.error(`These are fewer than ${least}.`)
  process.exitCode = 1
}

/** Only of a whole run that found nothing: a page that says less would be read as if it said that. */
if (values.record && process.exitCode === undefined && chosen.length === targets.length && values.runs === undefined) {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  const processor = cpus()[0]?.model.trim() ?? 'unknown'
  writeFileSync(join(import.meta.dirname, '..', '..', 'docs', 'reference', 'fuzzing.md'), [
    '# Fuzzing', '', `One run of \`npm run fuzz -- --record\` from end to end, nothing found: ${total} inputs, seed ${seed}, ${began.toISOString().slice(0, 10)}, commit ${commit}.`,
    `Node ${process.version}, ${cpus().length} × ${processor}. What broke something once is kept in \`test/fuzz/corpus\` and tried first, in each \`npm test\` too.`, '',
    '| target | what is fed, and what must hold | kept inputs | inputs | time |', '|---|---|---|---|---|', ...rows, '',
  ].join('\n'))
}
