import { single, type HttpReply } from '#kernel/exchange.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { findClient, type Client } from '#resources/clients/index.ts'
import { formTargetsOf, page, spokenIn, type Card, type PageOptions } from '../pages/index.ts'
import { fill, type Texts } from '../texts/index.ts'
import { browserSecret, currentTransaction, formRefusal, formToken, knownBrowser, type Transaction } from '../transactions/index.ts'
import { locationOf, nextStep, redirect, type Step } from './dispatch.ts'
import { namesFor } from './names.ts'
import { troublePage } from './trouble.ts'

/** What a step works with once the request has been tied to a transaction of this browser. */
export type Within = {
  ctx: TenantContext
  transaction: Transaction
  client: Client | undefined
  texts: Texts
  /** Fills `{app}`, `{tenant}` and what is given. */
  say: (text: string, values?: Record<string, string | number | undefined>) => string
  /** Form fields as text; absent ones are empty. */
  sent: (name: string) => string
  /** Draws a page of this transaction; forms get the state and their token. */
  show: (card: Card) => HttpReply
}

/**
 * Ties a request to its transaction, or answers in its place: an unknown, finished or foreign transaction gets a page that explains,
 * one that stands at another step goes there, and a form without its token is not taken.
 */
export async function within(ctx: TenantContext, step: Step, act: (step: Within) => Promise<HttpReply>): Promise<HttpReply> {
  return withinTransaction(ctx, step, await currentTransaction(ctx), act)
}

/** The same with a transaction that has been read already. */
export async function withinTransaction(ctx: TenantContext, step: Step, transaction: Transaction | undefined, act: (step: Within) => Promise<HttpReply>): Promise<HttpReply> {
  if (!transaction) return troublePage(ctx, browserSecret(ctx.request) === undefined ? 'cookies' : 'expired')
  if (ctx.request.method === 'POST') {
    const refusal = formRefusal(ctx, transaction.state)
    if (refusal !== undefined) return troublePage(ctx, refusal === 'cookie' ? 'cookies' : 'forged')
  }
  if (nextStep(transaction.progress) !== step) return redirect(locationOf(transaction))
  const client = transaction.clientId === undefined ? undefined : await findClient(ctx, transaction.clientId)
  const { uiLocales } = transaction.hints
  const { texts } = spokenIn(ctx, uiLocales)
  const names = namesFor(ctx, client)
  return act({
    ctx,
    transaction,
    client,
    texts,
    say: (text, values) => fill(text, { ...names, ...values }),
    sent: (name) => sentIn(ctx, name),
    show: (card) => {
      const { secret, cookies } = knownBrowser(ctx)
      const options: PageOptions = { uiLocales, cookies, formTargets: client ? targets(client) : [] }
      return page(ctx, signed(card, { state: transaction.state, csrf: formToken(secret, transaction.state) }), options)
    },
  })
}

export const sentIn = ({ request }: Pick<TenantContext, 'request'>, name: string): string => single((request.body as Record<string, unknown> | undefined)?.[name]) ?? ''

function signed(card: Card, hidden: Record<string, string>): Card {
  return card.form ? { ...card, form: { ...card.form, hidden: { ...card.form.hidden, ...hidden } } } : card
}

function targets(client: Client): string[] {
  return formTargetsOf([...(client.callbacks ?? []), ...(client.web_origins ?? []), ...(client.allowed_origins ?? []), ...(client.allowed_logout_urls ?? [])])
}
