/** Granted → done: the login is consumed, the session begun or used, the answer made and sent, the event recorded. */
import type { HttpReply } from '#kernel/exchange.ts'
import { errorPage, finishLogin, type Resumed } from '#login/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { openSession } from '../browser/index.ts'
import { recordConsent } from './consent.ts'
import { recordSuccess } from './events.ts'
import type { Granted } from './phases.ts'
import { answerFor, deliver } from './respond.ts'

export async function settle(ctx: TenantContext, request: Granted, resumed: Resumed | undefined): Promise<HttpReply> {
  if (resumed && !(await finishLogin(ctx, resumed.state))) {
    return errorPage(ctx, { status: 400, title: 'This sign-in has already been completed', sentence: 'Go back to the application and start again from there.' })
  }
  if (resumed?.consent?.answer === 'accepted') await recordConsent(ctx, request, resumed.consent.scopes)
  const { session, cookies } = await openSession(ctx, request.presence, request.client)
  const answer = await answerFor(ctx, request, session)
  await recordSuccess(ctx, request, session)
  const reply = await deliver(ctx, request.client, request.returnTo, answer)
  return cookies.length > 0 ? { ...reply, cookies } : reply
}
