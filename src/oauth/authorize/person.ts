/** Request trusted → person known: by the login that has just ended, or by this browser's session. */
import type { LoginResult, Resumed } from '#login/index.ts'
import { findPresence, type Session } from '#resources/sessions/index.ts'
import type { User } from '#resources/users/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { sessionSecret } from '../browser/index.ts'
import { InteractionNeeded, RedirectError } from './errors.ts'
import type { Passed, PersonKnown, Presence, RequestTrusted } from './phases.ts'

export async function know(ctx: TenantContext, request: Passed<RequestTrusted>, resumed: Resumed | undefined): Promise<PersonKnown> {
  const login = resumed?.result
  const session = await bySession(ctx)
  const presence: Presence | undefined = login && !(session && resumed?.consent && sameLogin(session.presence.session, login)) ? { by: 'login', result: login } : session?.presence
  const user = presence?.by === 'login' ? resumed?.user : session?.user
  if (presence && user) return { ...withoutMark(request), user, presence }
  // Somebody who was deleted between the last page and here.
  if (login) throw new RedirectError('access_denied', 'This user no longer exists.')
  throw new InteractionNeeded('login')
}

/** Somebody with a session was only asked for consent: that is no new login, and the session's age goes on. */
const sameLogin = (session: Session, login: LoginResult): boolean =>
  session.user_id === login.userId && session.authenticated_at.getTime() === login.authenticatedAt.getTime()

async function bySession(ctx: TenantContext): Promise<{ presence: Presence & { by: 'session' }; user: User | undefined } | undefined> {
  const secret = sessionSecret(ctx.request)
  const found = secret === undefined ? undefined : await findPresence(ctx, secret)
  return found && { presence: { by: 'session', session: found.session }, user: found.user }
}

const withoutMark = (request: Passed<RequestTrusted>): RequestTrusted => request
