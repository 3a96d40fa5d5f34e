/** What the protocol engine calls: begin a login, take its result back, ask for consent, finish. */
import type { HttpReply } from '#kernel/exchange.ts'
import type { TenantContext } from '#platform/context/index.ts'
import type { User } from '#resources/users/index.ts'
import { databaseOf, locationOf, nextStep, redirect, troublePage } from './steps/index.ts'
import {
  advance, browserSecret, closeTransaction, closingPart, currentTransaction, knownBrowser, openTransaction,
  type ConsentRequest, type LoginHints, type LoginResult, type Progress, type Transaction,
} from './transactions/index.ts'

export type Resumed = {
  state: string
  /** What `beginLogin` was given, as JSON. */
  protocol: unknown
  result: LoginResult
  /** Who that is. */
  user: User
  /** Absent when nothing was asked. `scopes` are those the person was shown: nothing else was answered. */
  consent?: { answer: 'accepted' | 'denied'; scopes: string[] }
  clientId: string | undefined
}

/**
 * Remembers an authorization request, binds it to this browser and sends the browser to the first page.
 * `person`: somebody with a session already; the pages then only ask for `consent`.
 */
export async function beginLogin(
  ctx: TenantContext,
  about: { clientId: string; hints: LoginHints; protocol: unknown; person?: LoginResult; consent?: ConsentRequest },
): Promise<HttpReply> {
  const { secret, cookies } = knownBrowser(ctx)
  const progress: Progress = {
    ...(about.person === undefined ? {} : { result: { ...about.person, authenticatedAt: about.person.authenticatedAt.toISOString() } }),
    ...(about.consent === undefined ? {} : { consentRequest: about.consent }),
  }
  const database = (await databaseOf(ctx, about))?.name
  const transaction = await openTransaction(ctx, secret, { clientId: about.clientId, hints: about.hints, protocol: about.protocol, progress, database })
  return { ...redirect(locationOf(transaction)), cookies }
}

/**
 * For `/authorize/resume?state=…`: what became of the login, or the reply to give instead (a page still to be filled in, a login that is gone).
 * Does not consume; `finishLogin` does.
 */
export async function resumeLogin(ctx: TenantContext): Promise<Resumed | HttpReply> {
  const transaction = await currentTransaction(ctx)
  if (!transaction) return troublePage(ctx, browserSecret(ctx.request) === undefined ? 'cookies' : 'expired')
  const { result, consent, consentRequest } = transaction.progress
  if (!result || nextStep(transaction.progress) !== 'resume') return redirect(locationOf(transaction))
  const authenticatedAt = new Date(result.authenticatedAt)
  const { user } = transaction
  // Whoever proved a password that has been replaced meanwhile has proved nothing.
  if (!user || (user.last_password_reset !== null && user.last_password_reset > authenticatedAt)) return identifyAgain(ctx, transaction)
  return {
    state: transaction.state,
    protocol: transaction.protocol,
    clientId: transaction.clientId,
    result: { ...result, authenticatedAt },
    user,
    ...(consent ? { consent: { answer: consent, scopes: (consentRequest?.scopes ?? []).map(({ name }) => name) } } : {}),
  }
}

async function identifyAgain(ctx: TenantContext, transaction: Transaction): Promise<HttpReply> {
  await closeTransaction(ctx, transaction.state)
  return troublePage(ctx, 'expired')
}

/** Asks the person of a resumed login for their consent; they come back to `/authorize/resume`. */
export async function askConsent(ctx: TenantContext, state: string, request: ConsentRequest): Promise<HttpReply> {
  const transaction = await currentTransaction(ctx)
  const progress = { consentRequest: request, consent: null }
  if (!transaction || transaction.state !== state || !(await advance(ctx, state, progress))) return troublePage(ctx, 'expired')
  return redirect(locationOf({ ...transaction, progress: { ...transaction.progress, ...progress } }))
}

/** Consumes the login: of any number of parallel callers exactly one gets true. */
export const finishLogin = (ctx: TenantContext, state: string): Promise<boolean> => closeTransaction(ctx, state)

/** The same, as a piece of the statement that begins the session; undefined when this browser has no login at all. */
export const finishingLogin = (ctx: TenantContext, state: string) => closingPart(ctx, state)
