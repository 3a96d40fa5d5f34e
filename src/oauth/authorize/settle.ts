/**
 * Granted → done: the login is consumed, the session begun or used, the code and the event written, the answer made and sent.
 * One statement after a login, one for all who come by their sessions at the same time.
 */
import type { HttpReply } from '#kernel/exchange.ts'
import { errorPage, finishingLogin, finishLogin, type LoginResult, type Resumed } from '#login/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { countEvent, eventRow } from '#resources/logs/index.ts'
import { beginSession, openSession, type OpenedSession } from '../browser/index.ts'
import { recordConsent } from './consent.ts'
import { successOf } from './events.ts'
import type { Granted } from './phases.ts'
import { answerFor, codeFor, deliver } from './respond.ts'
import { answersBegun, writeAnswer } from './settle.store.ts'

export async function settle(ctx: TenantContext, request: Granted, resumed: Resumed | undefined): Promise<HttpReply> {
  const settled = await (request.presence.by === 'login' && resumed ? afterLogin(ctx, request, request.presence.result, resumed) : bySession(ctx, request, resumed))
  if (!settled) return errorPage(ctx, { status: 400, title: 'This sign-in has already been completed', sentence: 'Go back to the application and start again from there.' })
  const { opened: { session, cookies }, code } = settled
  const answer = await answerFor(ctx, request, session, code)
  const reply = await deliver(ctx, request.client, request.returnTo, answer)
  return cookies.length > 0 ? { ...reply, cookies } : reply
}

/** undefined: the login had been finished by somebody else. */
type Settled = { opened: OpenedSession; code: string | undefined } | undefined

async function afterLogin(ctx: TenantContext, request: Granted, result: LoginResult, resumed: Resumed): Promise<Settled> {
  const consented = resumed.consent?.answer === 'accepted'
  const finishing = consented ? undefined : finishingLogin(ctx, resumed.state)
  if (!finishing && !(await finishLogin(ctx, resumed.state))) return undefined
  if (consented) await recordConsent(ctx, request, resumed.consent!.scopes)
  const code = codeFor(ctx, request, result)
  const event = await successOf(ctx, request, result)
  const opened = await beginSession(ctx, result, request.client, { after: finishing, also: answersBegun(code?.row, eventRow(ctx, event)) })
  if (!opened) return undefined
  countEvent(ctx, event)
  return { opened, code: code?.code }
}

async function bySession(ctx: TenantContext, request: Granted, resumed: Resumed | undefined): Promise<Settled> {
  if (resumed && !(await finishLogin(ctx, resumed.state))) return undefined
  if (resumed?.consent?.answer === 'accepted') await recordConsent(ctx, request, resumed.consent.scopes)
  const opened = await openSession(ctx, request.presence, request.client)
  const code = codeFor(ctx, request, opened.session)
  const event = await successOf(ctx, request, opened.session)
  await writeAnswer(ctx.db, { code: code?.row, event: eventRow(ctx, event) })
  countEvent(ctx, event)
  return { opened, code: code?.code }
}
