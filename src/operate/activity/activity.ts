/** Activity as operations: what is being done to the nodes, node by node. */
import { implement, resource, type Handlers } from '#kernel/operation.ts'
import { problem } from '#kernel/problem.ts'
import { Nullable, OneOf, Timestamp, Type, type Static } from '#kernel/schema.ts'
import type { OperateContext } from '../context/index.ts'
import { activityRow, activityRows, countActivities, type ActivityRow } from './activity.store.ts'

const ActivityNotFound = problem(404, 'inexistent_activity', 'The activity does not exist.')

const Activity = Type.Object({
  id: Type.Integer(), kind: OneOf(['settings', 'mail'], { description: 'settings: nodes take up a change; mail: messages wait for the mail server.' }), title: Type.String(), setting_version: Nullable(Type.Integer()), mode: OneOf(['parallel', 'sequential']),
  state: OneOf(['running', 'done', 'undone', 'failed', 'superseded'], { description: 'undone: taken back, because a node was not healthy afterwards.' }),
  outcome: Nullable(Type.String()), started_by: Type.String(), started_at: Timestamp(), ended_at: Nullable(Timestamp()),
  nodes: Type.Array(Type.Object({
    node: Type.String(), hostname: Nullable(Type.String()), state: OneOf(['waiting', 'applying', 'applied', 'unhealthy', 'spared'], { description: 'spared: it never took the change up.' }), log: Type.Array(Type.Object({ at: Timestamp(), sentence: Type.String() })),
  })),
})

const contract = resource({
  name: 'activity',
  about: 'What is being done to the nodes, and how far each is.',
  operations: {
    list: { http: 'GET /activity', summary: 'List activities, newest first', scope: 'read:nodes', returns: Activity, paging: { style: 'offset', plural: 'activities', max: 100, default: 20 } },
    get: { http: 'GET /activity/:id', summary: 'Show an activity', scope: 'read:nodes', returns: Activity, throws: [ActivityNotFound] },
  },
})

const present = ({ nodes, started_at, ended_at, ...row }: ActivityRow): Static<typeof Activity> => ({
  ...row, started_at: started_at.toISOString(), ended_at: ended_at?.toISOString() ?? null, nodes: nodes.map(({ node, hostname, state, log }) => ({ node, hostname, state, log })),
})

const handlers: Handlers<typeof contract, OperateContext> = {
  list: async ({ page }, { db }) => ({ items: (await activityRows(db, page.offset, page.limit)).map(present), total: await countActivities(db) }),
  async get({ params }, { db }) {
    const row = /^\d{1,15}$/.test(params.id) ? await activityRow(db, Number(params.id)) : undefined
    if (!row) throw ActivityNotFound()
    return present(row)
  },
}

export const activity = implement<OperateContext, typeof contract>(contract, handlers)
