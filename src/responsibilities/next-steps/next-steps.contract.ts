import { resource } from '#kernel/operation.ts'
import { Closed, OneOf, Type } from '#kernel/schema.ts'
import { governed, readScope, reasons, ShownList, wire } from '../context/index.ts'
import { nextSteps, type WaitingFor } from './next-steps.ts'

const contract = resource({
  name: 'next-steps',
  about: 'Who holds what.',
  operations: {
    list: {
      http: 'GET /next-steps', summary: 'List what waits for somebody, the longest wait first', scope: readScope, row: reasons.reading, query: Closed({ party: Type.Optional(OneOf(['provider', 'subscriber'])) }),
      returns: ShownList<WaitingFor>({ subject: Type.String(), title: Type.String(), what: Type.String(), parties: Type.Array(Type.String()), since: Type.String() }),
    },
  },
})

export const nextStepsResource = governed(contract, {
  list: async ({ query }, ctx) => wire((await nextSteps(ctx)).filter(({ parties }) => query.party === undefined || parties.includes(query.party))),
})
