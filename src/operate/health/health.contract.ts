/** Operations on the health of the appliance. */
import { resource } from '#kernel/operation.ts'
import { Closed, OneOf, secret, Timestamp, Type } from '#kernel/schema.ts'

const { Optional } = Type
const percent = Optional(Type.Integer({ description: 'Percent.' }))

const Finding = Type.Object({
  id: Type.String(), title: Type.String(), severity: OneOf(['urgent', 'high', 'normal']), well: Type.Boolean(),
  sentence: Type.String(), remedy: Type.String(), measured: Type.Record(Type.String(), Type.Number()),
})

export const HealthReport = Type.Object({ at: Timestamp(), node: Type.String(), checks: Type.Array(Finding) })

export const HealthSample = Type.Object({
  at: Timestamp(), node: Type.String(), hostname: Type.String(), address: Type.String(),
  well: Type.Boolean(), memory_free: percent, cpu_busy: percent, disk_used: percent,
  unwell: Type.Record(Type.String(), Type.String(), { description: 'What was not well, by check, in a sentence.' }),
})

export const healthContract = resource({
  name: 'health',
  about: 'How the nodes are, and how they were.',
  operations: {
    report: { http: 'GET /health', summary: 'Look at the node that answers', scope: 'read:health', returns: HealthReport },
    history: {
      http: 'GET /health/history', summary: 'List health samples, newest first: one a minute and node, kept for 29 days', scope: 'read:health',
      query: Closed({
        node: Optional(Type.String({ maxLength: 255, description: 'Id, hostname or address; all nodes when absent.' })),
        from: Optional(Timestamp({ description: 'An hour ago when absent.' })), to: Optional(Timestamp()), unwell_only: Optional(Type.Boolean()),
      }),
      returns: HealthSample, paging: { style: 'offset', plural: 'samples', max: 1000, default: 60 },
    },
    generateKey: {
      http: 'POST /health/key', summary: 'Make and apply a new key of the health service; the old one stops working', scope: 'update:health', row: 'monitoring', risk: 'routine',
      returns: Type.Object({ user: Type.String(), key: secret(Type.String(), ['update:health']) }),
    },
  },
})
