import { governed, instant, wire } from '../context/index.ts'
import { accessWindowsContract } from './access-windows.contract.ts'
import { findWindow, listWindows } from './find.ts'
import { breakGlass, closeWindow, declineWindow, openWindow, requestWindow, reviewWindow } from './windows.ts'

const times = <T extends { from?: string; to?: string }>({ from, to, ...rest }: T) => ({ ...rest, ...(from === undefined ? {} : { from: instant(from) }), ...(to === undefined ? {} : { to: instant(to) }) })

export const accessWindows = governed(accessWindowsContract, {
  async list({ query, page }, ctx) {
    const { items, total } = await listWindows(ctx, page, query.state)
    return { items: wire(items), total }
  },
  get: async ({ params }, ctx) => wire(await findWindow(ctx, params.id)),
  request: async ({ body }, ctx) => wire(await requestWindow(ctx, ctx.operator, times(body))),
  grant: async ({ body }, ctx) => wire(await openWindow(ctx, ctx.operator, times(body))),
  open: async ({ params, body }, ctx) => wire(await openWindow(ctx, ctx.operator, { id: params.id, ...times(body) })),
  decline: async ({ params, body }, ctx) => wire(await declineWindow(ctx, ctx.operator, params.id, body.reason)),
  close: async ({ params, body }, ctx) => wire(await closeWindow(ctx, ctx.operator, params.id, body.reason)),
  breakGlass: async ({ body }, ctx) => wire(await breakGlass(ctx, ctx.operator, times(body))),
  confirm: async ({ params }, ctx) => wire(await breakGlass(ctx, ctx.operator, { second: params.id })),
  review: async ({ params, body }, ctx) => wire(await reviewWindow(ctx, ctx.operator, params.id, body.text)),
})
