/** Ends the browser's session, if it has one. */
import type { HttpReply } from '#kernel/exchange.ts'
import { record } from '#resources/logs/index.ts'
import { endSession } from '#resources/sessions/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { deliverNotices } from '../backchannel-logout/index.ts'
import { noSessionCookies, sessionSecret } from '../browser/index.ts'

/** The reply, with the session's cookies deleted. */
export async function endingSession(ctx: TenantContext, reply: HttpReply, about: { clientId: string | undefined; returnTo: string | undefined }): Promise<HttpReply> {
  const secret = sessionSecret(ctx.request)
  const ended = secret === undefined ? undefined : await endSession(ctx, { secret }, 'rp-logout')
  if (ended) {
    await record(ctx, {
      type: 'slo',
      description: 'User successfully logged out',
      client_id: about.clientId,
      user_id: ended.user_id,
      connection: ended.connection,
      details: { session_id: ended.id, return_to: about.returnTo },
    })
  }
  if (ended && ended.noted > 0) {
    // At once, and without keeping the browser waiting; what fails here is tried again by the job.
    void deliverNotices(ctx).catch((error: unknown) => ctx.log.warn('Applications could not be told of a logout at once.', { error, request: ctx.request.id }))
  }
  return { ...reply, cookies: [...(reply.cookies ?? []), ...noSessionCookies(ctx.request)] }
}

export const done = (location: string | undefined): HttpReply =>
  location === undefined
    ? { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: 'OK' }
    : { status: 302, headers: { location, 'cache-control': 'no-store' } }
