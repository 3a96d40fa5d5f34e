// The quick run: every kept input, and some thousand new ones a parser. The long run is `npm run fuzz`.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { corpusOf, fuzz } from './target.ts'
import { targets } from './targets.ts'

const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31))

for (const each of targets) {
  test(`${each.name}: ${each.about}`, async () => {
    const { inputs, failure } = await fuzz(each, { runs: each.quick, seed, limit: 60_000 })
    assert.equal(failure, undefined, `${failure}\nagain: npm run fuzz -- --target ${each.name} --seed ${seed}`)
    assert.ok(inputs >= Math.min(each.quick, 100) && inputs >= corpusOf(each.name).length, `only ${inputs} inputs`)
  })
}

test('every corpus belongs to a target, and every target has one', () => {
  const kept = readdirSync(join(import.meta.dirname, 'corpus')).map((file) => file.replace(/\.json$/, '')).sort()
  assert.deepEqual(kept, targets.map(({ name }) => name).sort())
})

test('the harness can fail: a broken invariant is reported with its input and its seed', async () => {
  const broken = { ...targets[0]!, name: 'nothing', quick: 50, check: () => assert.fail('on purpose') }
  const { failure } = await fuzz(broken, { runs: 50, seed: 7, limit: 10_000 })
  assert.match(failure ?? '', /on purpose[\s\S]*input: [\s\S]*seed: 7/)
})
