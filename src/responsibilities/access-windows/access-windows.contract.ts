/** Operations on the provider's way in. */
import { resource } from '#kernel/operation.ts'
import { Closed, Nullable, OneOf, Timestamp, Type } from '#kernel/schema.ts'
import { changeScope, readScope, reasons } from '../context/index.ts'

const states = OneOf(['requested', 'declined', 'open', 'closed', 'ended'])
const someone = Nullable(Type.String())
const sometime = Nullable(Timestamp())
const shown = Closed({
  id: Type.String(), state: states, matrix_rows: Type.Array(Type.String()), reason: Type.String(), ticket: Nullable(Type.String()), task: Nullable(Type.String()), environment: OneOf(['development', 'production']),
  starts_at: Timestamp(), ends_at: Timestamp(), requested_by: Type.String(), requested_at: Timestamp(), opened_by: someone, opened_at: sometime, closed_by: someone, closed_at: sometime, close_reason: Nullable(Type.String()),
  sessions_ended_at: sometime, emergency: Type.Boolean(), reviewed_by: someone, reviewed_at: sometime, review: Nullable(Type.String()),
})
const rows = Type.Array(Type.String({ maxLength: 100 }), { minItems: 1, maxItems: 50, description: 'rows of the matrix' })
const reason = Type.String({ minLength: 1, maxLength: 2000 })
const asked = { rows, reason, ticket: Type.Optional(Type.String({ maxLength: 100 })), task: Type.Optional(Type.String({ maxLength: 100 })), from: Type.Optional(Timestamp()), to: Type.Optional(Timestamp({ description: 'default: one hour after from' })) }

export const accessWindowsContract = resource({
  name: 'access-windows',
  about: 'When the provider may come in.',
  operations: {
    list: {
      http: 'GET /access-windows', summary: 'List windows, newest first', scope: readScope, row: reasons.reading,
      query: Closed({ state: Type.Optional(states) }), returns: shown, paging: { style: 'offset', plural: 'windows', max: 100, default: 50, wrapped: true },
    },
    get: { http: 'GET /access-windows/:id', summary: 'Show a window', scope: readScope, row: reasons.reading, returns: shown },
    request: { http: 'POST /access-windows', summary: 'Ask the subscriber for access', scope: changeScope, row: reasons.asking, risk: 'routine', body: Closed(asked), returns: shown },
    grant: { http: 'POST /access-windows/grants', summary: 'Open a window that nobody asked for', scope: changeScope, row: 'prepare-infrastructure', risk: 'routine', body: Closed(asked), returns: shown },
    open: {
      http: 'POST /access-windows/:id/open', summary: 'Open what was asked for, or less', scope: changeScope, row: 'prepare-infrastructure', risk: 'routine', status: 200,
      body: Closed({ rows: Type.Optional(rows), from: Type.Optional(Timestamp()), to: Type.Optional(Timestamp()) }), returns: shown,
    },
    decline: { http: 'POST /access-windows/:id/decline', summary: 'Decline a request', scope: changeScope, row: 'prepare-infrastructure', risk: 'routine', status: 200, body: Closed({ reason }), returns: shown },
    close: { http: 'POST /access-windows/:id/close', summary: 'Close before its time', scope: changeScope, row: reasons.giving, risk: 'routine', status: 200, body: Closed({ reason: Type.Optional(reason) }), returns: shown },
    breakGlass: { http: 'POST /access-windows/emergencies', summary: 'Break glass: the first of two people', scope: changeScope, row: reasons.carriesRow, risk: 'routine', body: Closed(asked), returns: shown },
    confirm: { http: 'POST /access-windows/:id/confirm', summary: 'Break glass: the second of two people', scope: changeScope, row: reasons.carriesRow, risk: 'routine', status: 200, returns: shown },
    review: { http: 'POST /access-windows/:id/review', summary: 'Sign the review of an emergency', scope: changeScope, row: reasons.carriesRow, risk: 'routine', status: 200, body: Closed({ text: reason }), returns: shown },
  },
})
