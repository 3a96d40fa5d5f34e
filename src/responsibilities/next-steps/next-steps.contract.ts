import { resource } from '#kernel/operation.ts'
import { Closed, OneOf, Timestamp, Type } from '#kernel/schema.ts'
import { governed, PartyShown, readScope, reasons, wire } from '../context/index.ts'
import { nextSteps } from './next-steps.ts'

const contract = resource({
  name: 'next-steps',
  about: 'Who holds what.',
  operations: {
    list: {
      http: 'GET /next-steps', summary: 'List what waits for somebody, the longest wait first', scope: readScope, row: reasons.reading, query: Closed({ party: Type.Optional(OneOf(['provider', 'subscriber'])) }),
      returns: Type.Array(Closed({
        subject: Type.String({ description: 'task:…, ticket:…, window:…, checklist:…, handover' }), title: Type.String(), what: OneOf(['answer', 'sign off', 'run', 'decide', 'review', 'accept', 'complete', 'sign', 'confirm']),
        parties: Type.Array(PartyShown, { description: 'empty: nobody holds it yet, and the parties must agree' }), since: Timestamp(), until: Type.Optional(Timestamp()),
      })),
    },
  },
})

export const nextStepsResource = governed(contract, {
  list: async ({ query }, ctx) => wire((await nextSteps(ctx)).filter(({ parties }) => query.party === undefined || parties.includes(query.party))),
})
