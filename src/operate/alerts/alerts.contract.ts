/** Operations on alerts. */
import { resource } from '#kernel/operation.ts'
import { Closed, OneOf, Timestamp, Type } from '#kernel/schema.ts'

const { Optional } = Type

export const Alert = Type.Object({
  id: Type.String(), node: Type.String(), hostname: Optional(Type.String()), check: Type.String(), severity: OneOf(['urgent', 'high', 'normal']),
  sentence: Type.String(), remedy: Type.String(), opened_at: Timestamp(), closed_at: Optional(Timestamp()),
})

export const alertsContract = resource({
  name: 'alerts',
  about: 'Trouble that somebody was told of.',
  operations: {
    list: {
      http: 'GET /alerts', summary: 'List alerts, newest first', scope: 'read:health', query: Closed({ open: Optional(Type.Boolean()) }),
      returns: Alert, paging: { style: 'offset', plural: 'alerts', max: 100, default: 50 },
    },
    test: {
      http: 'POST /alerts/test', summary: 'Send a test alert every way that is set', scope: 'update:health', status: 200, row: 'monitoring', risk: 'routine',
      returns: Type.Object({ ways: Type.Array(Type.Object({ way: Type.String(), arrived: Type.Boolean(), sentence: Type.String() })) }),
    },
  },
})
