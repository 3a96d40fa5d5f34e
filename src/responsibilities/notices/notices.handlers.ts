import { parties } from '#kernel/mandate.ts'
import { governed, wire } from '../context/index.ts'
import { deliveriesOf, inboxOf, markRead } from './inbox.ts'
import { noticesContract, webhooksContract } from './notices.contract.ts'
import { addWebhook, listWebhooks, removeWebhook } from './webhooks.ts'

export const notices = governed(noticesContract, {
  async list({ query, page }, ctx) {
    // Applications and the node itself have no inbox.
    if (!ctx.operator.person) return { items: [], total: 0 }
    const { items, total } = await inboxOf(ctx, ctx.operator.person.id, page, query.unread)
    return { items: wire(items), total }
  },
  read: ({ params }, ctx) => markRead(ctx, ctx.operator.person?.id ?? '', params.id),
  deliveries: async ({ query }, ctx) => wire(await deliveriesOf(ctx, query.subject)),
})

export const webhooks = governed(webhooksContract, {
  list: async (_input, ctx) => wire((await Promise.all(parties.map((party) => listWebhooks(ctx, party)))).flat()),
  create: async ({ body }, ctx) => wire(await addWebhook(ctx, ctx.operator, body)),
  remove: ({ params }, ctx) => removeWebhook(ctx, ctx.operator, params.id),
})
