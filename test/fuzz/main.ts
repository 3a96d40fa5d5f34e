/**
 * `npm run fuzz`: at least a million inputs over all parsers, in bounded time. A failure prints its seed and keeps its input in the corpus.
 *
 *   npm run fuzz                                   everything
 *   npm run fuzz -- --target search --runs 500000  one parser, longer
 *   npm run fuzz -- --seed 42                      as another run began
 */
import { parseArgs } from 'node:util'
import { fuzz, keep } from './target.ts'
import { targets } from './targets.ts'

const { values } = parseArgs({ options: { target: { type: 'string' }, runs: { type: 'string' }, seed: { type: 'string' } } })
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31))
const chosen = targets.filter(({ name }) => values.target === undefined || name === values.target)
if (chosen.length === 0) throw new Error(`There is no target ${values.target}: ${targets.map(({ name }) => name).join(', ')}`)
/** Milliseconds for one target. */
const limit = 600_000
const least = 1_000_000

console.log(`seed ${seed}`)
let total = 0
for (const each of chosen) {
  const { inputs, milliseconds, failure, counterexample } = await fuzz(each, { runs: Number(values.runs ?? each.long), seed, limit })
  total += inputs
  console.log(`${failure ? 'FAILED' : 'ok'}  ${each.name.padEnd(20)} ${String(inputs).padStart(8)} inputs  ${(milliseconds / 1000).toFixed(1).padStart(6)} s  ${each.about}`)
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
