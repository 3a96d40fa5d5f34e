/** Operations on the nodes of the cluster. */
import { Nothing, resource } from '#kernel/operation.ts'
import { problem } from '#kernel/problem.ts'
import { Closed, OneOf, Perhaps, Timestamp, Type, type Static } from '#kernel/schema.ts'

export const NodeNotFound = problem(404, 'inexistent_node', 'The node does not exist.')
export const RebootNotAllowed = problem(409, 'reboot_not_allowed', 'The host of this node does not allow it: no command for that was named when the node was started. Name one in BAILIWICK_REBOOT_COMMAND, or reboot the machine by hand.')
export const RebootUnderWay = problem(409, 'reboot_under_way', 'A node is being rebooted already; one follows the other, so that somebody serves all the while.')
export const NodeSilent = problem(409, 'node_silent', 'The node has not been heard of for a minute; nobody is there to obey.')

const { Optional } = Type

const order = Type.Object({
  state: OneOf(['requested', 'running', 'done', 'failed']), requested_at: Timestamp(), requested_by: Type.String(), outcome: Optional(Type.String()),
})

export const Node = Type.Object({
  id: Type.String(),
  hostname: Type.String(),
  address: Type.String(),
  https_port: Type.Integer(),
  memory: Type.Number({ description: 'Bytes.' }),
  cpus: Type.Integer(),
  build: Type.String(),
  app_update: Type.Integer({ description: 'How often another build was found at a start.' }),
  setting_update: Type.Integer({ description: 'Version of the settings that the node obeys.' }),
  heartbeat: Type.Number({ description: 'Seconds since the last contact; one is due every 5 s.' }),
  uptime: Type.Number({ description: 'Seconds.' }),
  started_at: Timestamp(),
  roles: Type.Array(Type.String()),
  state: OneOf(['alive', 'late', 'lost'], { description: 'late: no contact for 15 s; lost: for 60 s.' }),
  is_this: Type.Boolean({ description: 'The node that answers.' }),
  restart: Optional(order),
  can_reboot: Type.Boolean({ description: 'Whether the host lets the node reboot its machine.' }),
  reboot: Optional(order),
})
export type Node = Static<typeof Node>

const ForcedUpdate = Type.Object({ mode: OneOf(['sequential', 'parallel']), begun_by: Type.String(), begun_at: Timestamp(), ended_at: Optional(Timestamp()), outcome: Optional(Type.String()) })

export const nodesContract = resource({
  name: 'nodes',
  about: 'The machines of the cluster.',
  operations: {
    list: { http: 'GET /nodes', summary: 'List nodes', scope: 'read:nodes', returns: Type.Array(Node) },
    get: { http: 'GET /nodes/:id', summary: 'Show a node', scope: 'read:nodes', returns: Node, throws: [NodeNotFound] },
    restart: {
      http: 'POST /nodes/:id/restart', summary: 'Replace the web workers of a node one by one; no request fails', scope: 'update:nodes', status: 202,
      row: 'configure', risk: 'routine', returns: Node, throws: [NodeNotFound],
    },
    forcedUpdate: { http: 'GET /nodes/force-update', summary: 'Show the last forced update; nothing (204) while there was none', scope: 'read:nodes', returns: Perhaps(ForcedUpdate) },
    forceUpdate: {
      http: 'POST /nodes/force-update', summary: 'Renew every node that lives, one after another or all at once; until it is through, changes of settings go the same way', scope: 'update:nodes', status: 202,
      row: 'configure', risk: 'routine', returns: ForcedUpdate, body: Closed({ mode: Optional(OneOf(['sequential', 'parallel'], { description: 'As the setting updates.sequential says where it is left out.' })) }),
    },
    reboot: {
      http: 'POST /nodes/:id/reboot', summary: 'Reboot the machine of a node, where its host allows it; one node at a time', scope: 'update:nodes', status: 202,
      row: 'configure', risk: 'disruptive', returns: Node, throws: [NodeNotFound, RebootNotAllowed, RebootUnderWay, NodeSilent],
    },
    remove: {
      http: 'DELETE /nodes/:id', summary: 'Take a node off the list; one that still runs re-appears with its next heartbeat', scope: 'delete:nodes',
      row: 'configure', risk: 'routine', returns: Nothing, throws: [NodeNotFound],
    },
  },
})
