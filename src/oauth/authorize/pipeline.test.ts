import assert from 'node:assert/strict'
import { test } from 'node:test'
import { identify } from './identify.ts'
import { nonceWithIdToken } from './checks/nonce-with-id-token.ts'
import { personNotBlocked } from './checks/person-not-blocked.ts'
import { pkceShape } from './checks/pkce-shape.ts'
import type { ClientKnown, Parsed, RequestTrusted } from './phases.ts'
import { pipeline, type Row } from './pipeline.ts'

// Read by the compiler, not by the runner: each line is an error that must stay one.
export const tooEarly = {
  parsed: [
    // @ts-expect-error a check of a known client among those of raw bytes
    [pkceShape, true, true, true],
  ] satisfies Row<Parsed>[],
  clientKnown: [
    // @ts-expect-error a check of a trusted request before it is trusted
    [nonceWithIdToken, true, true, true],
  ] satisfies Row<ClientKnown>[],
  requestTrusted: [
    // @ts-expect-error a check of a person before there is one
    [personNotBlocked, true, true, true],
  ] satisfies Row<RequestTrusted>[],
}
// @ts-expect-error a phase cannot begin with a request that has not passed the one before
export const skipped = (ctx: never, request: Parsed) => identify(ctx, request)

test('a check stands once in the table, and what is checked at the first pass is checked again when the person comes back', () => {
  const rows = Object.values(pipeline).flat() as Row<never>[]
  const names = rows.map(([check]) => check.name)
  assert.equal(new Set(names).size, names.length)
  assert.ok(names.length >= 14)
  // Repetition is gone by then: a transaction keeps one value of each.
  const onlyOnce = rows.filter(([, authorize, resume]) => authorize && !resume).map(([check]) => check.name)
  assert.deepEqual(onlyOnce, ['identifiersOnce', 'parametersOnce'])
})
