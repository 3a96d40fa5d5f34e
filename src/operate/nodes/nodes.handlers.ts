import { implement, type Handlers } from '#kernel/operation.ts'
import { whoCalls, type OperateContext } from '../context/index.ts'
import { beginForced, lastForced } from './forced.ts'
import { sequentialUpdates } from './updates.settings.ts'
import { NodeNotFound, NodeSilent, nodesContract, RebootNotAllowed, RebootUnderWay, type Node } from './nodes.contract.ts'
import { allNodes, findNode, removeNode, requestReboot, requestRestart, type NodeRow } from './nodes.store.ts'

/** The last one that was asked for, if any. */
function order<Kind extends 'restart' | 'reboot'>(kind: Kind, row: NodeRow): Pick<Node, Kind> | object {
  const state = row[`${kind}_state`]
  const outcome = row[`${kind}_outcome`]
  return state === null ? {} : { [kind]: { state, requested_at: row[`${kind}_at`]!.toISOString(), requested_by: row[`${kind}_by`] ?? '', ...(outcome === null ? {} : { outcome }) } }
}

const present = (row: NodeRow, ctx: OperateContext): Node => ({
  id: row.id, hostname: row.hostname, address: row.address, https_port: row.https_port, memory: row.memory_bytes, cpus: row.cpus, build: row.build,
  app_update: row.app_updates, setting_update: row.setting_updates,
  heartbeat: Math.round(row.heartbeat_age * 10) / 10, uptime: Math.round(row.uptime), started_at: row.started_at.toISOString(), roles: row.roles,
  state: row.heartbeat_age < 15 ? 'alive' : row.heartbeat_age < 60 ? 'late' : 'lost',
  is_this: row.id === ctx.node.id,
  ...order('restart', row), can_reboot: row.can_reboot, ...order('reboot', row),
})

async function get(id: string, ctx: OperateContext): Promise<Node> {
  const row = await findNode(ctx.db, id)
  if (!row) throw NodeNotFound()
  return present(row, ctx)
}

async function forced(ctx: OperateContext) {
  const run = await lastForced(ctx.db)
  if (!run) return undefined
  const { mode, begun_by, begun_at, ended_at, outcome } = run
  return { mode, begun_by, begun_at: begun_at.toISOString(), ...(ended_at ? { ended_at: ended_at.toISOString() } : {}), ...(outcome === null ? {} : { outcome }) }
}

const handlers: Handlers<typeof nodesContract, OperateContext> = {
  list: async (_input, ctx) => (await allNodes(ctx.db)).map((row) => present(row, ctx)),
  get: ({ params }, ctx) => get(params.id, ctx),
  async restart({ params }, ctx) {
    await requestRestart(ctx.db, params.id, whoCalls(ctx))
    return get(params.id, ctx)
  },
  forcedUpdate: (_input, ctx) => forced(ctx),
  async forceUpdate({ body }, ctx) {
    await beginForced(ctx.db, body.mode ?? (ctx.node.settings.get(sequentialUpdates) ? 'sequential' : 'parallel'), whoCalls(ctx))
    return (await forced(ctx))!
  },
  async reboot({ params }, ctx) {
    const row = await findNode(ctx.db, params.id)
    if (!row) throw NodeNotFound()
    if (!row.can_reboot) throw RebootNotAllowed()
    if (row.heartbeat_age >= 60) throw NodeSilent()
    if ((await requestReboot(ctx.db, row.id, whoCalls(ctx))) === 0) throw RebootUnderWay()
    return get(row.id, ctx)
  },
  async remove({ params }, ctx) {
    if ((await removeNode(ctx.db, params.id)) === 0) throw NodeNotFound()
  },
}

export const nodes = implement<OperateContext, typeof nodesContract>(nodesContract, handlers)
