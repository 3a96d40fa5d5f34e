/** Whether the caller's token carries one of the scopes that the operation asks for (RFC 6750 section 3.1, insufficient_scope). */
import { Problem } from '#kernel/problem.ts'
import type { Caller } from '#platform/context/index.ts'

/** Proof that the caller may perform the operation, and with which of its scopes. */
export type Grant = { caller: Caller; by: readonly string[] }

export function authorize(caller: Caller, operation: { scopes: readonly string[] }): Grant {
  const by = operation.scopes.filter((scope) => caller.scopes.has(scope))
  if (by.length === 0 && operation.scopes.length > 0) throw insufficientScope(operation.scopes)
  return { caller, by }
}

export const insufficientScope = (expected: readonly string[]): Problem =>
  new Problem(403, 'insufficient_scope', `Insufficient scope, expected any of: ${expected.join(',')}`)
