import { implement, type Handlers } from '#kernel/operation.ts'
import { whoCalls, type OperateContext } from '../context/index.ts'
import { NodeNotFound, nodesContract, type Node } from './nodes.contract.ts'
import { allNodes, findNode, removeNode, requestRestart, type NodeRow } from './nodes.store.ts'

const present = (row: NodeRow, ctx: OperateContext): Node => ({
  id: row.id, hostname: row.hostname, address: row.address, https_port: row.https_port, memory: row.memory_bytes, cpus: row.cpus, build: row.build,
  app_update: row.app_updates, setting_update: row.setting_updates,
  heartbeat: Math.round(row.heartbeat_age * 10) / 10, uptime: Math.round(row.uptime), started_at: row.started_at.toISOString(), roles: row.roles,
  state: row.heartbeat_age < 15 ? 'alive' : row.heartbeat_age < 60 ? 'late' : 'lost',
  is_this: row.id === ctx.node.id,
  ...(row.restart_state === null ? {} : {
    restart: {
      state: row.restart_state, requested_at: row.restart_at!.toISOString(), requested_by: row.restart_by ?? '',
      ...(row.restart_outcome === null ? {} : { outcome: row.restart_outcome }),
    },
  }),
})

async function get(id: string, ctx: OperateContext): Promise<Node> {
  const row = await findNode(ctx.db, id)
  if (!row) throw NodeNotFound()
  return present(row, ctx)
}

const handlers: Handlers<typeof nodesContract, OperateContext> = {
  list: async (_input, ctx) => (await allNodes(ctx.db)).map((row) => present(row, ctx)),
  get: ({ params }, ctx) => get(params.id, ctx),
  async restart({ params }, ctx) {
    await requestRestart(ctx.db, params.id, whoCalls(ctx))
    return get(params.id, ctx)
  },
  async remove({ params }, ctx) {
    if ((await removeNode(ctx.db, params.id)) === 0) throw NodeNotFound()
  },
}

export const nodes = implement<OperateContext, typeof nodesContract>(nodesContract, handlers)
