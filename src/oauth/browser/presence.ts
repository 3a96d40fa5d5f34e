import type { Cookie } from '#kernel/exchange.ts'
import type { LoginResult } from '#login/index.ts'
import type { Client } from '#resources/clients/index.ts'
import { createSession, touchSession, type Session } from '#resources/sessions/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { sessionCookies, sessionSecret } from './session-cookie.ts'

/** How the person is known: by a session of this browser, or by a login that has just ended and has a session still to get. */
export type Presence = { by: 'session'; session: Session } | { by: 'login'; result: LoginResult }

export type SessionFacts = { id: string; authenticatedAt: Date; connection: string; amr: string[] }

/** The session that the application joins: the one there is, or a new one after a login, with its cookies. */
export async function openSession(ctx: TenantContext, presence: Presence, client: Client): Promise<{ session: SessionFacts; cookies: Cookie[] }> {
  if (presence.by === 'session') {
    await touchSession(ctx, presence.session, client.client_id)
    return { session: factsOf(presence.session), cookies: [] }
  }
  const { result } = presence
  const { session, secret } = await createSession(ctx, { ...result, clientId: client.client_id, formerSecret: sessionSecret(ctx.request) })
  const left = Math.max(1, Math.floor((session.expires_at.getTime() - ctx.clock.now().getTime()) / 1000))
  return { session: factsOf(session), cookies: sessionCookies(ctx.request, secret, session.persistent ? left : undefined) }
}

const factsOf = (session: Session): SessionFacts => ({ id: session.id, authenticatedAt: session.authenticated_at, connection: session.connection, amr: session.amr })
