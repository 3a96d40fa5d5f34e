/** The standing sign-off of routine operations, row by row. */
import { resource } from '#kernel/operation.ts'
import { Closed, Type } from '#kernel/schema.ts'
import { changeScope, governed, readScope, reasons, ShownList, wire } from '../context/index.ts'
import { restoreStanding, withdrawStanding, withdrawnRows } from './standing.ts'
import type { WithdrawnRow } from './standing.store.ts'

export const standingContract = resource({
  name: 'standing-signoffs',
  about: 'Rows whose routine operations wait for a sign-off, because whoever answers for them withdrew the standing one.',
  operations: {
    list: { http: 'GET /standing-signoffs', summary: 'List the rows whose standing sign-off was withdrawn', scope: readScope, row: reasons.reading, returns: ShownList<WithdrawnRow>({ matrix_row: Type.String(), reason: Type.String() }) },
    withdraw: { http: 'DELETE /standing-signoffs/:row', summary: 'Withdraw the standing sign-off of a row', scope: changeScope, row: reasons.carriesRow, risk: 'routine', query: Closed({ reason: Type.String({ minLength: 1, maxLength: 2000 }) }) },
    give: { http: 'PUT /standing-signoffs/:row', summary: 'Give the standing sign-off of a row again', scope: changeScope, row: reasons.carriesRow, risk: 'routine', status: 204 },
  },
})

export const standingSignoffs = governed(standingContract, {
  list: async (_input, ctx) => wire(await withdrawnRows(ctx)),
  withdraw: ({ params, query }, ctx) => withdrawStanding(ctx, ctx.operator, params.row, query.reason),
  give: ({ params }, ctx) => restoreStanding(ctx, ctx.operator, params.row),
})
