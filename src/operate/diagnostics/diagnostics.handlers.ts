import { download } from '#kernel/download.ts'
import { implement, type Handlers } from '#kernel/operation.ts'
import { whoCalls, type OperateContext } from '../context/index.ts'
import { diagnosticsContract, NodeSilent, PackageNotFound } from './diagnostics.contract.ts'
import { allPackages, contentOf, liveNodes, requestPackage } from './diagnostics.store.ts'

/** Puts a file into a support ticket, as the caller. */
export type Attach = (ctx: OperateContext, ticket: string, file: { name: string; type: string; content: Buffer }) => Promise<{ name: string; sha256: string; size: number }>

async function list(ctx: OperateContext) {
  return (await allPackages(ctx.db)).map(({ requested_at, finished_at, ...rest }) => ({
    ...(Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null)) as { node: string; state: typeof rest.state; requested_by: string }),
    requested_at: requested_at.toISOString(), ...(finished_at ? { finished_at: finished_at.toISOString() } : {}),
  }))
}

async function made(ctx: OperateContext, node: string): Promise<{ name: string; content: Buffer }> {
  const found = await contentOf(ctx.db, node)
  if (!found) throw PackageNotFound()
  return found
}

export function createDiagnostics(attach: Attach) {
  const handlers: Handlers<typeof diagnosticsContract, OperateContext> = {
    list: (_input, ctx) => list(ctx),
    async create({ body }, ctx) {
      const live = await liveNodes(ctx.db)
      if (body.node !== undefined && !live.includes(body.node)) throw NodeSilent()
      for (const node of body.node === undefined ? live : [body.node]) await requestPackage(ctx.db, node, whoCalls(ctx), ctx.clock.now())
      return list(ctx)
    },
    async download({ params }, ctx) {
      const { name, content } = await made(ctx, params.node)
      return download({ name, type: 'application/gzip', bytes: content.length, open: async function* () { yield content } })
    },
    async attach({ params, body }, ctx) {
      const { name, sha256, size } = await attach(ctx, body.ticket, { type: 'application/gzip', ...(await made(ctx, params.node)) })
      return { ticket: body.ticket, name, sha256, size }
    },
  }
  return implement<OperateContext, typeof diagnosticsContract>(diagnosticsContract, handlers)
}
