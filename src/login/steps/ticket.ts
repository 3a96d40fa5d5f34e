/** Pages behind links in messages: no login is under way, so their forms are tied to the link and to the browser it was opened in. */
import { single, type HttpReply } from '#kernel/exchange.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { page, spokenIn, type Card } from '../pages/index.ts'
import { formRefusal, formToken, knownBrowser } from '../transactions/index.ts'
import { errorPage, troublePage } from './trouble.ts'

export const sentText = (ctx: TenantContext, name: string): string => single((ctx.request.body as Record<string, unknown> | undefined)?.[name]) ?? ''

/** Takes a form that came from the page of this ticket in this browser. */
export async function ticketForm(ctx: TenantContext, act: (ticket: string) => Promise<HttpReply>): Promise<HttpReply> {
  const ticket = sentText(ctx, 'ticket')
  const refusal = formRefusal(ctx, ticket)
  return refusal === undefined ? act(ticket) : troublePage(ctx, refusal === 'cookie' ? 'cookies' : 'forged')
}

/** Draws a page whose form carries the ticket and its token. */
export function ticketPage(ctx: TenantContext, ticket: string, card: Card): HttpReply {
  const { secret, cookies } = knownBrowser(ctx)
  const form = card.form && { ...card.form, hidden: { ticket, csrf: formToken(secret, ticket) } }
  return page(ctx, { ...card, form }, { cookies })
}

export function ticketTrouble(ctx: TenantContext): HttpReply {
  const { texts } = spokenIn(ctx)
  return errorPage(ctx, { status: 400, title: texts.ticket.title, sentence: texts.ticket.sentence })
}
