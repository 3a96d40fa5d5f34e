/** Granted → done: the login is consumed, the session begun or used, the answer made and sent, the event recorded. */
import type { Cookie, HttpReply } from '#kernel/exchange.ts'
import { errorPage, finishLogin, type Resumed } from '#login/index.ts'
import { createSession, touchSession } from '#resources/sessions/index.ts'
import { recordLogin } from '#resources/users/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { sessionCookies, sessionSecret } from '../browser/index.ts'
import { recordConsent } from './consent.ts'
import { recordSuccess } from './events.ts'
import type { Granted } from './phases.ts'
import { answerFor, deliver, type SessionFacts } from './respond.ts'

export async function settle(ctx: TenantContext, request: Granted, resumed: Resumed | undefined): Promise<HttpReply> {
  if (resumed && !(await finishLogin(ctx, resumed.state))) {
    return errorPage(ctx, { status: 400, title: 'This sign-in has already been completed', sentence: 'Go back to the application and start again from there.' })
  }
  if (resumed?.consent?.answer === 'accepted') await recordConsent(ctx, request, resumed.consent.scopes)
  const { session, cookies } = await present(ctx, request)
  const answer = await answerFor(ctx, request, session)
  await recordSuccess(ctx, request, session)
  const reply = deliver(ctx, request.returnTo, answer)
  return cookies.length > 0 ? { ...reply, cookies } : reply
}

async function present(ctx: TenantContext, request: Granted): Promise<{ session: SessionFacts; cookies: Cookie[] }> {
  const { presence, client } = request
  if (presence.by === 'session') {
    const { session } = presence
    await touchSession(ctx, session, client.client_id)
    return { session: { id: session.id, authenticatedAt: session.authenticated_at, connection: session.connection, amr: session.amr }, cookies: [] }
  }
  const { result } = presence
  const { session, secret } = await createSession(ctx, { ...result, clientId: client.client_id, formerSecret: sessionSecret(ctx.request) })
  await recordLogin(ctx, result.userId, ctx.request.ip)
  const left = Math.max(1, Math.floor((session.expires_at.getTime() - ctx.clock.now().getTime()) / 1000))
  return {
    session: { id: session.id, authenticatedAt: session.authenticated_at, connection: session.connection, amr: session.amr },
    cookies: sessionCookies(ctx.request, secret, session.persistent ? left : undefined),
  }
}
