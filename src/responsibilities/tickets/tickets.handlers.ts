import { governed, wire, type ApplianceContext, type Office } from '../context/index.ts'
import { attach, attachmentOf } from './attachments.ts'
import { exportTicket, importTicket, type TicketFile } from './ticket-file.ts'
import { ticketsContract } from './tickets.contract.ts'
import { closeTicket, commentTicket, consentToSeverity, openTicket, raiseSeverity, resolveTicket } from './tickets.ts'
import { listTickets, viewTicket } from './view.ts'

/** `system`: what the appliance knows of its nodes, put into each new ticket. `consoleKey`: of the provider's console that this appliance is paired with. */
export function ticketResource(system: (office: Office) => Promise<Record<string, unknown>> = async () => ({}), consoleKey: (office: Office) => Promise<{ id: string; publicKey: string } | undefined> = async () => undefined) {
  const show = async (ctx: ApplianceContext, id: string) => wire(await viewTicket(ctx, id))
  return governed(ticketsContract, {
    async list({ query, page }, ctx) {
      const { items, total } = await listTickets(ctx, page, query.state)
      return { items: wire(items), total }
    },
    get: ({ params }, ctx) => show(ctx, params.id),
    open: async ({ body }, ctx) => show(ctx, (await openTicket(ctx, ctx.operator, body, await system(ctx))).id),
    async comment({ params, body }, ctx) {
      await commentTicket(ctx, ctx.operator, params.id, body.text, body.keep_step)
      return show(ctx, params.id)
    },
    resolve: async ({ params, body }, ctx) => show(ctx, (await resolveTicket(ctx, ctx.operator, params.id, body.resolution)).id),
    close: async ({ params }, ctx) => show(ctx, (await closeTicket(ctx, ctx.operator, params.id)).id),
    raiseSeverity: async ({ params, body }, ctx) => show(ctx, (await raiseSeverity(ctx, ctx.operator, params.id, body.severity, body.reason)).id),
    settleSeverity: async ({ params, body }, ctx) => show(ctx, (await consentToSeverity(ctx, ctx.operator, params.id, body.consent)).id),
    attach: async ({ params, body }, ctx) => wire(await attach(ctx, ctx.operator, params.id, { name: body.name, type: body.type, content: Buffer.from(body.content, 'base64') })),
    async attachment({ params }, ctx) {
      const { content, ...row } = await attachmentOf(ctx, params.id, params.attachment)
      return wire({ ...row, content: content.toString('base64') })
    },
    export: async ({ params }, ctx) => wire(await exportTicket(ctx, ctx.operator, params.id)),
    import: async ({ body }, ctx) => importTicket(ctx, ctx.operator, body as TicketFile, await consoleKey(ctx)),
  })
}
