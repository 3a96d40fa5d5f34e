/** Tokens of people: with the `current_user` scopes they act on themselves only. */
import type { ApiContext } from '#platform/context/index.ts'
import { NotYourself } from './users.problems.ts'

/** The caller carries one of `everybody`, or is the person `userId`. Which scopes are needed at all the contract says. */
export function actingOn(ctx: ApiContext, userId: string, everybody: readonly string[]): void {
  if (everybody.some((scope) => ctx.caller.scopes.has(scope))) return
  if (ctx.caller.userId !== userId) throw NotYourself()
}
