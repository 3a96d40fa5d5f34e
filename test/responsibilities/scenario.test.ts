/**
 * One engagement from the checklist to a change in production, told in order, on the started product: two appliances that do not see one another, and the
 * console of the provider, which they call and which calls nobody. People sign in as people do, with real tokens.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { opening } from './scenario/opening.ts'
import { operations } from './scenario/operations.ts'
import { begin, type Story } from './scenario/story.ts'
import { troubles } from './scenario/troubles.ts'

let story: Story
/** After a step that failed nothing that follows would say anything. */
let broken = false

before(async () => {
  story = await begin()
})
after(() => story?.end())

for (const { name, act } of [...opening, ...operations, ...troubles]) {
  test(name, async () => {
    assert.ok(!broken, 'an earlier step failed')
    broken = true
    await act(story)
    broken = false
  })
}
