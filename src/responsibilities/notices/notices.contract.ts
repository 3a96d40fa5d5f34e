/** One's inbox, what became of deliveries, and the webhooks of the parties. */
import { resource } from '#kernel/operation.ts'
import { Closed, Nullable, OneOf, Timestamp, Type } from '#kernel/schema.ts'
import { changeScope, PartyShown, readScope, reasons, Shown, ShownList } from '../context/index.ts'
import type { DeliveryRow, EndpointRow, NoticeRow } from './notices.store.ts'

const notice = Closed({
  id: Type.String(), party: PartyShown, kind: Type.String(), title: Type.String(), body: Type.String(), path: Nullable(Type.String()), subject: Nullable(Type.String({ description: 'task:…' })), matrix_row: Nullable(Type.String()),
  created_at: Timestamp(), delivery_id: Type.String(), read_at: Nullable(Timestamp()),
})
const endpoint = { id: Type.String(), party: Type.String(), url: Type.String() }

export const noticesContract = resource({
  name: 'notices',
  about: 'News for those who are to be informed.',
  operations: {
    list: {
      http: 'GET /notices', summary: 'Read one\'s inbox, newest first', scope: readScope, row: reasons.own, query: Closed({ unread: Type.Optional(Type.Boolean()) }),
      returns: notice, paging: { style: 'offset', plural: 'notices', max: 100, default: 50, wrapped: true },
    },
    read: { http: 'POST /notices/:id/read', summary: 'Mark a notice as read', scope: readScope, row: reasons.own, risk: 'routine', status: 204 },
    deliveries: {
      http: 'GET /notices/deliveries', summary: 'Show who was told about something, and the receipts', scope: readScope, row: reasons.reading, query: Closed({ subject: Type.String({ minLength: 1, maxLength: 200 }) }),
      returns: ShownList<DeliveryRow & NoticeRow>({ channel: Type.String(), state: Type.String(), attempts: Type.Integer() }),
    },
  },
})

export const webhooksContract = resource({
  name: 'webhooks',
  about: 'Addresses of the parties that are told by HTTP.',
  operations: {
    list: { http: 'GET /webhooks', summary: 'List webhooks', scope: readScope, row: reasons.reading, returns: ShownList<EndpointRow>(endpoint) },
    create: {
      http: 'POST /webhooks', summary: 'Add a webhook; its secret is shown once', scope: changeScope, row: 'monitoring', risk: 'routine',
      body: Closed({ party: OneOf(['provider', 'subscriber']), url: Type.String({ maxLength: 2000 }) }), returns: Shown<EndpointRow & { secret: string }>({ ...endpoint, secret: Type.String() }),
    },
    remove: { http: 'DELETE /webhooks/:id', summary: 'Remove a webhook', scope: changeScope, row: 'monitoring', risk: 'routine' },
  },
})
