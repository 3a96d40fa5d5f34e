import type { Cookie } from '#kernel/exchange.ts'
import type { LoginResult } from '#login/index.ts'
import type { Client } from '#resources/clients/index.ts'
import { createSessionWith, touchSession, type Besides, type Session } from '#resources/sessions/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { sessionCookies, sessionSecret } from './session-cookie.ts'

/** How the person is known: by a session of this browser, or by a login that has just ended and has a session still to get. */
export type Presence = { by: 'session'; session: Session } | { by: 'login'; result: LoginResult }

export type SessionFacts = { id: string; authenticatedAt: Date; connection: string; amr: string[] }

export type OpenedSession = { session: SessionFacts; cookies: Cookie[] }

/** The session that the application joins: the one there is, or a new one after a login, with its cookies. */
export async function openSession(ctx: TenantContext, presence: Presence, client: Client): Promise<OpenedSession> {
  if (presence.by === 'session') {
    await touchSession(ctx, presence.session, client.client_id)
    return { session: factsOf(presence.session), cookies: [] }
  }
  return (await beginSession(ctx, presence.result, client, {}))!
}

/** A new session after a login, with what else belongs into the same statement; undefined when `besides.after` has forbidden it. */
export async function beginSession(ctx: TenantContext, result: LoginResult, client: Client, besides: Besides): Promise<OpenedSession | undefined> {
  const made = await createSessionWith(ctx, { ...result, clientId: client.client_id, formerSecret: sessionSecret(ctx.request) }, besides)
  if (!made) return undefined
  const { session, secret } = made
  const left = Math.max(1, Math.floor((session.expires_at.getTime() - ctx.clock.now().getTime()) / 1000))
  return { session: factsOf(session), cookies: sessionCookies(ctx.request, secret, session.persistent ? left : undefined) }
}

const factsOf = (session: Session): SessionFacts => ({ id: session.id, authenticatedAt: session.authenticated_at, connection: session.connection, amr: session.amr })
