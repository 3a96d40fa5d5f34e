/** OpenID Connect Core sections 3.1.2.1 and 5.5.1: whoever is not the person that the application expects is asked to sign in, and is not taken for them. */
import { InteractionNeeded, RedirectError } from '../errors.ts'
import type { PersonKnown } from '../phases.ts'

export function personExpected({ subject, user, presence }: PersonKnown): void {
  if (subject === undefined || subject === user.user_id) return
  if (presence.by === 'session') throw new InteractionNeeded('login')
  throw new RedirectError('login_required', 'Somebody else has signed in than the application expects.')
}
