/** Operations on the journal. */
import { resource } from '#kernel/operation.ts'
import { Bag, Closed, OneOf, Timestamp, Type } from '#kernel/schema.ts'
import { changeScope, readScope, reasons } from '../context/index.ts'

export const Anchor = Closed({
  purpose: OneOf(['bailiwick journal anchor']), seq: Type.Integer({ minimum: 0 }), hash: Type.String({ maxLength: 64 }), at: Type.String({ maxLength: 40 }),
  key: Type.String({ maxLength: 40 }), publicKey: Type.String({ maxLength: 60 }), signature: Type.String({ maxLength: 120 }),
})
const Verdict = Type.Object({ ok: Type.Boolean(), sentence: Type.String(), entries: Type.Optional(Type.Integer()), head: Type.Optional(Type.String()), seq: Type.Optional(Type.Integer({ description: 'the first entry that is wrong or missing' })) })

export const journalContract = resource({
  name: 'journal',
  about: 'The record of who did, asked, answered, signed and was told what.',
  operations: {
    list: {
      http: 'GET /journal', summary: 'Read the journal, newest first', scope: readScope, row: reasons.reading,
      query: Closed({ kind: Type.Optional(Type.String({ maxLength: 100 })), subject: Type.Optional(Type.String({ maxLength: 200 })) }),
      returns: Closed({
        seq: Type.Integer(), at: Timestamp(), kind: Type.String(), actor: Type.String(), subject: Type.Optional(Type.String({ description: 'task:…' })), data: Bag(),
        prev: Type.String({ description: 'hash of the entry before; 64 zeros for the first' }), hash: Type.String({ description: 'SHA-256 of the entry as canonical JSON' }),
      }),
      paging: { style: 'offset', plural: 'entries', max: 100, default: 50, wrapped: true },
    },
    verify: { http: 'GET /journal/verify', summary: 'Check that no entry was altered, removed or put in between', scope: readScope, row: reasons.reading, returns: Verdict },
    export: {
      http: 'GET /journal/export', summary: 'Write entries as JSON lines, oldest first', scope: readScope, row: reasons.reading,
      query: Closed({ after: Type.Optional(Type.Integer({ minimum: 0 })), take: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })) }),
      returns: Closed({ lines: Type.Array(Type.String()), next: Type.Optional(Type.Integer({ description: 'what to send as after for the next part' })) }),
    },
    anchor: { http: 'POST /journal/anchors', summary: 'Sign the head of the journal, to be stored elsewhere', scope: changeScope, row: reasons.proving, risk: 'routine', returns: Anchor },
    check: {
      http: 'POST /journal/check', summary: 'Check the journal against an anchor that was stored elsewhere', scope: readScope, row: reasons.proving, risk: 'routine', status: 200,
      body: Closed({ anchor: Anchor, public_key: Type.Optional(Type.String({ maxLength: 60, description: 'the appliance\'s key as it was written down elsewhere' })) }), returns: Verdict,
    },
  },
})
