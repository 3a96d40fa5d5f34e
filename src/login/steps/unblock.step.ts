import { endpoint, single } from '#kernel/exchange.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { blockBehind, unblock } from '#connections/protection/index.ts'
import { record } from '#resources/logs/index.ts'
import { page, spokenIn } from '../pages/index.ts'
import { fill } from '../texts/index.ts'
import { ticketForm, ticketPage, ticketTrouble } from './ticket.ts'

export const unblockPage = endpoint<TenantContext>({
  name: 'login.unblock.page',
  http: 'GET /u/unblock',
  about: 'The page behind an unblock link. Lifts nothing yet: mail programs open links by themselves.',
  authority: 'tenant',
  async handle(request, ctx) {
    const ticket = single(request.query['ticket']) ?? ''
    const block = await blockBehind(ctx, ticket)
    if (!block) return ticketTrouble(ctx)
    const { texts } = spokenIn(ctx)
    return ticketPage(ctx, ticket, {
      title: texts.unblock.title,
      sentences: [fill(texts.unblock.intro, { user: block.identifier })],
      form: { action: '/u/unblock', buttons: [{ text: texts.unblock.submit }] },
    })
  },
})

export const unblockForm = endpoint<TenantContext>({
  name: 'login.unblock.submit',
  http: 'POST /u/unblock',
  about: 'Lifts the block and uses the link up.',
  authority: 'tenant',
  handle: (_request, ctx) =>
    ticketForm(ctx, async (ticket) => {
      const block = await unblock(ctx, ticket)
      if (!block) return ticketTrouble(ctx)
      await record(ctx, { type: 'ublkdu', description: 'A block was lifted by its link.', user_name: block.identifier, connection: block.connection })
      const { texts } = spokenIn(ctx)
      return page(ctx, { tone: 'good', title: texts.unblock.doneTitle, sentences: [texts.unblock.done] })
    }),
})
