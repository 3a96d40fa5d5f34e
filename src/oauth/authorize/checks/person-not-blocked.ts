/** A blocked person gets nothing, also not by a session from before; the words are what client libraries look for. */
import { RedirectError } from '../errors.ts'
import type { PersonKnown } from '../phases.ts'

export function personNotBlocked({ user }: PersonKnown): void {
  if (user.blocked) throw new RedirectError('unauthorized', 'user is blocked')
}
